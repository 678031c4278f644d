import { WORKER_COMMAND_OPTIONS } from '../../app/options/worker-options.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const workerCommand = defineCommand({
  command: 'worker',
  describe: 'Send rows that imports, taggings, applies and undos of other machines hand out, until Ctrl-C',
  flags: { ...WORKER_COMMAND_OPTIONS, ...OUTPUT_FLAGS },
  examples: [
    ['$0 worker', 'Take part in all runs of the tenant; a line of JSON for everything that happens'],
    ['$0 worker --queues import,tag --concurrency 4 --name office', 'Only in imports and taggings'],
  ],
  async run(flags) {
    const { work } = await import('../../app/work/run-worker.ts');
    const { runInProcess } = await import('../run-in-process.ts');
    const { queues, name } = flags;
    return runInProcess(flags, async (options, terminal) => {
      await work({
        ...options,
        ...(queues !== undefined && { queues: [queues] }),
        name,
        onEvent: (event) => terminal.data(JSON.stringify({ time: new Date().toISOString(), ...event })),
      });
      return EXIT.done;
    });
  },
});
