import { INPUT_OPTIONS } from '../../app/options/import-options.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { importOrCheck } from './import.ts';

export const checkCommand = defineCommand({
  command: 'check <file..>',
  describe: 'Check a spreadsheet without sending it: read, map, validate and look up every row',
  positionals: {
    file: {
      type: 'string',
      demandOption: true,
      describe: 'Spreadsheet, several spreadsheets, or a plan.yaml that lists them',
    },
  },
  flags: { ...INPUT_OPTIONS, ...OUTPUT_FLAGS, ...PROGRESS_FLAGS },
  examples: [
    ['$0 check customers.csv -m customers.yaml', 'Which rows would be rejected, and why?'],
    ['$0 check customers.csv -m customers.yaml --sample 200', 'Of 200 rows from all over the file'],
  ],
  run: (flags) => importOrCheck('check', flags),
});
