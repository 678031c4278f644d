import { type Options, shown, shownAsDuration, shownIn, VALUES } from './option.ts';

/** The options of every command that calls the API. */
export const CONNECTION_OPTIONS = {
  profile: {
    type: 'string',
    takes: VALUES.text,
    describe: 'Credentials stored with: sobot-etl login --profile NAME',
    group: 'Connection:',
    kept: true,
    repeated: 'never',
    reported: shown,
  },
  'base-url': {
    type: 'string',
    takes: VALUES.text,
    describe: 'Address of the API (SOBOT_BASE_URL; default https://sg.sobot.io)',
    group: 'Connection:',
    repeated: 'never',
  },
  'insecure-http': {
    type: 'boolean',
    describe: 'Allow http:// to another machine: anyone on the network can read token and data',
    group: 'Connection:',
    kept: true,
  },
  home: {
    type: 'string',
    takes: VALUES.folder,
    describe: 'Folder for ledger, token and profiles (SOBOT_ETL_HOME)',
    group: 'Connection:',
    repeated: 'never',
  },
  ledger: {
    type: 'string',
    takes: VALUES.database,
    describe: 'PostgreSQL database for a ledger that several machines share (SOBOT_ETL_LEDGER)',
    group: 'Connection:',
    repeated: 'never',
  },
  concurrency: {
    type: 'number',
    takes: VALUES.count,
    default: 8,
    describe: 'Concurrent requests',
    group: 'Connection:',
    kept: true,
    reported: shown,
  },
  rate: {
    type: 'number',
    takes: VALUES.amount,
    describe: 'Requests per second, shared by all runs with the same ledger',
    group: 'Connection:',
    kept: true,
    reported: (value) => (value === undefined ? 'automatic' : `${value} requests/s`),
  },
  'max-rate': {
    type: 'number',
    takes: VALUES.amount,
    describe: 'Maximum requests per second without --rate',
    group: 'Connection:',
    kept: true,
    reported: shownIn('requests/s'),
  },
  'max-attempts': {
    type: 'number',
    takes: VALUES.count,
    default: 5,
    describe: 'Attempts per request',
    group: 'Connection:',
    kept: true,
    reported: shown,
  },
  timeout: {
    type: 'number',
    takes: VALUES.seconds,
    default: 30,
    describe: 'Seconds before an attempt times out',
    group: 'Connection:',
    kept: true,
    reported: shownAsDuration,
  },
  'outage-patience': {
    type: 'number',
    takes: VALUES.seconds,
    default: 300,
    describe: 'Seconds to wait while the server does not answer',
    group: 'Connection:',
    kept: true,
    reported: shownAsDuration,
  },
} as const satisfies Options;

/** The options of commands that send many calls: at which time of the day, and how many a day. */
export const NIGHT_OPTIONS = {
  window: {
    type: 'string',
    takes: VALUES.window,
    describe:
      'Send only at this time of the day, such as 20:00-06:00, and wait outside it; with a time zone if need be',
    group: 'Unattended:',
    kept: true,
    reported: shown,
  },
  budget: {
    type: 'string',
    takes: VALUES.budget,
    describe:
      'Send at most so many calls a day, such as 200000/day, shared by all runs with a budget and the same ledger',
    group: 'Unattended:',
    kept: true,
    reported: shown,
  },
} as const satisfies Options;

/** The options of commands that may run while nobody watches. */
export const NOTIFY_OPTIONS = {
  notify: {
    type: 'string',
    takes: VALUES.text,
    repeatable: true,
    describe: 'Tell this channel how the run ended: its name in notify.yaml of the state folder; may be repeated',
    group: 'Unattended:',
    kept: true,
  },
} as const satisfies Options;

/** Where `login` puts the key, and whether `logout` deletes it there. */
export const KEYCHAIN_OPTION = {
  keychain: {
    type: 'boolean',
    default: true,
    describe: 'Keep the key in the system’s keychain; --no-keychain keeps it in a file that only you can read',
  },
} as const satisfies Options;

/** The options of commands that look names up in the tenant's lists. */
export const LOOKUP_OPTIONS = {
  'lookup-ttl': {
    type: 'string',
    takes: VALUES.duration,
    describe: 'How long a list is cached, such as 30m; 0s reads it anew (default 1h)',
    group: 'Lookups:',
    kept: true,
  },
  offline: {
    type: 'boolean',
    describe: 'Look names up in cached lists only',
    group: 'Lookups:',
    kept: true,
  },
} as const satisfies Options;

/** The options of commands that read a file. They override the mapping's `source`. */
export const SOURCE_OPTIONS = {
  sheet: { type: 'string', takes: VALUES.text, describe: 'Sheet of a workbook (default: the first visible one)' },
  header: { type: 'number', takes: VALUES.count, describe: 'Row that holds the column names' },
  encoding: {
    type: 'string',
    takes: VALUES.text,
    describe: 'Text encoding of a CSV file, if it is not detected correctly',
  },
  delimiter: {
    type: 'string',
    takes: VALUES.text,
    describe: 'Cell delimiter of a CSV file, if it is not detected correctly',
  },
} as const satisfies Options;
