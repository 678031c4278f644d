import type { Flag } from './define-command.ts';
import { PROGRESS_MODES } from './terminal.ts';

/** The flags of every command. */
export const OUTPUT_FLAGS = {
  json: { type: 'boolean', default: false, describe: 'Print the summary as JSON on standard output', group: 'Output:' },
  quiet: { type: 'boolean', default: false, describe: 'Say nothing but what went wrong', group: 'Output:' },
  verbose: { type: 'boolean', default: false, describe: 'Say more about what happens', group: 'Output:' },
  yes: { type: 'boolean', default: false, describe: 'Go ahead without asking', group: 'Output:' },
} as const satisfies Record<string, Flag>;

/** Of commands that may take long. */
export const PROGRESS_FLAGS = {
  progress: {
    choices: PROGRESS_MODES,
    describe: 'How to show the progress (default: a bar on a terminal, else a line every 10 s)',
    group: 'Output:',
  },
} as const satisfies Record<string, Flag>;
