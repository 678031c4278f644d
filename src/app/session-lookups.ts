import { compileMapping, createLookups, type LoadedMapping, type Lookups, type RowMapper } from '../mapping/index.ts';
import type { Session } from './session.ts';

/** The lookups of a session's tenant. `anew`: read lists even if they are cached. */
export function sessionLookups(
  { ledger, scope, settings, readList, readPages }: Session,
  { anew = false } = {},
): Lookups {
  return createLookups({
    read: (endpoint, request) => readList(endpoint, request),
    pages: (endpoint, request) => readPages(endpoint, request),
    cache: ledger.lookups(scope),
    learned: async (target, key, field) => (await ledger.keys(scope).find(target, key, field))?.id,
    ttlMs: anew ? 0 : settings.lookupTtlMs,
    offline: settings.offline,
    now: Date.now,
    language: settings.language === 'zh' ? 'zh' : 'en',
  });
}

/** Compiles the mapping for a file and the session's tenant; reads the lists that it needs. `change` may change the lookups. Errors: `MappingError`, `SobotError`. */
export function compileMapper(
  session: Session,
  mapping: LoadedMapping,
  input: { readonly header: readonly string[]; readonly path: string },
  change = (lookups: Lookups): Lookups => lookups,
): Promise<RowMapper> {
  const lookups = change(sessionLookups(session));
  return compileMapping(mapping, { header: input.header, inputPath: input.path, lookups });
}
