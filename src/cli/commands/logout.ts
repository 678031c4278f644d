import { defineCommand } from '../define-command.ts';
import { CONNECTION_FLAGS, OUTPUT_FLAGS } from '../flags.ts';

export const logoutCommand = defineCommand({
  command: 'logout',
  describe: 'Forget the credentials and the token of a profile',
  flags: { ...CONNECTION_FLAGS, ...OUTPUT_FLAGS },
  examples: [['$0 logout --profile eu', 'Forget that one']],
  async run(flags) {
    const { runLogout } = await import('../../app/credentials/logout.ts');
    return runLogout(flags);
  },
});
