import { RESUME_OPTIONS } from '../../app/options/run-options.ts';
import type { ResumeOptions } from '../../app/resume-run.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { EXIT, EXIT_OF_STATUS, exitCodeOfImport } from '../exit-code.ts';

export const resumeCommand = defineCommand({
  command: 'resume [run]',
  describe: 'Resume an interrupted or aborted run (default: the newest); completed rows are not sent again',
  positionals: { run: { type: 'string', describe: 'Run id, or part of it; see: sobot-etl runs' } },
  flags: {
    ...RESUME_OPTIONS,
    ...OUTPUT_FLAGS,
    ...PROGRESS_FLAGS,
  },
  examples: [
    ['$0 resume', 'Resume the newest unfinished run'],
    ['$0 resume 7f3a', 'Resume this run'],
  ],
  async run(flags) {
    const { resumeAnyRun } = await import('../../app/resume-run.ts');
    const { importInProcess } = await import('../run-in-process.ts');
    const { tuneHeapForExports: beforeExport } = await import('../../app/heap-tuning.ts');
    const { run, resendInDoubt, out, yes: agreed } = flags;
    const maxErrors = flags.maxErrors as ResumeOptions['maxErrors'];
    return importInProcess(flags, async (options) => {
      const { kind, summary } = await resumeAnyRun({
        ...options,
        run,
        resendInDoubt,
        out,
        maxErrors,
        agreed,
        beforeExport,
      });
      if (kind === 'in-doubt') return EXIT.someRowsFailed;
      return kind === 'import' ? exitCodeOfImport(summary) : EXIT_OF_STATUS[summary.status];
    });
  },
});
