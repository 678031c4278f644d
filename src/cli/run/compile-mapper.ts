import { compileMapping, createLookups, type LoadedMapping, type RowMapper } from '../../mapping/index.ts';
import type { Session } from '../session.ts';

const LOOKUP_TTL_MS = 3_600_000;

/** Compiles the mapping for a file and the session's tenant; reads the lists that it needs. Errors: `MappingError`, `SobotError`. */
export function compileMapper(
  { ledger, scope, settings, readList, readPages }: Session,
  mapping: LoadedMapping,
  input: { readonly header: readonly string[]; readonly path: string },
): Promise<RowMapper> {
  const lookups = createLookups({
    read: (endpoint, request) => readList(endpoint, request),
    pages: (endpoint, request) => readPages(endpoint, request),
    cache: ledger.lookups(scope),
    learned: (target, key, field) => ledger.keys(scope).find(target, key, field)?.id,
    ttlMs: LOOKUP_TTL_MS,
    offline: false,
    now: Date.now,
    language: settings.language === 'zh' ? 'zh' : 'en',
  });
  return compileMapping(mapping, { header: input.header, inputPath: input.path, lookups });
}
