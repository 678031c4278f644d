import { compileMapping, type LoadedMapping, type Lookups, type RowMapper } from '../../mapping/index.ts';
import type { Session } from '../session.ts';
import { sessionLookups } from '../session-lookups.ts';

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
