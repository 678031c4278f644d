import { EXIT, type ExitCode } from '../cli/exit-code.ts';
import { describeRun, nextCommandOf, type RunView, runTable } from '../cli/print/print-runs.ts';
import { createTerminal, type Terminal } from '../cli/terminal.ts';
import type { ExportSummary } from '../export/summary.ts';
import { removeLeftoverParts } from '../files/index.ts';
import { runFilePaths } from '../import/run-files.ts';
import { Ledger, RUN_STAGES, type StoredRun } from '../ledger/index.ts';
import { counted } from '../words/counted.ts';
import type { ExportSettings } from './export/export-record.ts';
import { AGE, readDuration } from './option-values.ts';
import { findRuns, planOf } from './plan/plan-runs.ts';
import { homeFolder } from './settings.ts';
import { UsageError } from './usage-error.ts';

export interface RunsFlags {
  readonly action: 'list' | 'show' | 'prune';
  readonly run?: string | undefined;
  readonly limit: number;
  readonly olderThan?: string | undefined;
  readonly home?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

const EVERY_RUN = 1_000_000;

/** `runs`, `runs show` and `runs prune`. */
export async function runRuns(flags: RunsFlags): Promise<ExitCode> {
  const terminal = createTerminal(flags);
  if (flags.olderThan !== undefined && flags.action !== 'prune') {
    throw new UsageError('--older-than goes with: sobot-etl runs prune');
  }
  const ledger = new Ledger(homeFolder(flags.home, process.env));
  try {
    if (flags.action === 'prune') prune(ledger, flags, terminal);
    else if (flags.action === 'show') show(ledger, flags, terminal);
    else list(ledger, flags, terminal);
    return EXIT.done;
  } finally {
    ledger.close();
  }
}

function list(ledger: Ledger, { limit, json }: RunsFlags, terminal: Terminal): void {
  const views = ledger.runs.list(limit).map((run) => viewOf(ledger, run));
  if (json) terminal.data(JSON.stringify(views));
  else if (views.length === 0) terminal.say('No run yet. Begin with: sobot-etl import <file> -m <mapping>');
  else terminal.data(runTable(views));
}

function show(ledger: Ledger, { run: id, json }: RunsFlags, terminal: Terminal): void {
  if (id === undefined && ledger.runs.list(1).length === 0) throw new UsageError('No run yet.');
  const steps = id === undefined ? ledger.runs.list(1) : findRuns(ledger, id);
  const views = steps.map((run) => ({ ...viewOf(ledger, run), summary: run.summary }));
  if (steps.length === 1) terminal.data(json ? JSON.stringify(views[0]) : describeRun(views[0] as RunView));
  else if (json) terminal.data(JSON.stringify({ plan: views[0]?.plan, steps: views }));
  else terminal.data(views.map(describeRun).join('\n\n'));
}

function viewOf(ledger: Ledger, run: StoredRun): RunView {
  const isLive = RUN_STAGES[run.stage].ended === false && ledger.isLive(run.id);
  const view = {
    run: run.id,
    ...(planOf(run) && { plan: planOf(run)?.id }),
    command: run.command,
    target: run.target,
    // A run that no process is at and that did not come to an end was killed.
    status: run.stage !== 'running' || isLive ? run.stage : ('killed' as const),
    reason: run.reason,
    rows: run.command === 'export' ? writtenBy(run) : rowsOf(ledger, run),
    started: new Date(run.startedAt).toISOString(),
    ended: run.endedAt === undefined ? undefined : new Date(run.endedAt).toISOString(),
    input: run.input === ledger.spoolPath(run.id) ? 'standard input' : run.input,
    mapping: run.mapping,
    files: run.command === 'export' ? { output: outputOf(run) } : runFilePaths(run.outDir),
  };
  return { ...view, next: nextCommandOf(view) };
}

function rowsOf(ledger: Ledger, run: StoredRun): RunView['rows'] {
  const { sending = 0, saved = 0, ...counts } = ledger.runs.counts(run);
  return { ...counts, ...(sending + saved > 0 && { pending: sending + saved }) };
}

function writtenBy({ summary }: StoredRun): RunView['rows'] {
  const written = (summary as Partial<ExportSummary> | undefined)?.rows?.written;
  return written === undefined ? {} : { written };
}

function outputOf({ settings, outDir }: StoredRun): string {
  const { output, mergeInto } = settings as Partial<ExportSettings>;
  return mergeInto ?? output ?? outDir;
}

function prune(ledger: Ledger, { olderThan, json }: RunsFlags, terminal: Terminal): void {
  removeParts(ledger);
  const forgotten = ledger.prune(Date.now() - readDuration('older-than', olderThan, AGE));
  if (json) terminal.data(JSON.stringify({ pruned: forgotten.map(({ id }) => id) }));
  const unfinished = forgotten.filter(({ ended }) => !ended).length;
  terminal.say(
    `Forgot ${counted(forgotten.length, 'run')}${unfinished > 0 ? `, ${unfinished} of which had not come to their end` : ''}; ` +
      'their files are where they were.',
  );
}

/** Removes what killed exports left of their files beside them. */
function removeParts(ledger: Ledger): void {
  const outputs = ledger.runs.list(EVERY_RUN).flatMap((run) => (run.command === 'export' ? [outputOf(run)] : []));
  for (const path of new Set(outputs)) {
    const lock = ledger.lockFolder(path);
    if (!lock) continue;
    removeLeftoverParts(path);
    lock.release();
  }
}
