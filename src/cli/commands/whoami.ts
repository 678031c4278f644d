import { CONNECTION_OPTIONS } from '../../app/options/connection-options.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const whoamiCommand = defineCommand({
  command: 'whoami',
  describe: 'Show which credentials are used, and test them',
  flags: { ...CONNECTION_OPTIONS, ...OUTPUT_FLAGS },
  examples: [
    ['$0 whoami', 'Do they work?'],
    ['$0 whoami --json', 'The same for programs'],
  ],
  async run(flags) {
    const { createTerminal } = await import('../terminal.ts');
    const { readConnection } = await import('../../app/connection.ts');
    const { whoami } = await import('../../app/credentials.ts');
    const { credentialsText } = await import('../print/print-connection-status.ts');
    const terminal = createTerminal(flags);
    const facts = await whoami({ ...readConnection(flags), env: process.env }, { envFile: '.env' });
    if (flags.json) terminal.data(JSON.stringify(facts));
    else terminal.say(credentialsText(facts));
    if (facts.error === undefined) return EXIT.done;
    terminal.complain(`${facts.error}\nTo find the cause: sobot-etl doctor`);
    return EXIT.aborted;
  },
});
