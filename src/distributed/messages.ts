import { defineMessages } from '../words/index.ts';

/** What is said about distributed runs. */
export const DISTRIBUTED_MESSAGES = defineMessages('distributed', {
  'run-taken-over': {
    meaning: 'Another process has gone on with the run, so this one has stopped.',
    remediation: 'Wait for the other process. To see who works on the run: sobot-etl runs show',
    text: {
      byAnother: () => 'another process has gone on with this run; this one has stopped',
    },
  },
});
