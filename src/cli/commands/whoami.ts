import { defineCommand } from '../define-command.ts';
import { CONNECTION_FLAGS, OUTPUT_FLAGS } from '../flags.ts';

export const whoamiCommand = defineCommand({
  command: 'whoami',
  describe: 'Show which credentials are used, and test them',
  flags: { ...CONNECTION_FLAGS, ...OUTPUT_FLAGS },
  examples: [
    ['$0 whoami', 'Do they work?'],
    ['$0 whoami --json', 'The same for programs'],
  ],
  async run(flags) {
    const { runWhoami } = await import('../../app/credentials/whoami.ts');
    return runWhoami(flags);
  },
});
