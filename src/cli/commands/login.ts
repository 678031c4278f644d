import type { StoredPlace } from '../../app/credentials.ts';
import { CONNECTION_OPTIONS, KEYCHAIN_OPTION } from '../../app/options/connection-options.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const loginCommand = defineCommand({
  command: 'login',
  describe:
    'Test credentials and store them as a profile; asks for them, or reads app id and app key from standard input',
  flags: { ...KEYCHAIN_OPTION, ...CONNECTION_OPTIONS, ...OUTPUT_FLAGS },
  examples: [
    ['$0 login', 'Asks for app id and key; the key is not shown'],
    ['$0 login --no-keychain', 'For runs at night, when nobody is signed in to unlock the keychain'],
    [
      '$0 login --profile eu --base-url https://eu.sobot.io < credentials.txt',
      'App id on the first line, app key on the second',
    ],
    ['$0 login --ledger postgres://etl@db.example.org/sobot', 'With a ledger that several machines share'],
  ],
  async run(flags) {
    const { createTerminal } = await import('../terminal.ts');
    const { readConnection } = await import('../../app/connection.ts');
    const { prepareLogin } = await import('../../app/credentials.ts');
    const { askCredentials, readCredentials } = await import('../read-credentials.ts');
    const { SobotError } = await import('../../api/index.ts');
    const terminal = createTerminal(flags);
    const credentials = await (terminal.isInteractive ? askCredentials() : readCredentials(process.stdin));
    const connection = { ...readConnection(flags), env: process.env };
    const { profile, baseUrl, store } = prepareLogin(credentials, connection, {
      inFile: !flags.keychain,
      ledger: flags.ledger,
    });
    let place: StoredPlace;
    try {
      place = await store();
    } catch (error) {
      if (!(error instanceof SobotError)) throw error;
      terminal.complain(
        `${error.message}\nNothing was stored. Check app id, app key and base URL (${baseUrl}; change it with --base-url), then run again: sobot-etl login`,
      );
      return EXIT.aborted;
    }
    const flag = flags.profile === undefined || profile === 'default' ? '' : ` --profile ${profile}`;
    terminal.say([
      `The credentials work at ${baseUrl} and are stored as profile "${profile}".`,
      ...placeLines(place),
      ...(flags.ledger === undefined ? [] : [`Its ledger is in ${flags.ledger}.`]),
      `To check everything else: sobot-etl doctor${flag}`,
    ]);
    return EXIT.done;
  },
});

/** Where the key is now, and why. */
function placeLines({ keyIn, because, leftBehind }: StoredPlace): string[] {
  const reason = because === undefined ? '' : `, because ${because}`;
  const isInFile = keyIn.startsWith('file ');
  return [
    `The key is in the ${keyIn}${isInFile ? ', which only you can read' : ''}${reason}.`,
    ...(leftBehind === undefined
      ? []
      : [`An earlier key is still in the keychain, which did not delete it: ${leftBehind}.`]),
  ];
}
