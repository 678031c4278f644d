import { VALUES } from '../../app/option-values.ts';
import { defineCommand } from '../define-command.ts';
import { CONNECTION_FLAGS, OUTPUT_FLAGS, SOURCE_FLAGS } from '../flags.ts';

export const mapCommand = defineCommand({
  command: 'map <file..>',
  describe: 'Suggest a mapping for a spreadsheet, from its column names, its values and the tenant’s custom fields',
  positionals: {
    file: {
      type: 'string',
      demandOption: true,
      describe: 'Spreadsheet, or several of which one names the companies of another',
    },
  },
  flags: {
    target: {
      alias: 't',
      type: 'string',
      takes: VALUES.text,
      repeatable: true,
      describe:
        'What the rows become (default customer); of several files one each, in their order; see: sobot-etl targets',
    },
    output: {
      alias: 'o',
      type: 'string',
      takes: VALUES.file,
      describe:
        'Mapping file to write (default: standard output); of several files the plan, with the mappings beside it',
    },
    ...SOURCE_FLAGS,
    ...CONNECTION_FLAGS,
    // Without an answer of the tenant there is still something to suggest, so nobody waits long.
    'outage-patience': { ...CONNECTION_FLAGS['outage-patience'], default: 5 },
    ...OUTPUT_FLAGS,
  },
  examples: [
    ['$0 map customers.csv --target customer -o customers.yaml', 'Write a mapping to look through'],
    ['$0 map companies.xlsx -t enterprise', 'Only show it'],
    [
      '$0 map companies.csv people.csv -t enterprise -t customer -o plan.yaml',
      'Map both, and write the plan that imports them in order',
    ],
    ['$0 map customers.csv -o customers.yaml --yes', 'Ask nothing, and replace what is there'],
  ],
  async run(flags) {
    const { runMap } = await import('../../app/map/suggest-mapping.ts');
    return runMap(flags);
  },
});
