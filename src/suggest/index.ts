export { readTableStatistics, type TableStatistics } from './columns/profile-table.ts';
export { bestNameSimilarity } from './names/likeness.ts';
export type { Decisions } from './place-columns.ts';
export { type MappingOrigin, renderMapping } from './render/render-mapping.ts';
export type { FieldCandidate } from './slots/slot.ts';
export { createSuggester, type Suggester } from './suggest-mapping.ts';
export type { Alternative, Placement, Suggestion, Unplaced } from './suggestion.ts';
export { type TenantFacts, tenantFactsOf } from './tenant-facts.ts';
