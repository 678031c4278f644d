import type { Mirror } from '../mirror/index.ts';
import type { Payload, Target } from '../targets/index.ts';
import { ChangeError } from './change-error.ts';
import { CHANGE_MESSAGES } from './messages.ts';

/** The members by which the mirror finds customers. */
export const MATCHED_FIELDS = ['partnerid', 'email', 'tel', 'nick'] as const;

type MatchedField = (typeof MATCHED_FIELDS)[number];

/** The ids of the customers that have one of the payload's identifying values, each once. */
export function matchRecords(mirror: Mirror, payload: Payload, identifiedBy: readonly string[]): readonly string[] {
  const ids = new Set<string>();
  for (const field of identifiedBy) {
    const value = payload[field];
    if (typeof value !== 'string' || value.trim() === '' || !isMatched(field)) continue;
    for (const id of mirror.find(field, value)) ids.add(id);
  }
  return [...ids];
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
