import { CONNECTION_OPTIONS } from '../../app/options/connection-options.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const loginCommand = defineCommand({
  command: 'login',
  describe:
    'Test credentials and store them as a profile; asks for them, or reads app id and app key from standard input',
  flags: { ...CONNECTION_OPTIONS, ...OUTPUT_FLAGS },
  examples: [
    ['$0 login', 'Asks for app id and key; the key is not shown'],
    [
      '$0 login --profile eu --base-url https://eu.sobot.io < credentials.txt',
      'App id on the first line, app key on the second',
    ],
  ],
  async run(flags) {
    const { createTerminal } = await import('../terminal.ts');
    const { readConnection } = await import('../../app/connection.ts');
    const { prepareLogin } = await import('../../app/credentials.ts');
    const { askCredentials, readCredentials } = await import('../read-credentials.ts');
    const { SobotError } = await import('../../api/index.ts');
    const terminal = createTerminal(flags);
    const credentials = await (terminal.isInteractive ? askCredentials() : readCredentials(process.stdin));
    const { profile, baseUrl, store } = prepareLogin(credentials, { ...readConnection(flags), env: process.env });
    try {
      await store();
    } catch (error) {
      if (!(error instanceof SobotError)) throw error;
      terminal.complain(
        `${error.message}\nNothing was stored. Check app id, app key and base URL (${baseUrl}; change it with --base-url), then run again: sobot-etl login`,
      );
      return EXIT.aborted;
    }
    const flag = flags.profile === undefined || profile === 'default' ? '' : ` --profile ${profile}`;
    terminal.say(
      `The credentials work at ${baseUrl} and are stored as profile "${profile}". To check everything else: sobot-etl doctor${flag}`,
    );
    return EXIT.done;
  },
});
