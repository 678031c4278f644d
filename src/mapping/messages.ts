import { FAULT_MESSAGES } from './fault-messages.ts';
import { VALUE_MESSAGES } from './value-messages.ts';

/** The messages of the module, by code: faults of mapping files, and problems of rows. */
export const MAPPING_MESSAGES = { ...FAULT_MESSAGES, ...VALUE_MESSAGES };
