import type { ImportPolicy } from '../../app/import/import-choice.ts';
import { UNDO_OPTIONS } from '../../app/options/change-options.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { exitCodeOfImport } from '../exit-code.ts';

export const undoCommand = defineCommand({
  command: 'undo <run>',
  describe: 'Take back what a run changed, cell by cell, where nobody has changed it since',
  positionals: { run: { type: 'string', demandOption: true, describe: 'Run id, or part of it; see: sobot-etl runs' } },
  flags: { ...UNDO_OPTIONS, ...OUTPUT_FLAGS, ...PROGRESS_FLAGS },
  examples: [
    ['$0 undo 7f3a --dry-run', 'What would be restored, and what kept?'],
    ['$0 undo 7f3a', 'Restore it'],
  ],
  async run(flags) {
    const { undoRun } = await import('../../app/change/undo-run.ts');
    const { importInProcess } = await import('../run-in-process.ts');
    const { run, out, mask, dryRun, local } = flags;
    const maxErrors = flags.maxErrors as ImportPolicy['maxErrors'];
    return importInProcess(flags, async (options) =>
      exitCodeOfImport(await undoRun({ ...options, run, out, mask, dryRun, local, maxErrors })),
    );
  },
});
