import type { ImportPolicy } from '../../app/import/import-choice.ts';
import { IMPORT_OPTIONS, INPUT_OPTIONS } from '../../app/options/import-options.ts';
import { VALUES } from '../../app/options/option.ts';
import { TAG_KEYS } from '../../tagging/tagging-request.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { exitCodeOfImport } from '../exit-code.ts';

const { mapping: _, 'on-collision': __, again: ___, ...FILE_OPTIONS } = INPUT_OPTIONS;

export const tagCommand = defineCommand({
  command: 'tag [file]',
  describe: 'Add tags to many customers or remove them: the customers of a spreadsheet, or those a query finds',
  positionals: { file: { type: 'string', describe: 'Spreadsheet' } },
  flags: {
    by: { choices: TAG_KEYS, describe: 'What identifies the customers' },
    column: { type: 'string', takes: VALUES.text, describe: 'Column that holds it' },
    add: {
      type: 'string',
      takes: VALUES.text,
      repeatable: true,
      describe: 'Tags to add, as Tag or Group/Tag, separated by commas',
    },
    remove: { type: 'string', takes: VALUES.text, repeatable: true, describe: 'Tags to remove' },
    'add-column': { type: 'string', takes: VALUES.text, describe: 'Column with the tags to add to each row' },
    'remove-column': { type: 'string', takes: VALUES.text, describe: 'Column with the tags to remove from each row' },
    where: {
      type: 'string',
      takes: VALUES.text,
      repeatable: true,
      describe: 'Instead of a file: customers that match name=value; may be repeated',
    },
    'dry-run': { type: 'boolean', default: false, describe: 'Show how many customers would gain and lose which tags' },
    'max-errors': IMPORT_OPTIONS['max-errors'],
    ...FILE_OPTIONS,
    ...OUTPUT_FLAGS,
    ...PROGRESS_FLAGS,
    'on-duplicate': { ...FILE_OPTIONS['on-duplicate'], default: 'all' as const },
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
