import type { CellChange, CellValue } from '../ledger/index.ts';
import type { FollowUpRequest } from '../mapping/index.ts';
import { type Payload, type Target, targets } from '../targets/index.ts';
import { updatePayload } from './payload-cells.ts';
import { isOwnField } from './record-reader.ts';

/** The requests that change one record: the first, and those that follow once it succeeded. */
export interface UpdateRequest {
  readonly target: Target;
  readonly payload: Payload;
  readonly followUps: readonly FollowUpRequest[];
}

interface UpdateParts {
  readonly id: string;
  /** The customer's own name, which every edit has to repeat. */
  readonly nick: string;
  readonly cells: readonly CellChange[];
  /** Values of fields that have to be sent together with a changed one. */
  readonly companions: ReadonlyMap<string, CellValue>;
  readonly followUps: readonly FollowUpRequest[];
}

/**
 * The requests that give a record the new values: one edit with the changed members and nothing else, then the follow-up requests.
 * If no member changes, the first follow-up request takes its place. Undefined if nothing is to be sent.
 */
export function updateRequest({ id, nick, cells, companions, followUps }: UpdateParts): UpdateRequest | undefined {
  const own = new Map(cells.filter(({ field }) => isOwnField(field)).map(({ field, after }) => [field, after]));
  if (own.size > 0) {
    const payload = updatePayload({ id, nick, cells: own, companions });
    return { target: targetNamed('customer-update'), payload, followUps };
  }
  const [first, ...rest] = followUps;
  if (first === undefined) return undefined;
  const target = targetNamed(first.target);
  return { target, payload: { ...first.payload, [target.idField ?? 'id']: id }, followUps: rest };
}

function targetNamed(name: string): Target {
  const target = targets.get(name);
  if (target === undefined) throw new TypeError(`there is no target ${name}`);
  return target;
}
