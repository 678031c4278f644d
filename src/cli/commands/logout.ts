import { CONNECTION_OPTIONS } from '../../app/options/connection-options.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const logoutCommand = defineCommand({
  command: 'logout',
  describe: 'Delete the credentials and the token of a profile',
  flags: { ...CONNECTION_OPTIONS, ...OUTPUT_FLAGS },
  examples: [['$0 logout --profile eu', 'Delete this profile']],
  async run(flags) {
    const { createTerminal } = await import('../terminal.ts');
    const { readConnection } = await import('../../app/connection.ts');
    const { logout } = await import('../../app/credentials.ts');
    const { profile, wasStored } = await logout({ ...readConnection(flags), env: process.env });
    createTerminal(flags).say(
      wasStored
        ? `Profile "${profile}" and its token are deleted.`
        : `There is no profile "${profile}"; nothing to delete.`,
    );
    return EXIT.done;
  },
});
