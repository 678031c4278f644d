import {
  CONNECTION_OPTIONS,
  LOOKUP_OPTIONS,
  NIGHT_OPTIONS,
  NOTIFY_OPTIONS,
  SOURCE_OPTIONS,
} from './connection-options.ts';
import { type Options, shown, shownIfOn, VALUES } from './option.ts';

/** The options of `import` and `check`. */
export const INPUT_OPTIONS = {
  mapping: {
    alias: 'm',
    type: 'string',
    takes: VALUES.mappingFile,
    repeatable: true,
    describe: 'Mapping file; for several files one each, in the same order',
    repeated: 'never',
  },
  limit: {
    type: 'number',
    takes: VALUES.count,
    describe: 'Only the first N rows',
    kept: true,
    repeated: 'same-file',
    reported: shown,
  },
  sample: {
    type: 'number',
    takes: VALUES.count,
    describe: 'Only N rows, spread over the whole file',
    kept: true,
    repeated: 'same-file',
    reported: shown,
  },
  seed: {
    type: 'number',
    takes: VALUES.seed,
    describe: 'With --sample: the same seed chooses the same rows (default: random, and printed)',
    kept: true,
    repeated: 'same-file',
    reported: shown,
  },
  out: {
    type: 'string',
    takes: VALUES.folder,
    describe: 'Folder for errors.csv, results.csv, report.html and summary.json (default runs/<run>)',
    repeated: 'same-file',
  },
  mask: {
    type: 'boolean',
    default: false,
    describe: 'Write report.html without cells, keys and names, so that it can be passed on',
    kept: true,
    reported: shownIfOn,
  },
  'on-duplicate': {
    choices: ['reject', 'last', 'all'] as const,
    default: 'reject' as const,
    describe: 'Rows with the same key: reject all but the first, import the last, or import all in order',
    kept: true,
    reported: shown,
  },
  'on-collision': {
    choices: ['reject', 'send'] as const,
    describe:
      'Rows that the CRM would merge into one customer, since they share a telephone or e-mail: reject all but the first (default), or send them all',
    kept: true,
    reported: shown,
  },
  mode: {
    choices: ['create', 'update', 'upsert'] as const,
    describe:
      'Customers that are written: only new ones, only those that exist, or both (default; overrides the mapping)',
    kept: true,
    reported: shown,
  },
  again: {
    type: 'boolean',
    default: false,
    describe: 'Send rows whose key an earlier run has already imported, even though the CRM creates another record',
    kept: true,
    reported: shownIfOn,
  },
  'accept-damage': {
    type: 'boolean',
    default: false,
    describe:
      'Send values that a spreadsheet program has rounded or replaced as they are, instead of rejecting their rows',
    kept: true,
  },
  'create-missing': {
    type: 'boolean',
    default: false,
    describe: 'Create missing tag groups and tags before the first row is sent',
    kept: true,
    reported: shownIfOn,
  },
  group: {
    type: 'string',
    takes: VALUES.text,
    describe: 'Group of new tags that are written without one',
    kept: true,
    reported: shown,
  },
  ...SOURCE_OPTIONS,
  ...LOOKUP_OPTIONS,
  ...CONNECTION_OPTIONS,
} as const satisfies Options;

/** What commands take whose rows workers can send. */
export const WORKER_OPTIONS = {
  local: {
    type: 'boolean',
    default: true,
    describe: 'With a shared ledger and workers: send rows in this process, too; --no-local leaves all to the workers',
    repeated: 'never',
  },
} as const satisfies Options;

/** The options of `import`. */
export const IMPORT_OPTIONS = {
  ...INPUT_OPTIONS,
  'dry-run': { type: 'boolean', default: false, describe: 'Do everything except sending', repeated: 'never' },
  'max-errors': {
    type: 'string',
    takes: VALUES.errorLimit,
    describe: 'Stop when more rows than this fail: N or N%',
    kept: true,
    reported: shown,
  },
  'changed-only': {
    type: 'boolean',
    default: false,
    describe:
      'Skip rows that have not changed since they were last sent; of a file from export --for-update, send only what was edited',
    kept: true,
    reported: shownIfOn,
  },
  undoable: {
    type: 'boolean',
    default: false,
    describe: 'Read each customer before it is changed, and keep what it was, so that the run can be undone',
    kept: true,
    reported: shownIfOn,
  },
  force: {
    type: 'boolean',
    default: false,
    describe: 'With --changed-only: overwrite customers that were changed on the server since the export',
    kept: true,
    reported: shownIfOn,
  },
  ...WORKER_OPTIONS,
  ...NIGHT_OPTIONS,
  ...NOTIFY_OPTIONS,
} as const satisfies Options;
