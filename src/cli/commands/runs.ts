import { AGE, VALUES } from '../../app/option-values.ts';
import { defineCommand } from '../define-command.ts';
import { OUTPUT_FLAGS } from '../flags.ts';

export const runsCommand = defineCommand({
  command: 'runs [action] [run]',
  describe: 'What ran, how it ended and where its files are; forget old runs with: runs prune --older-than 30d',
  positionals: {
    action: { choices: ['list', 'show', 'prune'] as const, default: 'list' as const, describe: 'What to do' },
    run: { type: 'string', describe: 'The run’s id, or a part of it; the newest by default' },
  },
  flags: {
    limit: { type: 'number', takes: VALUES.count, default: 20, describe: 'Newest runs to list' },
    'older-than': {
      type: 'string',
      takes: AGE,
      describe: 'For prune: forget runs that ended before, such as 30d, 12h or 2w',
    },
    home: { type: 'string', takes: VALUES.folder, describe: 'Folder for ledger, token and profiles (SOBOT_ETL_HOME)' },
    ...OUTPUT_FLAGS,
  },
  examples: [
    ['$0 runs', 'The newest runs'],
    ['$0 runs show 7f3a', 'All about one'],
    ['$0 runs prune --older-than 30d', 'Forget old ones; their files stay, and so do the ids that keys have learned'],
  ],
  async run(flags) {
    const { runRuns } = await import('../../app/runs.ts');
    return runRuns(flags);
  },
});
