import type { RunWorkload } from '../distributed/index.ts';
import type { ExportSummary } from '../export/index.ts';
import { removePartialFiles } from '../files/index.ts';
import { type ImportSummary, type RunFilePaths, runFilePaths } from '../import/index.ts';
import {
  type AuditEvent,
  type Ledger,
  RUN_STATUSES,
  type RunStatus,
  type StateCounts,
  type StoredRun,
} from '../ledger/index.ts';
import { shellLine, t } from '../words/index.ts';
import { planAgainLine } from './change/plan-commands.ts';
import type { ExportSettings } from './export/export-record.ts';
import { neededBy, planOf, type RunSettings } from './import/run-record.ts';
import { type LedgerLocation, ledgerSettings, ledgerWords, withLedger } from './open-ledger.ts';
import { findRuns } from './plan/plan-runs.ts';
import { removeOldUploads } from './uploads/uploads.ts';
import { UsageError } from './usage-error.ts';

/** A run as `runs` shows it, and as `--json` prints it. */
export interface RunView {
  readonly run: string;
  /** The plan that it is a step of. */
  readonly plan?: string | undefined;
  readonly command: string;
  readonly target: string;
  readonly status: RunStatus | 'killed';
  readonly reason: string | undefined;
  /** Numbers of rows by outcome; rows that have not been read yet are unknown. Of a plan, by what they would do. */
  readonly rows: StateCounts & Partial<Record<'pending' | 'written' | 'create' | 'update' | 'unchanged', number>>;
  /** ISO times. */
  readonly started: string;
  readonly ended: string | undefined;
  /** Who started it; undefined for runs of a sobot-etl that did not record that. */
  readonly by: Pick<AuditEvent, 'user' | 'host' | 'version'> | undefined;
  readonly input: string;
  readonly mapping: string;
  /** Of an export, the file that it writes; of a plan, its workbook, too. */
  readonly files: (RunFilePaths & { readonly plan?: string }) | { readonly output: string };
  readonly next: string | undefined;
  /** Of a distributed run: how far its chunks are, and who has sent or is sending how many of them. */
  readonly work?: RunWorkload;
}

/** A run with the summary that it left, and what happened to it. */
type ShownRun = RunView & {
  readonly summary: StoredRun['summary'];
  readonly history: readonly (Omit<AuditEvent, 'at'> & { readonly at: string })[];
};

const ALL_RUNS = 1_000_000;

/** The newest runs, as many as `limit`. */
export function listRuns(location: LedgerLocation, limit: number): Promise<RunView[]> {
  return withLedger(ledgerSettings(location), async (ledger) => {
    const views: RunView[] = [];
    for (const run of await ledger.runs.list(limit)) views.push(await viewOf(ledger, run, location));
    return views;
  });
}

/** The run that an id, or a part of one, names, by default the newest; of a plan, its steps. Errors: `UsageError`. */
export function showRun(location: LedgerLocation, id: string | undefined): Promise<ShownRun[]> {
  return withLedger(ledgerSettings(location), async (ledger) => {
    const runs = id === undefined ? await ledger.runs.list(1) : await findRuns(ledger, id);
    if (runs.length === 0) throw new UsageError(t`No runs yet.`);
    const shown: ShownRun[] = [];
    for (const run of runs) {
      const history = await ledger.audit.historyOf(run.id);
      shown.push({
        ...(await viewOf(ledger, run, location)),
        summary: run.summary,
        history: history.map(({ at, ...event }) => ({ ...event, at: new Date(at).toISOString() })),
      });
    }
    return shown;
  });
}

/** What `runs prune` has removed, and which old runs it has kept for unfinished ones. */
interface PrunedRuns {
  readonly pruned: Awaited<ReturnType<Ledger['prune']>>;
  readonly needed: readonly string[];
}

/**
 * Removes runs that ended longer ago than `olderThanMs` from the ledger, except what unfinished runs apply or undo. Their files stay,
 * except those that the local page keeps.
 */
export function pruneOldRuns(location: LedgerLocation, olderThanMs: number): Promise<PrunedRuns> {
  const settings = ledgerSettings(location);
  return withLedger(settings, async (ledger) => {
    await removeParts(ledger);
    const before = Date.now() - olderThanMs;
    const pruned = await ledger.prune(before, neededBy);
    const kept = await ledger.runs.list(ALL_RUNS);
    const needed = kept.flatMap((run) => [run.input, run.outDir, ...(run.command === 'export' ? [outputOf(run)] : [])]);
    removeOldUploads(settings.home, before, needed);
    const neededIds = new Set<string>();
    for await (const run of ledger.runs.resumable(true)) for (const id of neededBy(run)) neededIds.add(id);
    const isOld = ({ endedAt, startedAt }: StoredRun) => (endedAt ?? startedAt) < before;
    return { pruned, needed: kept.filter((run) => isOld(run) && neededIds.has(run.id)).map(({ id }) => id) };
  });
}

async function viewOf(ledger: Ledger, run: StoredRun, location: LedgerLocation): Promise<RunView> {
  const isLive = RUN_STATUSES[run.status].ended === false && (await ledger.isLive(run.id));
  const view = {
    run: run.id,
    ...(planOf(run) && { plan: planOf(run)?.id }),
    command: run.command,
    target: run.target,
    // A run that has not ended and that no process is running was killed.
    status: run.status !== 'running' || isLive ? run.status : ('killed' as const),
    reason: run.reason,
    rows: run.command === 'export' ? writtenBy(run) : (plannedBy(run) ?? (await rowsOf(ledger, run))),
    started: new Date(run.startedAt).toISOString(),
    ended: run.endedAt === undefined ? undefined : new Date(run.endedAt).toISOString(),
    by: await starterOf(ledger, run),
    input: inputOf(ledger, run),
    mapping: run.mapping,
    files: run.command === 'export' ? { output: outputOf(run) } : { ...workbookOf(run), ...runFilePaths(run.outDir) },
  };
  const work = await workloadOf(ledger, run);
  const next = nextCommandOf(view, ledgerWords(location), () => planAgainLine(run, location));
  return { ...view, next, ...(work && { work }) };
}

async function workloadOf({ postgres }: Ledger, run: StoredRun): Promise<RunWorkload | undefined> {
  if (postgres === undefined) return undefined;
  const { workOf } = await import('../distributed/index.ts');
  return workOf(postgres, run);
}

async function starterOf(ledger: Ledger, { id }: StoredRun): Promise<RunView['by']> {
  const start = (await ledger.audit.historyOf(id)).find(({ kind }) => kind === 'started' || kind === 'resumed');
  return start && { user: start.user, host: start.host, version: start.version };
}

async function rowsOf(ledger: Ledger, run: StoredRun): Promise<RunView['rows']> {
  const { sending = 0, saved = 0, ...counts } = await ledger.runs.counts(run);
  return { ...counts, ...(sending + saved > 0 && { pending: sending + saved }) };
}

function writtenBy({ summary }: StoredRun): RunView['rows'] {
  const written = (summary as Partial<ExportSummary> | undefined)?.rows?.written;
  return written === undefined ? {} : { written };
}

/** A plan's summary as the ledger has it: that of an import, whose skipped rows are told apart by what they would do. */
type StoredPlan = Partial<ImportSummary> & { readonly workbook?: string };

/** Of a plan that has ended, how many rows would do what. */
function plannedBy({ command, summary }: StoredRun): RunView['rows'] | undefined {
  const { rows, skipped_for: counts = {} } = (summary ?? {}) as StoredPlan;
  if (command !== 'plan' || rows === undefined) return undefined;
  const {
    create = 0,
    update = 0,
    unchanged = 0,
  } = counts as Partial<Record<'create' | 'update' | 'unchanged', number>>;
  const { rejected, skipped } = rows;
  return { create, update, unchanged, rejected, skipped: skipped - create - update - unchanged };
}

function workbookOf({ command, summary }: StoredRun): { readonly plan?: string } {
  const { workbook } = (summary ?? {}) as StoredPlan;
  return command === 'plan' && workbook !== undefined ? { plan: workbook } : {};
}

function inputOf(ledger: Ledger, { id, input, settings }: StoredRun): string {
  const { undoneRun } = settings as RunSettings;
  if (undoneRun !== undefined) return t`the changes of run ${undoneRun}`;
  return input === ledger.stagingPath(id) ? t`standard input` : input;
}

function outputOf({ settings, outDir }: StoredRun): string {
  const { output, mergeInto } = settings as Partial<ExportSettings>;
  return mergeInto ?? output ?? outDir;
}

/** The command to run next, if there is one. `words`: the flags for the same ledger. `planning`: the command that plans its file again. */
function nextCommandOf(
  { run, command, status, rows, mapping, files }: Omit<RunView, 'next'>,
  words: readonly string[],
  planning: () => string,
): string | undefined {
  const line = (...own: readonly string[]) => shellLine(['sobot-etl', ...own, ...words]);
  const isCutShort = status === 'killed' || status === 'aborted' || status === 'interrupted';
  if (command === 'plan') {
    if (isCutShort) return planning();
    const isEmpty = !rows.create && !rows.update;
    return status === 'running' || isEmpty ? undefined : line('apply', workbookIn(files) ?? run);
  }
  if (isCutShort) return line('resume', run);
  if (status !== 'completed_with_errors') return undefined;
  if (rows.in_doubt) return line('resume', run, '--resend-in-doubt');
  if (command === 'undo' || 'output' in files) return undefined;
  return command === 'apply' ? planning() : line('import', files.errors, '-m', mapping);
}

function workbookIn(files: RunView['files']): string | undefined {
  return 'plan' in files ? files.plan : undefined;
}

/** Removes the partial files that killed exports left beside their outputs. */
async function removeParts(ledger: Ledger): Promise<void> {
  const runs = await ledger.runs.list(ALL_RUNS);
  const outputs = runs.flatMap((run) => (run.command === 'export' ? [outputOf(run)] : []));
  for (const path of new Set(outputs)) {
    const lock = await ledger.lockFolder(path);
    if (!lock) continue;
    removePartialFiles(path);
    await lock.release();
  }
}
