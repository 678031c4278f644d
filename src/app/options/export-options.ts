import { CONNECTION_OPTIONS, LOOKUP_OPTIONS } from './connection-options.ts';
import { type Options, VALUES } from './option.ts';

/** What `export` takes. */
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
    describe: 'Bring a file of an earlier export up to date, by id',
    kept: true,
  },
  mapping: {
    alias: 'm',
    type: 'string',
    takes: VALUES.mappingFile,
    describe: 'File that says which columns, by which names, and which rows',
    kept: true,
  },
  format: {
    choices: ['csv', 'xlsx', 'jsonl'] as const,
    describe: 'Format, where the file name does not tell it',
    kept: true,
  },
  where: {
    type: 'string',
    takes: VALUES.text,
    repeatable: true,
    describe: 'Only rows for which name=value holds; may be given several times',
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
    describe: 'Time zone in which times are shown (default: this machine’s)',
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
    describe: 'Read everything about each customer, one call for each',
    kept: true,
  },
  tags: { type: 'boolean', default: false, describe: 'Add the names of each customer’s tags', kept: true },
  'for-update': {
    type: 'boolean',
    default: false,
    describe: 'To be edited and imported again: what an edit takes, a fingerprint, and the mapping beside the file',
    kept: true,
  },
  bom: {
    type: 'boolean',
    describe: 'CSV: begin with a byte order mark, so that Excel takes UTF-8 for what it is',
    kept: true,
  },
  delimiter: {
    type: 'string',
    takes: VALUES.text,
    describe: 'CSV: what separates the cells (default: comma)',
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
    describe: "CSV: put ' before texts that a spreadsheet would take for formulas; importing takes it off again",
    kept: true,
  },
  'page-size': {
    type: 'number',
    takes: VALUES.count,
    default: 100,
    describe: 'Rows to ask for in one request',
    kept: true,
  },
  ...LOOKUP_OPTIONS,
  ...CONNECTION_OPTIONS,
} as const satisfies Options;
