import { setTimeout as sleep } from 'node:timers/promises';
import { type CliOptions, type CliResult, runCli, startCli } from '../support/run-cli.ts';

/** The counters of a summary. */
export type Rows = Record<
  'read' | 'created' | 'updated' | 'done' | 'rejected' | 'failed' | 'in_doubt' | 'skipped' | 'pending',
  number
>;

export interface Summary {
  readonly run: string;
  readonly status: string;
  readonly reason?: string;
  readonly rows: Rows;
  readonly causes: readonly { code: string; count: number; message: string }[];
  readonly files: Record<'errors' | 'results' | 'report' | 'summary', string>;
  readonly requests: Record<'sent' | 'retried' | 'throttled', number>;
}

export interface Interruption {
  readonly signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM';
  /** How long after its start each process gets the signal; the last one ends by itself. */
  readonly afterMs: readonly number[];
}

/** Imports `in.csv`, interrupted again and again and resumed each time, until a process comes to its end. */
export async function importUntilDone(
  flags: readonly string[],
  { signal, afterMs }: Interruption,
  options: CliOptions,
): Promise<{ readonly last: CliResult; readonly processes: readonly CliResult[] }> {
  const processes: CliResult[] = [];
  for (let moment = 0; ; moment += 1) {
    const begin = (await hasRun(options)) ? ['resume'] : ['import', 'in.csv', '-m', 'map.yaml', ...flags];
    const { child, done } = startCli([...begin, '--json'], options);
    const delay = afterMs[moment];
    const timer = delay === undefined ? undefined : sleep(delay).then(() => child.kill(signal));
    const result = await done;
    await timer;
    processes.push(result);
    // Exit 3 is an abort, say because two tokens in a row were refused: that can be resumed, too.
    const ended = result.signal === null && result.code !== 130 && result.code !== 3;
    if (ended || moment > afterMs.length + 3) return { last: result, processes };
  }
}

/** Has a process come so far that there is a run to go on with? */
async function hasRun(options: CliOptions): Promise<boolean> {
  const { stdout } = await runCli(['runs', '--json'], options);
  return (JSON.parse(stdout) as unknown[]).length > 0;
}
