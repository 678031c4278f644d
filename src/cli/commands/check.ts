import { INPUT_OPTIONS } from '../../app/options/import-options.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { importOrCheck } from './import.ts';

export const checkCommand = defineCommand({
  command: 'check <file..>',
  describe: 'Everything that import does short of writing: read, map, validate and look up every row',
  positionals: {
    file: { type: 'string', demandOption: true, describe: 'Spreadsheet, or several, or a plan.yaml that lists them' },
  },
  flags: { ...INPUT_OPTIONS, ...OUTPUT_FLAGS, ...PROGRESS_FLAGS },
  examples: [['$0 check customers.csv -m customers.yaml', 'Which rows would be refused, and why?']],
  run: (flags) => importOrCheck('check', flags),
});
