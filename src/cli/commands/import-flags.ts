import { VALUES } from '../../app/option-values.ts';
import { CONNECTION_FLAGS, LOOKUP_FLAGS, OUTPUT_FLAGS, PROGRESS_FLAGS, SOURCE_FLAGS } from '../flags.ts';

/** The flags that `import` and `check` share. */
export const INPUT_FLAGS = {
  mapping: {
    alias: 'm',
    type: 'string',
    takes: VALUES.mappingFile,
    repeatable: true,
    describe: 'Mapping file; of several files one each, in their order',
  },
  limit: { type: 'number', takes: VALUES.count, describe: 'Only the first N rows' },
  out: {
    type: 'string',
    takes: VALUES.folder,
    describe: 'Folder for errors.csv, results.csv, report.html and summary.json (default runs/<run>)',
  },
  'on-duplicate': {
    choices: ['reject', 'last', 'all'] as const,
    default: 'reject' as const,
    describe: 'Of several rows with one key: reject all but the first, import the last, or import all in their order',
  },
  'on-collision': {
    choices: ['reject', 'send'] as const,
    describe:
      'Of several rows that the CRM would take for one customer, since they share a telephone or e-mail: reject all but the first (default), or send them all',
  },
  again: {
    type: 'boolean',
    default: false,
    describe: 'Send rows whose key an earlier run has made already, though the CRM makes another record of them',
  },
  'accept-damage': {
    type: 'boolean',
    default: false,
    describe: 'Send values that a spreadsheet has rounded or replaced as they are, instead of rejecting their rows',
  },
  'create-missing': {
    type: 'boolean',
    default: false,
    describe: 'Make tags that are to be added and that there are not, and their groups',
  },
  group: { type: 'string', takes: VALUES.text, describe: 'The group of new tags whose names have none' },
  ...SOURCE_FLAGS,
  ...LOOKUP_FLAGS,
  ...CONNECTION_FLAGS,
  ...OUTPUT_FLAGS,
  ...PROGRESS_FLAGS,
} as const;

/** The flags of `import`. */
export const IMPORT_FLAGS = {
  ...INPUT_FLAGS,
  'dry-run': { type: 'boolean', default: false, describe: 'Everything but sending' },
  'max-errors': { type: 'string', takes: VALUES.errorLimit, describe: 'Stop when more rows than this fail: N or N%' },
  'changed-only': {
    type: 'boolean',
    default: false,
    describe:
      'Skip rows that are as they were last sent; of a file that export --for-update wrote, send only what was edited',
  },
  force: {
    type: 'boolean',
    default: false,
    describe: 'With --changed-only: overwrite customers that were changed on the server since the export',
  },
} as const;
