import { LISTEN_OPTIONS } from '../../app/options/listen-options.ts';
import { readDuration } from '../../app/options/option.ts';
import { UsageError } from '../../app/usage-error.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const listenCommand = defineCommand({
  command: 'listen',
  describe: 'Receive the message pushes of the CRM: who was added, updated or combined, as it happens',
  flags: { ...LISTEN_OPTIONS, ...OUTPUT_FLAGS },
  examples: [
    ['$0 listen --port 4800 -o changes.jsonl', 'Receive until Ctrl-C; the CRM posts to the address that is shown'],
    ['$0 listen -o "changes-{date}.csv"', 'A table for each day'],
    ['$0 listen -o - --json | jq -c .userid', 'Pipe them into another program'],
    ['$0 listen --replay --since 7d -o again.jsonl', 'Write what came in the last seven days again'],
  ],
  async run(flags) {
    const { output } = flags;
    if (output === undefined) throw new UsageError('listen needs an output: -o changes.jsonl, or -o -');
    if (flags.since !== undefined && !flags.replay) throw new UsageError('--since works only with --replay');
    const { runInProcess } = await import('../run-in-process.ts');
    const { printListening, printListened, printReplayed } = await import('../print/print-listen.ts');
    return runInProcess(flags, async ({ connection, signal, reporter, streams }, terminal) => {
      const shared = { connection, output, tz: flags.tz, ...(reporter && { reporter }), ...(streams && { streams }) };
      const isData = flags.json && output !== '-';
      if (flags.replay) {
        const { replayPushes } = await import('../../app/push/replay-pushes.ts');
        const replayed = await replayPushes({ ...shared, since: flags.since, replace: flags.yes });
        printReplayed(terminal, replayed, { json: isData });
        return EXIT.done;
      }
      const { listen } = await import('../../app/push/listen.ts');
      const { port, host, tlsCert, tlsKey, pathSecret, json } = flags;
      const summary = await listen({
        ...shared,
        server: { port, host, tlsCert, tlsKey, pathSecret },
        keepMs: readDuration('keep', flags.keep, LISTEN_OPTIONS.keep.takes),
        signal: signal ?? new AbortController().signal,
        onListening: (at) => printListening(terminal, at, { json }),
      });
      printListened(terminal, summary, { json: isData });
      // A reader of standard output may go away when it has read enough.
      return summary.waiting > 0 && output !== '-' ? EXIT.someRowsFailed : EXIT.done;
    });
  },
});
