import type { PlanOptions } from '../../app/change/plan-file.ts';
import { PLAN_OPTIONS } from '../../app/options/change-options.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { EXIT_OF_STATUS } from '../exit-code.ts';

export const planCommand = defineCommand({
  command: 'plan <file>',
  describe: 'Show what an import would change, cell by cell, in a workbook to look at and to edit; sends nothing',
  positionals: { file: { type: 'string', demandOption: true, describe: 'Spreadsheet' } },
  flags: { ...PLAN_OPTIONS, ...OUTPUT_FLAGS, ...PROGRESS_FLAGS },
  examples: [
    ['$0 plan customers.csv -m customers.yaml -o plan.xlsx', 'What would change?'],
    ['$0 plan customers.csv -m customers.yaml --mode update', 'Only customers that the CRM has'],
    ['$0 plan customers.csv -m customers.yaml --limit 100 --json', 'Of the first rows, for programs'],
  ],
  async run(flags) {
    const { planFile } = await import('../../app/change/plan-file.ts');
    const { importInProcess } = await import('../run-in-process.ts');
    return importInProcess(flags, async (options) => {
      const given = { ...flags, mapping: flags.mapping ?? '' } as unknown as Omit<PlanOptions, keyof typeof options>;
      return EXIT_OF_STATUS[(await planFile({ ...given, ...options })).status];
    });
  },
});
