import { CONNECTION_OPTIONS, SOURCE_OPTIONS } from './connection-options.ts';
import { type Options, VALUES } from './option.ts';

/** What `map` takes. */
export const MAP_OPTIONS = {
  target: {
    alias: 't',
    type: 'string',
    takes: VALUES.text,
    repeatable: true,
    describe:
      'Target of the rows (default customer); for several files one each, in the same order; see: sobot-etl targets',
  },
  output: {
    alias: 'o',
    type: 'string',
    takes: VALUES.file,
    describe:
      'Mapping file to write (default: standard output); for several files the plan, with the mappings beside it',
  },
  learn: {
    type: 'string',
    takes: { ...VALUES.file, example: 'errors.xlsx' },
    describe:
      'Instead of a spreadsheet: the corrected errors.xlsx or errors.csv of a run, from which the mapping of -m learns value maps, date formats and telephone countries',
  },
  mapping: {
    alias: 'm',
    type: 'string',
    takes: VALUES.mappingFile,
    describe: 'With --learn: the mapping that learns; it is changed only with --yes, or when you agree',
  },
  ...SOURCE_OPTIONS,
  ...CONNECTION_OPTIONS,
  // A suggestion is possible without the tenant, so the wait for it is short.
  'outage-patience': { ...CONNECTION_OPTIONS['outage-patience'], default: 5 },
} as const satisfies Options;
