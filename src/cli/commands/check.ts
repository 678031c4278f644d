import { defineCommand } from '../define-command.ts';
import { INPUT_FLAGS } from './import-flags.ts';

export const checkCommand = defineCommand({
  command: 'check <file..>',
  describe: 'Everything that import does short of writing: read, map, validate and look up every row',
  positionals: {
    file: { type: 'string', demandOption: true, describe: 'Spreadsheet, or several, or a plan.yaml that lists them' },
  },
  flags: INPUT_FLAGS,
  examples: [['$0 check customers.csv -m customers.yaml', 'Which rows would be refused, and why?']],
  async run(flags) {
    const { runImport } = await import('../../app/import/run-import.ts');
    return runImport('check', { ...flags, dryRun: true, changedOnly: false });
  },
});
