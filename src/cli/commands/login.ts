import { defineCommand } from '../define-command.ts';
import { CONNECTION_FLAGS, OUTPUT_FLAGS } from '../flags.ts';

export const loginCommand = defineCommand({
  command: 'login',
  describe:
    'Store credentials under a profile, after testing them; asks for them, or reads app id and app key from standard input',
  flags: { ...CONNECTION_FLAGS, ...OUTPUT_FLAGS },
  examples: [
    ['$0 login', 'Asks; what is typed is not shown'],
    [
      '$0 login --profile eu --base-url https://eu.sobot.io < credentials.txt',
      'App id in the first line, app key in the second',
    ],
  ],
  async run(flags) {
    const { runLogin } = await import('../../app/credentials/login.ts');
    return runLogin(flags);
  },
});
