export { DistinctEstimate, ESTIMATE_ERROR } from './distinct-estimate.ts';
export { hashText, KeyIndex } from './key-index.ts';
export { type FrequentValue, MAX_EXACT_DISTINCT, ownText, ValueCounts } from './value-counts.ts';
