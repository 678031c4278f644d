export type { CustomerChange, CustomerChangeKind } from './change-history.ts';
export type { KeyField } from './customer-keys.ts';
export type { MirroredCustomer } from './customer-table.ts';
export { MIRROR_MESSAGES } from './messages.ts';
export { Mirror, type MirrorStatus, openMirror } from './mirror.ts';
export { mirrorExists, mirrorPath } from './mirror-database.ts';
export { MirrorError } from './mirror-error.ts';
export type { Combination } from './pushed-changes.ts';
export { type RefreshContext, type RefreshResult, refreshMirror } from './refresh-mirror.ts';
