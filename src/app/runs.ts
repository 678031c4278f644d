import type { ExportSummary } from '../export/index.ts';
import { removePartialFiles } from '../files/index.ts';
import { type RunFilePaths, runFilePaths } from '../import/index.ts';
import { Ledger, RUN_STATUSES, type RunStatus, type StateCounts, type StoredRun } from '../ledger/index.ts';
import { shellLine } from '../words/index.ts';
import type { Environment } from './connection.ts';
import type { ExportSettings } from './export/export-record.ts';
import { planOf } from './import/run-record.ts';
import { findRuns } from './plan/plan-runs.ts';
import { homeFolder } from './settings.ts';
import { UsageError } from './usage-error.ts';

/** The ledger's folder, or the environment that names it. */
interface LedgerLocation {
  readonly home?: string | undefined;
  readonly env: Environment;
}

/** A run as `runs` shows it, and as `--json` prints it. */
export interface RunView {
  readonly run: string;
  /** The plan that it is a step of. */
  readonly plan?: string | undefined;
  readonly command: string;
  readonly target: string;
  readonly status: RunStatus | 'killed';
  readonly reason: string | undefined;
  /** Numbers of rows by outcome; rows that have not been read yet are unknown. */
  readonly rows: StateCounts & { readonly pending?: number; readonly written?: number };
  /** ISO times. */
  readonly started: string;
  readonly ended: string | undefined;
  readonly input: string;
  readonly mapping: string;
  /** Of an export, the file that it writes. */
  readonly files: RunFilePaths | { readonly output: string };
  readonly next: string | undefined;
}

/** A run with the summary that it left. */
type ShownRun = RunView & { readonly summary: StoredRun['summary'] };

const ALL_RUNS = 1_000_000;

/** The newest runs, as many as `limit`. */
export function listRuns(location: LedgerLocation, limit: number): RunView[] {
  return withLedger(location, (ledger) => ledger.runs.list(limit).map((run) => viewOf(ledger, run)));
}

/** The run that an id, or a part of one, names, by default the newest; of a plan, its steps. Errors: `UsageError`. */
export function showRun(location: LedgerLocation, id: string | undefined): ShownRun[] {
  return withLedger(location, (ledger) => {
    const runs = id === undefined ? ledger.runs.list(1) : findRuns(ledger, id);
    if (runs.length === 0) throw new UsageError('No runs yet.');
    return runs.map((run) => ({ ...viewOf(ledger, run), summary: run.summary }));
  });
}

/** Removes runs that ended longer ago than `olderThanMs` from the ledger; their files stay. */
export function pruneOldRuns(location: LedgerLocation, olderThanMs: number): ReturnType<Ledger['prune']> {
  return withLedger(location, (ledger) => {
    removeParts(ledger);
    return ledger.prune(Date.now() - olderThanMs);
  });
}

function withLedger<Answer>({ home, env }: LedgerLocation, use: (ledger: Ledger) => Answer): Answer {
  const ledger = new Ledger(homeFolder(home, env));
  try {
    return use(ledger);
  } finally {
    ledger.close();
  }
}

function viewOf(ledger: Ledger, run: StoredRun): RunView {
  const isLive = RUN_STATUSES[run.status].ended === false && ledger.isLive(run.id);
  const view = {
    run: run.id,
    ...(planOf(run) && { plan: planOf(run)?.id }),
    command: run.command,
    target: run.target,
    // A run that has not ended and that no process is running was killed.
    status: run.status !== 'running' || isLive ? run.status : ('killed' as const),
    reason: run.reason,
    rows: run.command === 'export' ? writtenBy(run) : rowsOf(ledger, run),
    started: new Date(run.startedAt).toISOString(),
    ended: run.endedAt === undefined ? undefined : new Date(run.endedAt).toISOString(),
    input: run.input === ledger.stagingPath(run.id) ? 'standard input' : run.input,
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

/** The command to run next, if there is one. */
function nextCommandOf({
  run,
  status,
  rows,
  mapping,
  files,
}: Pick<RunView, 'run' | 'status' | 'rows' | 'mapping' | 'files'>): string | undefined {
  if (status === 'killed' || status === 'aborted' || status === 'interrupted') return `sobot-etl resume ${run}`;
  if (status !== 'completed_with_errors') return undefined;
  if (rows.in_doubt) return `sobot-etl resume ${run} --resend-in-doubt`;
  return 'output' in files ? undefined : shellLine(['sobot-etl', 'import', files.errors, '-m', mapping]);
}

/** Removes the partial files that killed exports left beside their outputs. */
function removeParts(ledger: Ledger): void {
  const outputs = ledger.runs.list(ALL_RUNS).flatMap((run) => (run.command === 'export' ? [outputOf(run)] : []));
  for (const path of new Set(outputs)) {
    const lock = ledger.lockFolder(path);
    if (!lock) continue;
    removePartialFiles(path);
    lock.release();
  }
}
