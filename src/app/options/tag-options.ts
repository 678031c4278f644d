import { TAG_KEYS } from '../../tagging/tagging-request.ts';
import { NIGHT_OPTIONS, NOTIFY_OPTIONS } from './connection-options.ts';
import { IMPORT_OPTIONS, INPUT_OPTIONS, WORKER_OPTIONS } from './import-options.ts';
import { type Options, VALUES } from './option.ts';

const {
  mapping: _,
  'on-collision': __,
  mode: ___,
  again: ____,
  sample: _____,
  seed: ______,
  ...FILE_OPTIONS
} = INPUT_OPTIONS;

/** What `tag` takes. */
export const TAG_OPTIONS = {
  by: { choices: TAG_KEYS, describe: 'What identifies the customers' },
  column: { type: 'string', takes: VALUES.text, describe: 'Column that holds it' },
  add: {
    type: 'string',
    takes: VALUES.text,
    repeatable: true,
    describe: 'Tags to add, as Tag or Group/Tag, separated by commas',
  },
  remove: { type: 'string', takes: VALUES.text, repeatable: true, describe: 'Tags to remove' },
  'add-column': { type: 'string', takes: VALUES.text, describe: 'Column with the tags to add to each row' },
  'remove-column': { type: 'string', takes: VALUES.text, describe: 'Column with the tags to remove from each row' },
  where: {
    type: 'string',
    takes: VALUES.text,
    repeatable: true,
    describe: 'Instead of a file: customers that match name=value; may be repeated',
  },
  'dry-run': { type: 'boolean', default: false, describe: 'Show how many customers would gain and lose which tags' },
  'max-errors': IMPORT_OPTIONS['max-errors'],
  ...WORKER_OPTIONS,
  ...NIGHT_OPTIONS,
  ...NOTIFY_OPTIONS,
  ...FILE_OPTIONS,
  'on-duplicate': { ...FILE_OPTIONS['on-duplicate'], default: 'all' as const },
} as const satisfies Options;
