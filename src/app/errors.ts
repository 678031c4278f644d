/** The errors that functions of the library throw, for `instanceof`. Each has a `name`, and most a `code`. */

export { ApiError, BadAnswer, SobotError, TransportError } from '../api/index.ts';
export { ChangeError } from '../change/index.ts';
export { ExportError } from '../export/index.ts';
export { FileError } from '../files/index.ts';
export { LedgerError } from '../ledger/index.ts';
export { LookupUnavailable, MappingError } from '../mapping/index.ts';
export { MirrorError } from '../mirror/index.ts';
export { Stopped } from '../resilience/index.ts';
export { TaggingError } from '../tagging/index.ts';
export { UsageError } from './usage-error.ts';
