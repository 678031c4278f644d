/** The errors that functions of the library throw, for `instanceof`. Each has a `name`; most have a `code`. */

export { ApiError } from '../api/errors/api-error.ts';
export { BadAnswer } from '../api/errors/bad-answer.ts';
export { SobotError } from '../api/errors/sobot-error.ts';
export { TransportError } from '../api/errors/transport-error.ts';
export { ExportError } from '../export/export-error.ts';
export { FileError } from '../files/index.ts';
export { LedgerError } from '../ledger/index.ts';
export { MappingError } from '../mapping/index.ts';
export { LookupUnavailable } from '../mapping/lookups/lookup-unavailable.ts';
export { Stopped } from '../resilience/dispatcher.ts';
export { TaggingError } from '../tagging/tagging-error.ts';
export { UsageError } from './usage-error.ts';
