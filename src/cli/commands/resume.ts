import { CONNECTION_OPTIONS, LOOKUP_OPTIONS } from '../../app/options/connection-options.ts';
import { IMPORT_OPTIONS } from '../../app/options/import-options.ts';
import type { Options } from '../../app/options/option.ts';
import type { ResumeOptions } from '../../app/resume-run.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { EXIT, EXIT_OF_STATUS, exitCodeOfImport } from '../exit-code.ts';

export const resumeCommand = defineCommand({
  command: 'resume [run]',
  describe: 'Resume an interrupted or aborted run (default: the newest); completed rows are not sent again',
  positionals: { run: { type: 'string', describe: 'Run id, or part of it; see: sobot-etl runs' } },
  flags: {
    'resend-in-doubt': {
      type: 'boolean',
      default: false,
      describe: 'Send rows whose outcome is unknown again, at the risk of duplicates',
    },
    'max-errors': IMPORT_OPTIONS['max-errors'],
    ...LOOKUP_OPTIONS,
    ...asItWas(CONNECTION_OPTIONS),
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
    const { run, resendInDoubt, yes: agreed } = flags;
    const maxErrors = flags.maxErrors as ResumeOptions['maxErrors'];
    return importInProcess(flags, async (options) => {
      const { kind, summary } = await resumeAnyRun({ ...options, run, resendInDoubt, maxErrors, agreed, beforeExport });
      if (kind === 'in-doubt') return EXIT.someRowsFailed;
      return kind === 'import' ? exitCodeOfImport(summary) : EXIT_OF_STATUS[summary.status];
    });
  },
});

type WithoutDefault<Flags> = { readonly [Name in keyof Flags]: Omit<Flags[Name], 'default'> };

/** The flags without their defaults: a missing flag keeps the value that the run began with. */
function asItWas<Flags extends Options>(flags: Flags): WithoutDefault<Flags> {
  const entries = Object.entries(flags).map(([name, { default: _, ...options }]) => [name, options]);
  return Object.fromEntries(entries) as WithoutDefault<Flags>;
}
