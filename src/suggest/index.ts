export { readTableStatistics, type TableStatistics } from './columns/column-statistics.ts';
export { DateFormats, type DateKind, isNumber } from './columns/value-formats.ts';
export { type FieldCandidate, fieldCandidatesOf } from './field-candidates.ts';
export type { Decisions } from './match-columns.ts';
export { bestNameSimilarity } from './name-similarity.ts';
export { type MappingOrigin, renderMapping } from './render-mapping.ts';
export { createSuggester, type Suggester } from './suggest-mapping.ts';
export type { Alternative, Placement, Suggestion, Unplaced } from './suggestion.ts';
export { type TenantFacts, tenantFactsOf } from './tenant-facts.ts';
