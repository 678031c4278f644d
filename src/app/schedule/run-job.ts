import { durationText, t } from '../../words/index.ts';
import { CONNECTION_OPTIONS } from '../options/connection-options.ts';
import {
  fillPlaceholders,
  type LastRun,
  readMadeFiles,
  removeOldFiles,
  writeLastRun,
  writeMadeFiles,
} from './job-files.ts';
import { followWaits } from './job-waits.ts';
import type { Job } from './schedule-jobs.ts';
import { withZonedWindow } from './zoned-window.ts';

/** The result of a command. */
export interface CommandResult {
  readonly exitCode: number;
  /** The meaning of its exit code. `aborted`: it did not finish, and can be resumed. */
  readonly ended: 'well' | 'with-errors' | 'aborted' | 'otherwise';
  /** The summary it printed, if any. */
  readonly summary: Readonly<Record<string, unknown>> | undefined;
  /** The end of its messages for people. */
  readonly stderrTail: string;
}

/**
 * Runs a command of sobot-etl with `--json`. `interrupt`: aborted to stop it so that it can be resumed. `onLine`: gets each line of its
 * messages for people.
 */
export type CommandRunner = (
  args: readonly string[],
  options: { readonly cwd: string; readonly interrupt: AbortSignal; readonly onLine: (line: string) => void },
) => Promise<CommandResult>;

/** What the run of a job needs. */
export interface JobContext {
  readonly home: string;
  readonly start: CommandRunner;
  /** Flags that every run gets in addition to its own: the connection flags of the schedule. */
  readonly sharedArgs: readonly string[];
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: (job: string, text: string) => void;
  /** Aborted: no retry starts, and a run that only waits for a time of the day is interrupted. */
  readonly stop: AbortSignal;
  /** Aborted: the current run is interrupted. */
  readonly interrupt: AbortSignal;
}

/** Runs a job once, resumes it if it did not finish, removes old files, and writes its record. */
export async function runJob(job: Job, dueMs: number, context: JobContext): Promise<LastRun> {
  const { now, log } = context;
  const startedMs = now();
  const own = withZonedWindow(fillPlaceholders(job, startedMs), job.givenTimezone);
  const first = [job.command, ...own, ...context.sharedArgs];
  log(job.name, t`started: ${first.join(' ')}`);
  let args: readonly string[] = first;
  let attempts = 1;
  let result = await startOnce(job, args, context);
  for (; isWorthRetrying(job, result) && attempts <= job.retries && !context.stop.aborted; attempts += 1) {
    const waitMs = job.retryWaitMs * attempts;
    log(job.name, t`exit code ${result.exitCode}; retrying in ${durationText(waitMs)} (${reasonOf(result)})`);
    await context.sleep(waitMs, context.stop);
    if (context.stop.aborted) break;
    args = nextArguments(result, first);
    result = await startOnce(job, args, context);
  }
  const isWell = result.ended === 'well';
  const run: LastRun = {
    job: job.name,
    due: iso(dueMs),
    started: iso(startedMs),
    ended: iso(now()),
    attempts,
    exit_code: result.exitCode,
    command: first,
    summary: result.summary,
    ...(!isWell && { message: result.stderrTail }),
    removed_files: await pruneOutputs(job, result, isWell, context.home),
  };
  await writeLastRun(context.home, run);
  log(job.name, outcomeLine(run, now() - startedMs, result));
  return run;
}

async function startOnce(job: Job, args: readonly string[], context: JobContext): Promise<CommandResult> {
  const { interrupt, onLine, dispose } = followWaits(job.name, context);
  try {
    return await context.start(args, { cwd: job.folder, interrupt, onLine });
  } finally {
    dispose();
  }
}

/** Records the files of the run, and removes old files if it succeeded. */
async function pruneOutputs(
  job: Job,
  { summary }: CommandResult,
  isWell: boolean,
  home: string,
): Promise<readonly string[]> {
  const made = readMadeFiles(home, job.name);
  const { removed, left } = removeOldFiles(isWell ? job : { ...job, keep: undefined }, [
    ...made,
    ...outputsIn(summary),
  ]);
  if (left.length > 0 || made.length > 0) await writeMadeFiles(home, job.name, left);
  return removed;
}

/** The files that an export has written, according to its summary. */
function outputsIn(summary: CommandResult['summary']): string[] {
  const files = summary?.['files'] as { output?: unknown } | undefined;
  return Array.isArray(files?.output) ? files.output.map(String) : [];
}

/** An aborted run can be resumed, and an incomplete export repeated; after bad usage a retry would fail again. */
function isWorthRetrying({ command }: Job, { ended }: CommandResult): boolean {
  return ended === 'aborted' || (ended === 'with-errors' && command === 'export');
}

/** Resumes the run if it is in the ledger, so that no row is sent twice; otherwise repeats the command. */
function nextArguments({ ended, summary }: CommandResult, first: readonly string[]): readonly string[] {
  const run = summary?.['run'];
  return ended === 'aborted' && typeof run === 'string' ? ['resume', run, ...connectionWords(first)] : first;
}

/** The connection flags of a command line, which `resume` needs as well. */
function connectionWords(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const [, name = '', value] = /^--([a-z-]+)(=.*)?$/s.exec(arg) ?? [];
    if (!(name in CONNECTION_OPTIONS)) return [];
    return value === undefined ? [arg, args[index + 1] ?? ''] : [arg];
  });
}

function outcomeLine(run: LastRun, ms: number, result: CommandResult): string {
  const duration = durationText(ms);
  const rows = run.summary?.['rows'];
  const counts = typeof rows === 'object' && rows !== null ? ` ${JSON.stringify(rows)}` : '';
  const removed = run.removed_files.length > 0 ? t`; removed ${run.removed_files.join(', ')}` : '';
  if (result.ended === 'well') return t`done in ${duration}${counts}${removed}`;
  return t`ended with exit code ${run.exit_code} after ${duration}${counts}: ${reasonOf(result)}`;
}

/** The line of its messages that says why it ended so: the last one, unless that only says where to read more. */
function reasonOf({ stderrTail }: CommandResult): string {
  const lines = stderrTail.split('\n');
  const pointer = t`See: ${''}`.trim();
  return lines.findLast((line) => line.trim() !== '' && !line.startsWith(pointer)) ?? lines.at(-1) ?? '';
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
