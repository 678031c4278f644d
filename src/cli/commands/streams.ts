import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';

export const streamsCommand = defineCommand({
  command: 'streams [action] [stream]',
  describe: 'List what can be exported; with show: the columns and filters of one stream',
  positionals: {
    action: { type: 'string', describe: 'show, to see one stream' },
    stream: { type: 'string', describe: 'The stream to show' },
  },
  flags: { json: OUTPUT_FLAGS.json },
  examples: [
    ['$0 streams', 'All streams'],
    ['$0 streams show customers', 'The columns and filters of one'],
    ['$0 streams show customers --json', 'The same for programs'],
  ],
  async run(flags) {
    const { listStreams } = await import('../print/print-declarations.ts');
    return listStreams(flags);
  },
});
