import { once } from 'node:events';
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
  readonly notices: readonly string[];
  readonly causes: readonly { code: string; count: number; message: string }[];
  readonly files: Record<'errors' | 'results' | 'report' | 'summary', string> & { readonly errors_xlsx?: string };
  readonly requests: Record<'sent' | 'retried' | 'throttled', number>;
}

/** When a process gets its signal: this long after its start, or after it has begun to read rows. */
export interface Moment {
  readonly after: 'start' | 'begin';
  readonly ms: number;
}

export interface Interruption {
  readonly signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM';
  /** One for each process; the last process ends by itself. */
  readonly moments: readonly Moment[];
}

/** Imports `in.csv`, interrupted repeatedly and resumed each time, until a process ends by itself. */
export async function importUntilDone(
  flags: readonly string[],
  { signal, moments }: Interruption,
  options: CliOptions,
): Promise<CliResult> {
  for (let turn = 0; ; turn += 1) {
    const begin = (await hasRun(options)) ? ['resume'] : ['import', 'in.csv', '-m', 'map.yaml', ...flags];
    const { child, done } = startCli([...begin, '--json'], options);
    const moment = moments[turn];
    if (moment) {
      const begun = moment.after === 'begin' && child.stderr ? once(child.stderr, 'data') : Promise.resolve();
      void Promise.race([begun, done])
        .then(() => sleep(moment.ms))
        .then(() => child.kill(signal));
    }
    const result = await done;
    // Exit 3 is an abort, say because two tokens in a row were refused: that can be resumed, too.
    const isOver = result.signal === null && result.code !== 130 && result.code !== 3;
    if (isOver || turn > moments.length + 3) return result;
  }
}

/** Is there a run that can be resumed? */
async function hasRun(options: CliOptions): Promise<boolean> {
  const { stdout } = await runCli(['runs', '--json'], options);
  return (JSON.parse(stdout) as unknown[]).length > 0;
}
