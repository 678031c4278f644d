import { VALUES } from '../../app/option-values.ts';
import { defineCommand } from '../define-command.ts';
import { CONNECTION_FLAGS, LOOKUP_FLAGS, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../flags.ts';

export const exportCommand = defineCommand({
  command: 'export <stream>',
  describe: 'Read one list of the CRM, whole, into a spreadsheet',
  positionals: { stream: { type: 'string', demandOption: true, describe: 'What to export; see: sobot-etl streams' } },
  flags: {
    output: { alias: 'o', type: 'string', takes: VALUES.file, describe: 'File to write, or - for standard output' },
    'merge-into': {
      type: 'string',
      takes: VALUES.file,
      describe: 'Bring a file of an earlier export up to date, by id',
    },
    mapping: {
      alias: 'm',
      type: 'string',
      takes: VALUES.mappingFile,
      describe: 'File that says which columns, by which names, and which rows',
    },
    format: { choices: ['csv', 'xlsx', 'jsonl'] as const, describe: 'Format, where the file name does not tell it' },
    where: {
      type: 'string',
      takes: VALUES.text,
      repeatable: true,
      describe: 'Only rows for which name=value holds; may be given several times',
    },
    since: {
      type: 'string',
      takes: VALUES.text,
      describe: 'Only what changed since a time (2025-03-04, 7d), or since the last export: last',
    },
    until: { type: 'string', takes: VALUES.text, describe: 'Only what changed up to a time' },
    columns: { type: 'string', takes: VALUES.text, describe: 'Only these columns, in this order: a,b,c' },
    tz: {
      type: 'string',
      takes: VALUES.text,
      describe: 'Time zone in which times are shown (default: this machine’s)',
    },
    raw: { type: 'boolean', default: false, describe: 'Codes, times and custom fields as the API sends them' },
    details: { type: 'boolean', default: false, describe: 'Read everything about each customer, one call for each' },
    tags: { type: 'boolean', default: false, describe: 'Add the names of each customer’s tags' },
    'for-update': {
      type: 'boolean',
      default: false,
      describe: 'To be edited and imported again: what an edit takes, a fingerprint, and the mapping beside the file',
    },
    bom: { type: 'boolean', describe: 'CSV: begin with a byte order mark, so that Excel takes UTF-8 for what it is' },
    delimiter: { type: 'string', takes: VALUES.text, describe: 'CSV: what separates the cells (default: comma)' },
    encoding: { type: 'string', takes: VALUES.text, describe: 'CSV: text encoding, such as gb18030 (default: utf-8)' },
    guard: {
      type: 'boolean',
      default: true,
      describe: "CSV: put ' before texts that a spreadsheet would take for formulas; importing takes it off again",
    },
    'page-size': { type: 'number', takes: VALUES.count, default: 100, describe: 'Rows to ask for in one request' },
    ...LOOKUP_FLAGS,
    ...CONNECTION_FLAGS,
    ...OUTPUT_FLAGS,
    ...PROGRESS_FLAGS,
  },
  examples: [
    ['$0 export customers -o customers.csv', 'All customers'],
    ['$0 export customers -o new.csv --since last', 'What changed since the last export'],
    [
      '$0 export customers -o edit.xlsx --for-update',
      'Edit it, then: sobot-etl import edit.xlsx -m edit.mapping.yaml --changed-only',
    ],
    ['$0 export customers --since last --merge-into customers.csv', 'Bring an earlier export up to date'],
    ['$0 export customers -o customers.csv -m mappings/export-customers.yaml', 'Columns by a file'],
    ['$0 export customers -o customers.csv --bom', 'For Excel, which takes UTF-8 for what it is then'],
    ['$0 export customers -o mine.xlsx --where "liable_serviceid=Li Na" --where module_type=follow-up', 'Filtered'],
    ['$0 export customers -o - --format jsonl | jq .email', 'Into the next program'],
    ['$0 export customers -o customers.csv --columns id,nick,tel,email', 'Some columns'],
  ],
  async run(flags) {
    const { runExport } = await import('../../app/export/run-export.ts');
    return runExport(flags);
  },
});
