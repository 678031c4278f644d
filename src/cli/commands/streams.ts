import { defineCommand } from '../define-command.ts';
import { OUTPUT_FLAGS } from '../flags.ts';

export const streamsCommand = defineCommand({
  command: 'streams [stream]',
  describe: 'What can be exported; of one stream: its columns and filters',
  positionals: { stream: { type: 'string', describe: 'One stream' } },
  flags: { json: OUTPUT_FLAGS.json },
  examples: [
    ['$0 streams', 'Every stream in a line'],
    ['$0 streams customers', 'Columns and filters of customers'],
  ],
  async run(flags) {
    const { listStreams } = await import('../run/list-streams.ts');
    return listStreams(flags);
  },
});
