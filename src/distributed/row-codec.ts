import type { Cell } from '../files/index.ts';
import type { CountedOutcome, HandedRow, OutcomeFacts, PendingRow, SavedRow } from '../import/index.ts';
import type { RowChange } from '../ledger/index.ts';
import type { FollowUpRequest } from '../mapping/index.ts';
import { type Payload, type Target, targets } from '../targets/index.ts';

/** A row as `chunk_rows.content` has it, in JSON: everything that is needed to send it, and to say in `errors.csv` what became of it. */
interface StoredRow {
  readonly row: number;
  readonly cells: readonly Cell[];
  readonly payload: Payload;
  /** The name of the payload's target, if it is another one than the run's. */
  readonly target?: string | undefined;
  readonly followUps?: readonly FollowUpRequest[] | undefined;
  readonly key?: string | undefined;
  readonly hash: string;
  readonly hasIntent?: true | undefined;
  readonly note?: string | undefined;
  readonly saved?: SavedRow | undefined;
  readonly change?: RowChange | undefined;
  readonly stored?: RowChange | undefined;
  /** It is not known whether an earlier process sent the row's request. */
  readonly isUnresolved?: true | undefined;
  readonly countsAs?: CountedOutcome | undefined;
  readonly again?: boolean | undefined;
  readonly facts?: OutcomeFacts | undefined;
}

/** Writes a row as text. Characters that PostgreSQL cannot store are escaped in it, as JSON does. */
export function encodeRow({ pending, facts }: Omit<HandedRow, 'orderKey'>): string {
  const { row, target, followUps, hasIntent, unresolvedSince, ...rest } = pending;
  const stored: StoredRow = {
    ...rest,
    row: row.number,
    cells: row.cells,
    target: target?.name,
    ...(followUps.length > 0 && { followUps }),
    ...(hasIntent && { hasIntent }),
    ...(unresolvedSince !== undefined && { isUnresolved: true }),
    ...(Object.values(facts).some((fact) => fact !== undefined) && { facts }),
  };
  return JSON.stringify(stored);
}

/** Reads what `encodeRow` wrote. `now`: the time by the monotonic clock. Errors: `TypeError` for a target that this version does not have. */
export function decodeRow(text: string, now: number): Omit<HandedRow, 'orderKey'> {
  const {
    row,
    cells,
    target,
    followUps = [],
    hasIntent = false,
    isUnresolved,
    facts = {},
    ...rest
  } = JSON.parse(text) as StoredRow;
  const pending: PendingRow = {
    ...rest,
    row: { number: row, cells },
    followUps,
    hasIntent,
    ...(target !== undefined && { target: targetNamed(target) }),
    ...(isUnresolved && { unresolvedSince: now }),
  };
  return { pending, facts };
}

function targetNamed(name: string): Target {
  const target = targets.get(name);
  if (target === undefined) throw new TypeError(`there is no target ${name}`);
  return target;
}
