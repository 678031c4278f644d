import type { ImportPolicy } from '../../app/import/import-choice.ts';
import { APPLY_OPTIONS } from '../../app/options/change-options.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { exitCodeOfImport } from '../exit-code.ts';

export const applyCommand = defineCommand({
  command: 'apply <plan>',
  describe: 'Send exactly what a plan says; customers that somebody has changed since are not touched',
  positionals: { plan: { type: 'string', demandOption: true, describe: 'Workbook of the plan, or its id' } },
  flags: { ...APPLY_OPTIONS, ...OUTPUT_FLAGS, ...PROGRESS_FLAGS },
  examples: [
    ['$0 apply plan.xlsx', 'Apply what the workbook does not leave out'],
    ['$0 apply 20261123-0412-7f3a', 'Apply the whole plan'],
    [
      '$0 apply plan.xlsx --window 00:00-24:00 --budget 200000/day',
      'At most so many calls a day; --window 20:00-06:00: at night',
    ],
  ],
  async run(flags) {
    const { applyPlan } = await import('../../app/change/apply-plan.ts');
    const { importInProcess } = await import('../run-in-process.ts');
    const { plan, out, mask, local, yes: agreed } = flags;
    const maxErrors = flags.maxErrors as ImportPolicy['maxErrors'];
    return importInProcess(flags, async (options) =>
      exitCodeOfImport(await applyPlan({ ...options, plan, out, mask, local, maxErrors, agreed })),
    );
  },
});
