import { createLookups, type Lookups } from '../../mapping/index.ts';
import type { Session } from '../session.ts';

/** How long a reference list that was read is good for. */
const KEPT_MS = 3_600_000;

/** The lookups of a session's tenant. With `anew`, lists are read though an earlier run has kept them. */
export function sessionLookups(
  { ledger, scope, settings, readList, readPages }: Session,
  { anew = false } = {},
): Lookups {
  return createLookups({
    read: (endpoint, request) => readList(endpoint, request),
    pages: (endpoint, request) => readPages(endpoint, request),
    cache: ledger.lookups(scope),
    learned: (target, key, field) => ledger.keys(scope).find(target, key, field)?.id,
    ttlMs: anew ? 0 : KEPT_MS,
    offline: false,
    now: Date.now,
    language: settings.language === 'zh' ? 'zh' : 'en',
  });
}
