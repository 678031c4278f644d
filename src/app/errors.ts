/** The errors that functions of the library throw, for `instanceof`. Each has a `name`; most have a `code`. */

export { ApiError, BadAnswer, SobotError, TransportError } from '../api/errors/sobot-error.ts';
export { ExportError } from '../export/export-error.ts';
export { FileError } from '../files/index.ts';
export { LedgerError } from '../ledger/index.ts';
export { MappingError } from '../mapping/index.ts';
export { LookupUnavailable } from '../mapping/mapping-error.ts';
export { Stopped } from '../resilience/retrying-dispatcher.ts';
export { TaggingError } from '../tagging/tagging-request.ts';
export { UsageError } from './usage-error.ts';
