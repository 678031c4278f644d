import type { ImportPolicy } from '../../app/import/import-choice.ts';
import { IMPORT_OPTIONS } from '../../app/options/import-options.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { EXIT_OF_STATUS, type ExitCode, exitCodeOfImport } from '../exit-code.ts';
import type { RunFlags } from '../run-in-process.ts';

export const importCommand = defineCommand({
  command: 'import <file..>',
  describe:
    'Import the rows of a spreadsheet (CSV, XLSX, JSONL) into the CRM through a mapping, and account for every row',
  positionals: {
    file: {
      type: 'string',
      demandOption: true,
      describe: 'Spreadsheet, several spreadsheets, or a plan.yaml that lists them',
    },
  },
  flags: { ...IMPORT_OPTIONS, ...OUTPUT_FLAGS, ...PROGRESS_FLAGS },
  examples: [
    ['$0 import customers.csv -m customers.yaml', 'Import a file'],
    ['$0 import customers.csv -m customers.yaml --dry-run', 'Would it work?'],
    ['$0 import customers.csv -m customers.yaml --limit 10', 'Try ten rows first'],
    ['$0 import customers.csv -m customers.yaml --sample 50 --seed 42', 'Or fifty from all over the file'],
    ['$0 import customers.csv -m customers.yaml --create-missing', 'Create missing tags'],
    [
      '$0 import companies.csv people.csv -m enterprise.yaml -m customers.yaml',
      'Several files in order, as one import',
    ],
    ['$0 import plan.yaml', 'The same, listed in a plan'],
    ['$0 import customers.csv -m customers.yaml --notify ops', 'Tell the channel ops how it ended'],
    ['$0 import runs/20261123-0412-7f3a/errors.csv -m customers.yaml', 'Import the corrected rows'],
  ],
  run: (flags) => importOrCheck('import', flags),
});

/** The flags of `import` and `check`. */
interface ImportFlags extends RunFlags, Omit<ImportPolicy, 'maxErrors'> {
  readonly file: string | readonly string[];
  readonly mapping?: string | readonly string[] | undefined;
  readonly maxErrors?: string | undefined;
  readonly yes: boolean;
}

/** Imports or checks a file, or several. Returns the exit code. */
export async function importOrCheck(command: 'import' | 'check', flags: ImportFlags): Promise<ExitCode> {
  const { importFiles } = await import('../../app/import/import-files.ts');
  const { importInProcess } = await import('../run-in-process.ts');
  return importInProcess(flags, async (options) => {
    const { kind, summary } = await importFiles({
      ...flags,
      ...options,
      command,
      files: [flags.file].flat(),
      mappings: [flags.mapping ?? []].flat(),
      maxErrors: flags.maxErrors as ImportPolicy['maxErrors'],
      agreed: flags.yes,
    });
    return kind === 'plan' ? EXIT_OF_STATUS[summary.status] : exitCodeOfImport(summary);
  });
}
