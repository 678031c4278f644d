/** The messages of the module, by code: faults of mapping files, and problems of values in rows. */
export { FAULT_MESSAGES } from './fault-messages.ts';
export { VALUE_MESSAGES } from './value-messages.ts';
