import type { ImportPolicy } from '../../app/import/import-choice.ts';
import { TAG_OPTIONS } from '../../app/options/tag-options.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { exitCodeOfImport } from '../exit-code.ts';

export const tagCommand = defineCommand({
  command: 'tag [file]',
  describe: 'Add tags to many customers or remove them: the customers of a spreadsheet, or those a query finds',
  positionals: { file: { type: 'string', describe: 'Spreadsheet' } },
  flags: {
    ...TAG_OPTIONS,
    ...OUTPUT_FLAGS,
    ...PROGRESS_FLAGS,
  },
  examples: [
    ['$0 tag fair.csv --by email --column Email --add "Channel/Fair,Status/Hot"', 'Tag everybody in the file'],
    ['$0 tag fair.xlsx --by tel --column Mobile --add-column Tags --create-missing', 'The tags are in the file, too'],
    ['$0 tag fair.csv --by email --column Email --remove Trial --dry-run', 'Who would lose it?'],
    ['$0 tag --where stageid=Intention --where liable_serviceid="Li Na" --add Status/Hot', 'Without a file'],
  ],
  async run(flags) {
    const { tagCustomers } = await import('../../app/tag-customers.ts');
    const { importInProcess } = await import('../run-in-process.ts');
    const list = (given: string | undefined) => [(given as string | readonly string[] | undefined) ?? []].flat();
    return importInProcess(flags, async (options) => {
      const summary = await tagCustomers({
        ...flags,
        ...options,
        add: list(flags.add),
        remove: list(flags.remove),
        where: list(flags.where),
        maxErrors: flags.maxErrors as ImportPolicy['maxErrors'],
        agreed: flags.yes,
      });
      return exitCodeOfImport(summary);
    });
  },
});
