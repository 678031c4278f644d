import { defineCommand } from '../define-command.ts';
import { CONNECTION_FLAGS, OUTPUT_FLAGS } from '../flags.ts';

export const doctorCommand = defineCommand({
  command: 'doctor',
  describe: 'Look at all that a run needs: Node, ledger, disk, credentials, proxy, reach, clock; and say what to do',
  flags: { ...CONNECTION_FLAGS, ...OUTPUT_FLAGS },
  examples: [
    ['$0 doctor', 'Is everything there?'],
    ['$0 doctor --profile eu --json', 'The same for programs; exit code 3 where something is broken'],
  ],
  async run(flags) {
    const { runDoctor } = await import('../../app/doctor/diagnose.ts');
    return runDoctor(flags);
  },
});
