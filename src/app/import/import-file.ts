import { EXIT, EXIT_OF_STAGE, type ExitCode } from '../../cli/exit-code.ts';
import { explainError } from '../../cli/explain-error.ts';
import { printSummary } from '../../cli/print/print-summary.ts';
import { listenForStop } from '../../cli/stop-signals.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { systemClock } from '../../dispatch/clock.ts';
import { Stopped } from '../../dispatch/dispatcher.ts';
import { errorCount } from '../../import/row-counts.ts';
import { startImport } from '../../import/run-import.ts';
import type { ImportSummary } from '../../import/summary.ts';
import type { Lock, StoredRun } from '../../ledger/index.ts';
import { dangersOf } from '../../mapping/index.ts';
import { boundOldGeneration } from '../old-generation.ts';
import { RunWatch } from '../progress/run-watch.ts';
import { showProgress } from '../progress/watch-progress.ts';
import type { Surroundings } from '../run-context.ts';
import { newRunId } from '../run-id.ts';
import { openSession } from '../session.ts';
import { eventsFor } from '../session-events.ts';
import { resolveSettings } from '../settings.ts';
import { requireConsent } from './consent.ts';
import { parseErrorLimit } from './import-flags.ts';
import { type ImportRequest, sends } from './import-request.ts';
import { withErrorsWorkbook } from './leave-errors-workbook.ts';
import { leaveSummary } from './leave-summary.ts';
import { nextStep } from './next-step.ts';
import { earlierRuns, type Input, prepareInput, requireSameInput } from './open-input.ts';
import { type Opened, type Prepared, prepareImport } from './prepare-import.ts';
import { reportSettings } from './report-settings.ts';
import { rowsOfFile, rowsToCome } from './rows-to-come.ts';
import { lockRun } from './run-locks.ts';
import { type RunSettings, requireSameTenant } from './run-record.ts';

/** More would make charts of noise. */
const CHART_POINTS = 80;

/** Imports (or checks) a file from flags to summary; answers the exit code. Errors before anything is sent are thrown. */
export async function importFile(request: ImportRequest, terminal: Terminal): Promise<ExitCode> {
  boundOldGeneration();
  checkRequest(request, terminal);
  const settings = resolveSettings(request.flags, process.env);
  const signals = listenForStop(terminal);
  try {
    const summary = await importWith(request, { settings, signals, terminal });
    return exitOf(summary);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    terminal.complain('Interrupted before anything was sent.');
    return EXIT.interrupted;
  } finally {
    signals.dispose();
  }
}

/** A file that goes wrong before anything was sent is bad input like one that cannot be opened. */
function exitOf({ status, bad_input, rows }: ImportSummary): ExitCode {
  const isSent = rows.created + rows.updated + rows.done + rows.failed + rows.in_doubt > 0;
  return bad_input && !isSent ? EXIT.usage : EXIT_OF_STAGE[status];
}

/** Refuses what is wrong with a request by itself. Errors: `UsageError`. */
export function checkRequest(request: ImportRequest, terminal: Terminal): void {
  parseErrorLimit(request.flags.maxErrors);
  if (sends(request)) requireConsent(dangersOf(request.mapping), request.flags.yes, terminal);
}

/** The same without the process around it: whoever calls says where credentials, signals and screen are. Errors: `Stopped`, too. */
export async function importWith(
  request: ImportRequest,
  { settings, signals, terminal }: Surroundings,
): Promise<ImportSummary> {
  const { command, flags, mapping, resumed } = request;
  const watch = new RunWatch(systemClock.now);
  const session = openSession(settings, systemClock, Math.random, {
    ...eventsFor(terminal, watch),
    stop: signals.stop,
    cancel: signals.cancel,
  });
  const id = resumed?.id ?? request.id ?? newRunId(Date.now(), Math.random);
  const locks: Lock[] = [];
  let input: Input | undefined;
  let isKept = resumed !== undefined;
  try {
    if (resumed) await requireSameTenant(session, resumed, { yes: flags.yes, terminal });
    const isDry = command === 'check' || flags.dryRun;
    const { ledger } = session;
    let isLocked = false;
    // Before the run is in the ledger, or somebody could resume it at once; and before anything is kept of its input.
    const claim = () => {
      if (!isLocked) locks.push(request.lock ?? lockRun(ledger, id));
      isLocked = true;
    };
    if (!isDry) claim();
    ledger.sweepSpools();
    input = await prepareInput(flags.file, mapping, {
      spool: ledger.spoolPath(id),
      claim,
      acceptDamage: flags.acceptDamage,
      earlier: earlierRuns(ledger),
      stop: signals.stop,
    });
    if (resumed) requireSameInput(input, resumed);
    const prepared = await prepareImport(request, { id, session, signals, input, terminal, locks });
    isKept = true;
    const summary = await carryOut(prepared, request, { session, signals, input, terminal, watch });
    isKept = summary.status === 'aborted' || summary.status === 'interrupted' || summary.rows.in_doubt > 0;
    return summary;
  } finally {
    if (!isKept) await input?.discard();
    for (const lock of locks) lock.release();
    await session.close();
  }
}

/** The run itself. However it ends, it is summed up, and its stage is in the ledger if that can still be written. */
async function carryOut(
  { job, run, extended }: Prepared,
  { command, flags, mapping, resumed, isNew, inputName = flags.file, isStep, beforeEnd }: ImportRequest,
  { session, input, terminal, watch }: Opened & { readonly watch: RunWatch },
): Promise<ImportSummary> {
  const verb = run ? (resumed && !isNew ? 'Resuming' : command === 'tag' ? 'Tagging' : 'Importing') : 'Checking';
  terminal.say([`${verb} ${inputName} as ${mapping.target.name}${run ? `, run ${job.run}` : ''}`]);
  const onCollision = flags.onCollision ?? mapping.content.onCollision;
  const settings = reportSettings(session.settings, { ...flags, onCollision });
  terminal.detail([detailText('Settings', settings)]);
  terminal.detail([detailText('File', Object.entries(job.table.detected))]);
  terminal.detail([`Ledger: ${session.ledger.path}`]);
  const { runs } = session.ledger;
  if (run) watch.timeline.goOnFrom(runs.timeline(run));
  const running = startImport(job);
  const { rows } = running.tally;
  const endProgress = showProgress(
    terminal,
    {
      run: job.run,
      title: `${verb}${stepText(resumed)}`,
      counts: () => ({
        rows: rows.read - rows.pending,
        errors: errorCount(rows),
        total: rowsToCome(input, job.table, job.settings.limit),
      }),
      requests: job.dispatcher?.counts ?? { sent: 0, retried: 0, throttled: 0 },
      watch,
      // Only for the report: what is wrong with the ledger, the rows themselves will tell.
      keep: () => run && quietly(() => runs.keepTimeline(run, watch.timeline.text())),
    },
    Date.now,
  );
  const ended = await running.finished.finally(endProgress);
  // What an earlier process has sent is not known to this one.
  const found = resumed && !isNew ? undefined : extended?.found?.();
  await job.table.close();
  let summary: ImportSummary = { ...ended, ...found?.facts };
  const isCutShort = ended.status === 'aborted' || ended.status === 'interrupted';
  const troubleOf = (what: string, work: () => unknown) =>
    troubleAtTheEnd(what, { run: job.run, isCutShort, isDry: !run }, work);
  const withoutWorkbook = await troubleOf('errors.xlsx', async () => {
    summary = await withErrorsWorkbook(summary, { job, mapping, input });
  });
  const end = { at: Date.now(), reason: summary.reason, summary };
  const isPart = flags.limit !== undefined && summary.rows.read >= flags.limit;
  const next = nextStep(summary, flags, { of: isPart ? await rowsOfFile(input) : undefined });
  const facts = {
    input: inputName,
    mapping: { path: mapping.path, text: mapping.text },
    startedAt: job.runStartedAt,
    endedAt: end.at,
    timeline: { points: watch.timeline.points(CHART_POINTS), starts: watch.timeline.starts },
    settings,
    next,
    tagging: found?.facts.tagging,
  };
  // A run is at its end once the ledger says so: killed before that, it is resumed, and its files are written then.
  const troubles = [
    withoutWorkbook,
    await troubleOf('report.html or summary.json', () => leaveSummary(summary, running, job.table.header, facts)),
    await troubleOf('The summary of the plan', () => beforeEnd?.(summary)),
    await troubleOf('The end of the run', () => run && runs.move(run, summary.status, end)),
  ];
  printSummary(terminal, summary, { json: flags.json, next, isStep });
  const foundLines = run ? found?.sentLines : found?.lines;
  if (foundLines) terminal.say(['', ...foundLines]);
  for (const trouble of troubles) if (trouble) terminal.complain(`\n${trouble}`);
  return summary;
}

/** What went wrong with something that must not hide how the run ended. What is done is never to be done again for it. */
async function troubleAtTheEnd(
  what: string,
  ended: { readonly run: string; readonly isCutShort: boolean; readonly isDry: boolean },
  work: () => unknown,
): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? reasonOf(error) : String(error);
    const failed = `${what} could not be written: ${why}.`;
    if (ended.isDry || ended.isCutShort) return failed;
    return `${failed} The rows are sent, and the ledger has what became of each: do not import the file again. To see it: sobot-etl runs show ${ended.run}`;
  }
}

function reasonOf(error: Error): string {
  const { code, path } = error as NodeJS.ErrnoException;
  const reason = code === 'ENOSPC' ? `the disk is full${path ? ` (${path})` : ''}` : explainError(error).message;
  return reason.replace(/[.\s]+$/, '');
}

/** Does what must not end a run if it fails. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Whoever relies on it does without.
  }
}

/** `Settings: rate found out, concurrency 8` */
function detailText(of: string, facts: readonly (readonly [string, string])[]): string {
  return `${of}: ${facts.map((fact) => fact.join(' ')).join(', ')}`;
}

/** Of a plan: which of its files this is. */
function stepText(run: StoredRun | undefined): string {
  const plan = (run?.settings as RunSettings | undefined)?.plan;
  return plan && run ? ` ${run.id.split('-').at(-1)}/${plan.steps}` : '';
}
