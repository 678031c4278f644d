import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';

export const targetsCommand = defineCommand({
  command: 'targets [action] [target]',
  describe: 'List what can be imported; with show: the fields of one target, their values and lookups',
  positionals: {
    action: { type: 'string', describe: 'show, to see one target' },
    target: { type: 'string', describe: 'The target to show' },
  },
  flags: { json: OUTPUT_FLAGS.json },
  examples: [
    ['$0 targets', 'All targets'],
    ['$0 targets show customer', 'The fields of one'],
    ['$0 targets show customer --json', 'The same for programs'],
  ],
  async run(flags) {
    const { listTargets } = await import('../print/print-declarations.ts');
    return listTargets(flags);
  },
});
