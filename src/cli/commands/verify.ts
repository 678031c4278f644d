import { VERIFY_OPTIONS } from '../../app/options/change-options.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { EXIT_OF_STATUS } from '../exit-code.ts';

export const verifyCommand = defineCommand({
  command: 'verify <run>',
  describe: 'Read every record of a run again, and compare every cell that was sent',
  positionals: { run: { type: 'string', demandOption: true, describe: 'Run id, or part of it; see: sobot-etl runs' } },
  flags: { ...VERIFY_OPTIONS, ...OUTPUT_FLAGS, ...PROGRESS_FLAGS },
  examples: [
    ['$0 verify 7f3a', 'Has the CRM what was sent?'],
    ['$0 verify 7f3a -o verify.xlsx', 'The differences in this workbook'],
  ],
  async run(flags) {
    const { verifyRun } = await import('../../app/change/verify-run.ts');
    const { importInProcess } = await import('../run-in-process.ts');
    const { run, output } = flags;
    return importInProcess(
      flags,
      async (options) => EXIT_OF_STATUS[(await verifyRun({ ...options, run, output })).status],
    );
  },
});
