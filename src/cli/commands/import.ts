import { defineCommand } from '../define-command.ts';
import { IMPORT_FLAGS } from './import-flags.ts';

export const importCommand = defineCommand({
  command: 'import <file..>',
  describe: 'Send the rows of a spreadsheet (CSV, XLSX, JSONL) to the CRM as a mapping says, and account for every one',
  positionals: {
    file: { type: 'string', demandOption: true, describe: 'Spreadsheet, or several, or a plan.yaml that lists them' },
  },
  flags: IMPORT_FLAGS,
  examples: [
    ['$0 import customers.csv -m customers.yaml', 'The main job'],
    ['$0 import customers.csv -m customers.yaml --dry-run', 'Would it work?'],
    ['$0 import customers.csv -m customers.yaml --limit 10', 'Try ten rows first'],
    ['$0 import customers.csv -m customers.yaml --create-missing', 'Make the tags that there are not'],
    ['$0 import companies.csv people.csv -m enterprise.yaml -m customers.yaml', 'One after the other, as one'],
    ['$0 import plan.yaml', 'The same from a file'],
    ['$0 import runs/20261123-0412-7f3a/errors.csv -m customers.yaml', 'Once more, with the corrected rows'],
  ],
  async run(flags) {
    const { runImport } = await import('../../app/import/run-import.ts');
    return runImport('import', flags);
  },
});
