import { CONNECTION_OPTIONS, NIGHT_OPTIONS } from './connection-options.ts';
import { type Options, VALUES } from './option.ts';

/** What `worker` takes. */
export const WORKER_COMMAND_OPTIONS = {
  queues: {
    type: 'string',
    takes: VALUES.text,
    describe: 'Commands whose rows it sends: import, tag, apply, undo, separated by commas (default: all)',
  },
  name: { type: 'string', takes: VALUES.text, describe: 'What others call it (default: machine and process)' },
  ...NIGHT_OPTIONS,
  ...CONNECTION_OPTIONS,
} as const satisfies Options;
