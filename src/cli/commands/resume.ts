import type { Options } from 'yargs';
import { VALUES } from '../../app/option-values.ts';
import { defineCommand } from '../define-command.ts';
import { CONNECTION_FLAGS, LOOKUP_FLAGS, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../flags.ts';

export const resumeCommand = defineCommand({
  command: 'resume [run]',
  describe: 'Go on with an interrupted or aborted run (the newest by default); what is done is not sent again',
  positionals: { run: { type: 'string', describe: 'The run’s id, or a part of it; see: sobot-etl runs' } },
  flags: {
    'resend-in-doubt': {
      type: 'boolean',
      default: false,
      describe: 'Send rows whose outcome is unknown again, at the risk of doubles',
    },
    'max-errors': { type: 'string', takes: VALUES.errorLimit, describe: 'Stop when more rows than this fail: N or N%' },
    ...LOOKUP_FLAGS,
    ...asItWas(CONNECTION_FLAGS),
    ...OUTPUT_FLAGS,
    ...PROGRESS_FLAGS,
  },
  examples: [
    ['$0 resume', 'Go on with the newest run that did not end'],
    ['$0 resume 7f3a', 'Go on with that one'],
  ],
  async run(flags) {
    const { runResume } = await import('../../app/resume/resume-run.ts');
    return runResume(flags);
  },
});

type WithoutDefault<Flags> = { readonly [Name in keyof Flags]: Omit<Flags[Name], 'default'> };

/** The flags without their defaults: what is not given is as it was when the run began. */
function asItWas<Flags extends Readonly<Record<string, Options>>>(flags: Flags): WithoutDefault<Flags> {
  const entries = Object.entries(flags).map(([name, { default: _, ...options }]) => [name, options]);
  return Object.fromEntries(entries) as WithoutDefault<Flags>;
}
