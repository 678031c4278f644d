import { CONNECTION_OPTIONS, LOOKUP_OPTIONS, NIGHT_OPTIONS, NOTIFY_OPTIONS } from './connection-options.ts';
import { IMPORT_OPTIONS, INPUT_OPTIONS, WORKER_OPTIONS } from './import-options.ts';
import { type Options, VALUES } from './option.ts';

const { again: _, 'create-missing': __, group: ___, sample: ____, seed: _____, ...PLANNED_OPTIONS } = INPUT_OPTIONS;

const WORKBOOK = { alias: 'o', type: 'string', takes: { ...VALUES.file, example: 'plan.xlsx' } } as const;

/** What `plan` takes. */
export const PLAN_OPTIONS = {
  output: {
    ...WORKBOOK,
    describe: 'Workbook to write (default: plan.xlsx in the folder of the plan)',
    repeated: 'never',
  },
  ...PLANNED_OPTIONS,
  mapping: { ...INPUT_OPTIONS.mapping, repeatable: false, describe: 'Mapping file' },
  'on-duplicate': {
    ...INPUT_OPTIONS['on-duplicate'],
    choices: ['reject', 'last'] as const,
    describe: 'Rows with the same key: reject all but the first, or count the last',
  },
  window: {
    ...NIGHT_OPTIONS.window,
    describe: 'For the estimate: at which time of the day apply would send, such as 20:00-06:00',
  },
  budget: NIGHT_OPTIONS.budget,
} as const satisfies Options;

/** What `apply` takes. */
export const APPLY_OPTIONS = {
  out: IMPORT_OPTIONS.out,
  mask: IMPORT_OPTIONS.mask,
  'max-errors': IMPORT_OPTIONS['max-errors'],
  ...WORKER_OPTIONS,
  ...LOOKUP_OPTIONS,
  ...NIGHT_OPTIONS,
  ...NOTIFY_OPTIONS,
  ...CONNECTION_OPTIONS,
} as const satisfies Options;

/** What `undo` takes. */
export const UNDO_OPTIONS = {
  'dry-run': { type: 'boolean', default: false, describe: 'Say what would be restored and what kept; send nothing' },
  out: IMPORT_OPTIONS.out,
  mask: IMPORT_OPTIONS.mask,
  'max-errors': IMPORT_OPTIONS['max-errors'],
  ...WORKER_OPTIONS,
  ...NIGHT_OPTIONS,
  ...NOTIFY_OPTIONS,
  ...CONNECTION_OPTIONS,
} as const satisfies Options;

/** What `verify` takes. */
export const VERIFY_OPTIONS = {
  output: {
    ...WORKBOOK,
    describe: 'Workbook to write (default: verify.xlsx in the folder of the run)',
  },
  ...LOOKUP_OPTIONS,
  ...NIGHT_OPTIONS,
  ...NOTIFY_OPTIONS,
  ...CONNECTION_OPTIONS,
} as const satisfies Options;
