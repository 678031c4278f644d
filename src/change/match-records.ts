import type { PendingRow } from '../import/index.ts';
import { MIRROR_FIELDS } from '../mapping/index.ts';
import type { Mirror } from '../mirror/index.ts';
import type { Target } from '../targets/index.ts';
import { ChangeError } from './change-error.ts';
import { CHANGE_MESSAGES } from './messages.ts';

/** The members by which the mirror finds customers. */
export const MATCHED_FIELDS = MIRROR_FIELDS;

type MatchedField = (typeof MATCHED_FIELDS)[number];

/** By what the record of a row is found. */
export interface RecordMatching {
  readonly mirror: Mirror;
  readonly identifiedBy: readonly string[];
  /** The ids of the records that earlier runs created or changed for keys, by key. */
  readonly idsOfKeys: (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** What the records of a row are found by. */
type MatchedRow = Pick<PendingRow, 'payload' | 'key'>;

/** The records of a row. `isByKey`: known only from an earlier run, so that the record may be gone. */
export interface MatchedRecords {
  readonly ids: readonly string[];
  readonly isByKey: boolean;
}

/** Finds the records of rows, in their order. */
export async function matchRecords(
  matching: RecordMatching,
  rows: readonly MatchedRow[],
): Promise<readonly MatchedRecords[]> {
  const found = matching.mirror.read(() => rows.map((row) => matchRecord(matching, row, NO_IDS)));
  const keys = rows.flatMap(({ key }, index) => (key === undefined || found[index]?.ids.length !== 0 ? [] : [key]));
  if (keys.length === 0) return found;
  const idsOfKeys = await matching.idsOfKeys(keys);
  return matching.mirror.read(() =>
    rows.map((row, index) => {
      const match = found[index];
      return match !== undefined && match.ids.length > 0 ? match : matchRecord(matching, row, idsOfKeys);
    }),
  );
}

const NO_IDS: ReadonlyMap<string, string> = new Map();

/**
 * Finds the customers that have one of the row's identifying values, each once. If there is none, it is the one that an earlier run
 * sent for the row's key: else a row without such values would be created by every run.
 */
export function matchRecord(
  { mirror, identifiedBy }: Pick<RecordMatching, 'mirror' | 'identifiedBy'>,
  { payload, key }: MatchedRow,
  idsOfKeys: ReadonlyMap<string, string>,
): MatchedRecords {
  const ids = new Set<string>();
  for (const field of identifiedBy) {
    const value = payload[field];
    if (typeof value !== 'string' || value.trim() === '' || !isMatched(field)) continue;
    for (const id of mirror.find(field, value)) ids.add(id);
  }
  const known = ids.size === 0 && key !== undefined ? idsOfKeys.get(key) : undefined;
  return known === undefined ? { ids: [...ids], isByKey: false } : { ids: [mirror.currentId(known)], isByKey: true };
}

/** Errors: `ChangeError` if rows may be identified by a field by which the mirror cannot find customers. */
export function requireMatchable({ idField }: Target, identifiedBy: readonly string[], mapped: Iterable<string>): void {
  const names = new Set(mapped);
  const unmatched = identifiedBy.filter((field) => !isMatched(field) && names.has(field));
  if (idField !== undefined || unmatched.length === 0) return;
  const message = CHANGE_MESSAGES['cannot-match'].text.fields(unmatched, MATCHED_FIELDS);
  throw new ChangeError('cannot-match', message);
}

function isMatched(field: string): field is MatchedField {
  return (MATCHED_FIELDS as readonly string[]).includes(field);
}
