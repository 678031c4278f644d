export {
  acceptsMode,
  type ChangeMode,
  type ChangeRules,
  changeRulesOf,
  hasChangeRules,
  mergeRules,
  needsBefore,
} from './change-rules.ts';
export { Columns } from './columns.ts';
export type { MappingSettings } from './compile/compile-context.ts';
export {
  type CompileOptions,
  compileIdentity,
  compileMapping,
  problemsWithoutTenant,
  type ReadIdentity,
  type RowIdentity,
} from './compile-mapping.ts';
export {
  CASCADE_SEPARATOR,
  type CustomEntries,
  type CustomEntry,
  OPTION_SEPARATOR,
  optionNames,
  readCustomEntries,
} from './custom/custom-entries.ts';
export { customFieldName } from './custom/custom-field-index.ts';
export { compileCustomValue } from './custom/custom-value.ts';
export { fold, narrow } from './fold.ts';
export { loadMapping, parseMapping } from './load-mapping.ts';
export { createLookups, LOOKUP_DESCRIPTIONS } from './lookups/create-lookups.ts';
export type {
  LookupCache,
  LookupMatch,
  LookupOptions,
  LookupSources,
  Lookups,
  ReadList,
  Resolver,
} from './lookups/lookups.ts';
export { type NamedEntry, NameIndex } from './lookups/name-index.ts';
export { allCities, REFERENCE_LISTS } from './lookups/reference-lists.ts';
export type { FollowUpRequest, LeftOut, MappedRow, Problem, UniqueValue, UnsentValue } from './mapped-row.ts';
export { LookupUnavailable, MappingError, type MappingProblem } from './mapping-error.ts';
export {
  type FieldSpec,
  type FieldSpecObject,
  type LoadedMapping,
  longForm,
  type Mapping,
  type MergeRule,
} from './mapping-schema.ts';
export {
  columnsOfField,
  destructiveActionsOf,
  FOLLOW_UP_SECTIONS,
  followUpFields,
  lookupPartOf,
} from './mapping-sections.ts';
export { memoize, memoizeLookup } from './memoize.ts';
export { FAULT_MESSAGES, VALUE_MESSAGES } from './messages.ts';
export { mappingJsonSchema } from './reference/mapping-json-schema.ts';
export { renderMappingReference } from './reference/render-mapping-reference.ts';
export { FINGERPRINT_COLUMN, makeFingerprint, type RowFingerprint, readFingerprint } from './row-fingerprint.ts';
export type { RowMapper } from './row-mapper.ts';
export type { UniqueRule } from './rules/compile-rules.ts';
export { isRuleProblem, MIRROR_FIELDS, type RuleSpec } from './rules/rule-schema.ts';
export { listedName, NAME_SEPARATORS, nameSplitter, type SplitNames, separatorPattern } from './split-names.ts';
export {
  compileDateFormat,
  type DateParts,
  type DateReader,
  isValidDate,
  isValidTime,
} from './transforms/date-format.ts';
export { transforms } from './transforms/index.ts';
export { numberReader } from './transforms/numbers.ts';
export { countryReader } from './transforms/phone.ts';
export { listed, shorten, ValueError, valueErrorSentence } from './value-error.ts';
export type { SourcePosition } from './yaml-positions.ts';
export { type Locate, type MappingPath, positionsIn } from './yaml-positions.ts';
