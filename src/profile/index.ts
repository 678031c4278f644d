export type { ColumnIssue } from './column-issues.ts';
export { profileTable } from './profile-table.ts';
export {
  distinctText,
  frequentValues,
  issueCount,
  isUnique,
  lengthText,
  precisionNote,
  rangeText,
  shareText,
  sizeText,
  typeText,
} from './profile-words.ts';
export type { ColumnProfile, LikelyField, TableProfile } from './table-profile.ts';
export { VALUE_TYPES, type ValueType } from './value-type.ts';
