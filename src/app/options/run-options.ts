import { CONNECTION_OPTIONS, LOOKUP_OPTIONS, NIGHT_OPTIONS, NOTIFY_OPTIONS } from './connection-options.ts';
import { IMPORT_OPTIONS } from './import-options.ts';
import { AGE, type Options, VALUES } from './option.ts';

/** What `resume` takes. */
export const RESUME_OPTIONS = {
  'resend-in-doubt': {
    type: 'boolean',
    default: false,
    describe: 'Send rows whose outcome is unknown again, at the risk of duplicates',
  },
  'max-errors': IMPORT_OPTIONS['max-errors'],
  out: {
    type: 'string',
    takes: VALUES.folder,
    describe: 'Another folder for the files of the run, say because the first one is on another machine',
  },
  ...NIGHT_OPTIONS,
  ...NOTIFY_OPTIONS,
  ...LOOKUP_OPTIONS,
  ...withoutDefaults(CONNECTION_OPTIONS),
} as const satisfies Options;

/** What `runs` takes. */
export const RUNS_OPTIONS = {
  limit: { type: 'number', takes: VALUES.count, default: 20, describe: 'How many of the newest runs to list' },
  'older-than': {
    type: 'string',
    takes: AGE,
    describe: 'For prune: remove runs that ended longer ago than this, such as 30d, 12h or 2w',
  },
  report: {
    type: 'string',
    takes: { ...VALUES.file, example: 'masked.html' },
    describe: 'For show: write the report of the run once more; with --mask',
  },
  mask: {
    type: 'boolean',
    default: false,
    describe: 'With --report: without cells, keys and names, so that it can be passed on',
  },
  head: {
    type: 'string',
    takes: VALUES.chainHash,
    describe: 'For verify: a hash that was noted earlier, which must still be in the audit trail',
  },
  profile: CONNECTION_OPTIONS.profile,
  home: CONNECTION_OPTIONS.home,
  ledger: CONNECTION_OPTIONS.ledger,
} as const satisfies Options;

type WithoutDefaults<Table> = { readonly [Name in keyof Table]: Omit<Table[Name], 'default'> };

/** The options without their defaults: a missing one keeps the value that the run began with. */
function withoutDefaults<Table extends Options>(options: Table): WithoutDefaults<Table> {
  const entries = Object.entries(options).map(([name, { default: _, ...option }]) => [name, option]);
  return Object.fromEntries(entries) as WithoutDefaults<Table>;
}
