import { CONNECTION_OPTIONS, KEYCHAIN_OPTION } from '../../app/options/connection-options.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const logoutCommand = defineCommand({
  command: 'logout',
  describe: 'Delete the credentials and the token of a profile',
  flags: {
    keychain: { ...KEYCHAIN_OPTION.keychain, describe: 'Delete the key in the system’s keychain, too' },
    ...CONNECTION_OPTIONS,
    ...OUTPUT_FLAGS,
  },
  examples: [['$0 logout --profile eu', 'Delete this profile']],
  async run(flags) {
    const { createTerminal } = await import('../terminal.ts');
    const { readConnection } = await import('../../app/connection.ts');
    const { logout } = await import('../../app/credentials.ts');
    const connection = { ...readConnection(flags), env: process.env };
    const { profile, wasStored, failure, keepsKey, tokenLeft } = await logout(connection, {
      keepsKeychain: !flags.keychain,
    });
    const terminal = createTerminal(flags);
    if (tokenLeft !== undefined) terminal.complain(`The token is still in the ledger: ${tokenLeft}`);
    if (failure !== undefined) {
      const flag = flags.profile === undefined ? '' : ` --profile ${profile}`;
      terminal.complain(
        `The key of profile "${profile}" could not be deleted from the keychain: ${failure}.\nUnlock the keychain, then run again: sobot-etl logout${flag}\nTo delete the profile and leave the key in the keychain: sobot-etl logout${flag} --no-keychain`,
      );
      return EXIT.aborted;
    }
    terminal.say(
      wasStored
        ? `Profile "${profile}"${keepsKey ? ' and its token are deleted; its key stays in the keychain' : ', its key and its token are deleted'}.`
        : `There is no profile "${profile}"; nothing to delete.`,
    );
    return EXIT.done;
  },
});
