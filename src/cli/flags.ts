import { VALUES } from '../app/option-values.ts';
import type { Flag } from './define-command.ts';
import { PROGRESS_MODES } from './terminal.ts';

/** The flags that every command which talks to the API takes. */
export const CONNECTION_FLAGS = {
  profile: {
    type: 'string',
    takes: VALUES.text,
    describe: 'Credentials stored with: sobot-etl login --profile NAME',
    group: 'Connection:',
  },
  'base-url': {
    type: 'string',
    takes: VALUES.text,
    describe: 'Address of the API (SOBOT_BASE_URL; default https://sg.sobot.io)',
    group: 'Connection:',
  },
  'insecure-http': {
    type: 'boolean',
    describe: 'Allow http:// to another machine: token and data can be read by anybody on the way',
    group: 'Connection:',
  },
  home: {
    type: 'string',
    takes: VALUES.folder,
    describe: 'Folder for ledger, token and profiles (SOBOT_ETL_HOME)',
    group: 'Connection:',
  },
  concurrency: {
    type: 'number',
    takes: VALUES.count,
    default: 8,
    describe: 'Requests in flight at once',
    group: 'Connection:',
  },
  rate: {
    type: 'number',
    takes: VALUES.amount,
    describe: 'Requests a second, all runs of this machine together',
    group: 'Connection:',
  },
  'max-rate': {
    type: 'number',
    takes: VALUES.amount,
    describe: 'Most requests a second where no --rate is given',
    group: 'Connection:',
  },
  'max-attempts': {
    type: 'number',
    takes: VALUES.count,
    default: 5,
    describe: 'Tries of one request',
    group: 'Connection:',
  },
  timeout: {
    type: 'number',
    takes: VALUES.seconds,
    default: 30,
    describe: 'Seconds for one try',
    group: 'Connection:',
  },
  'outage-patience': {
    type: 'number',
    takes: VALUES.seconds,
    default: 300,
    describe: 'Seconds to wait for a server that does not answer',
    group: 'Connection:',
  },
} as const satisfies Record<string, Flag>;

/** The flags of commands that look names up in the tenant's lists. */
export const LOOKUP_FLAGS = {
  'lookup-ttl': {
    type: 'string',
    takes: VALUES.duration,
    describe: 'How long a list that was read is good for, such as 30m; 0s reads it anew (default 1h)',
    group: 'Lookups:',
  },
  offline: { type: 'boolean', describe: 'Look names up only in lists that were read before', group: 'Lookups:' },
} as const satisfies Record<string, Flag>;

/** How a file is read, of every command that reads one. They beat the mapping's `source`. */
export const SOURCE_FLAGS = {
  sheet: { type: 'string', takes: VALUES.text, describe: 'Sheet of a workbook (default: the first visible one)' },
  header: { type: 'number', takes: VALUES.count, describe: 'Row that holds the column names' },
  encoding: {
    type: 'string',
    takes: VALUES.text,
    describe: 'Text encoding of a CSV file, where it is not detected right',
  },
  delimiter: {
    type: 'string',
    takes: VALUES.text,
    describe: 'What separates the cells of a CSV file, where it is not detected right',
  },
} as const satisfies Record<string, Flag>;

/** The flags of every command. */
export const OUTPUT_FLAGS = {
  json: { type: 'boolean', default: false, describe: 'Print the summary as JSON on standard output', group: 'Output:' },
  quiet: { type: 'boolean', default: false, describe: 'Say nothing but what went wrong', group: 'Output:' },
  verbose: { type: 'boolean', default: false, describe: 'Say more about what happens', group: 'Output:' },
  yes: { type: 'boolean', default: false, describe: 'Go ahead without asking', group: 'Output:' },
} as const satisfies Record<string, Flag>;

/** Of commands that may take long. */
export const PROGRESS_FLAGS = {
  progress: {
    choices: PROGRESS_MODES,
    describe: 'How to show the progress (default: a bar on a terminal, else a line every 10 s)',
    group: 'Output:',
  },
} as const satisfies Record<string, Flag>;
