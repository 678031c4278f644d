import { CONNECTION_OPTIONS, LOOKUP_OPTIONS, NIGHT_OPTIONS, NOTIFY_OPTIONS } from './connection-options.ts';
import { type Options, VALUES } from './option.ts';

/** The options of `export`. */
export const EXPORT_OPTIONS = {
  output: {
    alias: 'o',
    type: 'string',
    takes: VALUES.file,
    describe: 'File to write, or - for standard output',
    kept: true,
  },
  'merge-into': {
    type: 'string',
    takes: VALUES.file,
    describe: 'Update the file of an earlier export, by id',
    kept: true,
  },
  mapping: {
    alias: 'm',
    type: 'string',
    takes: VALUES.mappingFile,
    describe: 'File that selects and names columns and filters rows',
    kept: true,
  },
  format: {
    choices: ['csv', 'xlsx', 'jsonl'] as const,
    describe: 'Format, if the file name does not say it',
    kept: true,
  },
  where: {
    type: 'string',
    takes: VALUES.text,
    repeatable: true,
    describe: 'Only rows that match name=value; may be repeated',
    kept: true,
  },
  since: {
    type: 'string',
    takes: VALUES.text,
    describe: 'Only what changed since a time (2025-03-04, 7d), or since the last export: last',
    kept: true,
  },
  until: { type: 'string', takes: VALUES.text, describe: 'Only what changed up to a time', kept: true },
  columns: { type: 'string', takes: VALUES.text, describe: 'Only these columns, in this order: a,b,c', kept: true },
  tz: {
    type: 'string',
    takes: VALUES.text,
    describe: 'Time zone of the times in the file (default: this machine’s)',
    kept: true,
  },
  raw: {
    type: 'boolean',
    default: false,
    describe: 'Codes, times and custom fields as the API sends them',
    kept: true,
  },
  details: {
    type: 'boolean',
    default: false,
    describe: 'Read all details of each customer, one request each',
    kept: true,
  },
  tags: { type: 'boolean', default: false, describe: 'Add the names of each customer’s tags', kept: true },
  'for-update': {
    type: 'boolean',
    default: false,
    describe: 'For editing and re-importing: the editable columns, a fingerprint, and a mapping beside the file',
    kept: true,
  },
  mask: {
    type: 'string',
    takes: { ...VALUES.text, example: 'email=hash,tel=last4,nick=initials' },
    repeatable: true,
    describe:
      'Mask columns, for files to pass on: email=hash,tel=last4,nick=initials (also domain, year, remove); personal masks all that tell who somebody is',
    kept: true,
  },
  bom: {
    type: 'boolean',
    describe: 'CSV: start with a byte order mark, so that Excel recognises UTF-8',
    kept: true,
  },
  delimiter: {
    type: 'string',
    takes: VALUES.text,
    describe: 'CSV: cell delimiter (default: comma)',
    kept: true,
  },
  encoding: {
    type: 'string',
    takes: VALUES.text,
    describe: 'CSV: text encoding, such as gb18030 (default: utf-8)',
    kept: true,
  },
  guard: {
    type: 'boolean',
    default: true,
    describe: "CSV: put ' before text that a spreadsheet would run as a formula; importing removes it again",
    kept: true,
  },
  'page-size': {
    type: 'number',
    takes: VALUES.count,
    default: 100,
    describe: 'Rows per request',
    kept: true,
  },
  ...NIGHT_OPTIONS,
  ...NOTIFY_OPTIONS,
  ...LOOKUP_OPTIONS,
  ...CONNECTION_OPTIONS,
} as const satisfies Options;
