export type { MappingSettings } from './compile/compile-context.ts';
export {
  type CompileOptions,
  compileIdentity,
  compileMapping,
  problemsWithoutTenant,
  type ReadIdentity,
  type RowIdentity,
} from './compile-mapping.ts';
export { loadMapping, parseMapping } from './load-mapping.ts';
export { createLookups } from './lookups/create-lookups.ts';
export type { LookupCache, LookupSources, Lookups } from './lookups/lookups.ts';
export type { FollowUpRequest, MappedRow, Problem, UnsentValue } from './mapped-row.ts';
export { LookupUnavailable, MappingError, type MappingProblem } from './mapping-error.ts';
export type { LoadedMapping, Mapping } from './mapping-schema.ts';
export { columnsOfField, destructiveActionsOf } from './mapping-sections.ts';
export { mappingJsonSchema } from './reference/mapping-json-schema.ts';
export { renderMappingReference } from './reference/render-mapping-reference.ts';
export type { RowMapper } from './row-mapper.ts';
export type { SourcePosition } from './yaml-positions.ts';
