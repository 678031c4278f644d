import { createLookups, type Lookups } from '../mapping/index.ts';
import type { Session } from './session.ts';

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
    ttlMs: anew ? 0 : settings.lookupTtlMs,
    offline: settings.offline,
    now: Date.now,
    language: settings.language === 'zh' ? 'zh' : 'en',
  });
}
