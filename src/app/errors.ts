/** The errors that functions of the library throw, for `instanceof`. Each has a `name`; most have a `code`. */

export { Stopped } from '../dispatch/dispatcher.ts';
export { ExportError } from '../export/export-error.ts';
export { FileError } from '../files/index.ts';
export { LedgerError } from '../ledger/index.ts';
export { MappingError } from '../mapping/index.ts';
export { LookupUnavailable } from '../mapping/lookups/lookup-unavailable.ts';
export { ApiError } from '../sobot/errors/api-error.ts';
export { BadAnswer } from '../sobot/errors/bad-answer.ts';
export { SobotError } from '../sobot/errors/sobot-error.ts';
export { TransportError } from '../sobot/errors/transport-error.ts';
export { TaggingError } from '../tagging/tagging-error.ts';
export { UsageError } from './usage-error.ts';
