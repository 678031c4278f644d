import { TRACEABLE_TARGETS } from '../../change/index.ts';
import type { Table } from '../../files/index.ts';
import { errorCount, type ImportCommand, type ImportSummary, startImport } from '../../import/index.ts';
import { asLedgerError, type Lock, type StoredRun } from '../../ledger/index.ts';
import { destructiveActionsOf, type LoadedMapping } from '../../mapping/index.ts';
import { systemClock } from '../../resilience/index.ts';
import { counted, joined, phrase, t, translated } from '../../words/index.ts';
import { addsFollowUpRecords } from '../change/change-extension.ts';
import { type Environment, writeConnection } from '../connection.ts';
import { IMPORT_OPTIONS } from '../options/import-options.ts';
import { reportedValues } from '../options/option.ts';
import { version } from '../program.ts';
import { operatorsText } from '../prove-runs.ts';
import { reportProgress, sessionEventsFor } from '../report-progress.ts';
import { type Reporter, RunMonitor } from '../reporter.ts';
import type { RunContext } from '../run-context.ts';
import { openSession } from '../session.ts';
import type { Settings } from '../settings.ts';
import { explainSystemError } from '../usage-error.ts';
import { requireConfirmation } from './confirm-destructive.ts';
import { parseErrorLimit, requireChangeRules, type WrittenChoice, writeChoice } from './import-choice.ts';
import { type ImportRequest, isRecorded, sendsRows, startsSending } from './import-request.ts';
import { nextStep, shortPath } from './next-step.ts';
import { countRows, earlierRuns, type InputFile, prepareInput, requireSameInput } from './open-input.ts';
import { type OpenedImport, type PreparedImport, prepareImport } from './prepare-import.ts';
import { reportedChanges, withErrorsWorkbook, writeRunSummary } from './run-outputs.ts';
import { lockRun, newRunId, planOf, requireSameTenant, stepOf } from './run-record.ts';
import { type RowSample, sampleOf } from './sample-rows.ts';

/** What a run does, for its first line and its progress. */
const VERBS = {
  import: phrase('Importing'),
  check: phrase('Checking'),
  tag: phrase('Tagging'),
  plan: phrase('Planning'),
  apply: phrase('Applying'),
  undo: phrase('Undoing'),
} as const satisfies Record<ImportCommand, string>;

/** More points would only add noise to the charts. */
const CHART_POINTS = 80;

/** Checks a request before anything is read. Errors: `UsageError`. */
export function checkImportRequest(request: ImportRequest, reporter: Pick<Reporter, 'confirm'>): void {
  parseErrorLimit(request.options.maxErrors);
  if (!request.resumed) requireChangeRules(request.mapping, request.options);
  if (startsSending(request))
    requireConfirmation(destructiveActionsOf(request.mapping), request.options.agreed === true, reporter);
}

/** Imports or checks a file. Errors: before anything is sent, those of `importFile`, and `Stopped`. */
export async function runImport(request: ImportRequest, context: RunContext): Promise<ImportSummary> {
  const { options, mapping, resumed } = request;
  const { settings, signals, reporter, streams } = context;
  const watch = new RunMonitor(systemClock.elapsed);
  // What sends no row need not wait for the night, nor for tomorrow's budget.
  const nights = sendsRows(request) ? settings.nights : { ...settings.nights, window: undefined, budget: undefined };
  const session = await openSession({ ...settings, nights }, systemClock, Math.random, {
    ...sessionEventsFor(reporter, watch),
    stop: signals.stop,
    cancel: signals.cancel,
  });
  const id = resumed?.id ?? request.id ?? newRunId(Date.now(), Math.random);
  const locks: Lock[] = [];
  let input: InputFile | undefined;
  let isKept = resumed !== undefined;
  try {
    if (resumed) await requireSameTenant(session, resumed, { agreed: options.agreed === true, reporter });
    const { ledger } = session;
    let isLocked = false;
    // Before the run is in the ledger, or another process could resume it at once; and before its input is staged.
    const claim = async () => {
      if (!isLocked) locks.push(request.lock ?? (await lockRun(ledger, id)));
      isLocked = true;
    };
    if (isRecorded(request)) await claim();
    await ledger.sweepStagingFiles();
    input = await prepareInput(options.file, mapping, {
      stagingPath: ledger.stagingPath(id),
      claim,
      acceptDamage: options.acceptDamage,
      corrections: options.corrections,
      sample: sampleOf(options),
      earlier: earlierRuns(ledger),
      stop: signals.stop,
      stdin: streams.stdin,
    });
    if (resumed && !input.exists && ledger.postgres) {
      const { handedOutInput } = await import('../work/handed-out-input.ts');
      input = (await handedOutInput(ledger.postgres, resumed)) ?? input;
    }
    if (resumed) requireSameInput(input, resumed);
    const prepared = await prepareImport(request, { id, session, signals, input, reporter, locks });
    isKept = true;
    const opened = { session, signals, input, reporter, watch, env: context.env };
    const summary = await executeImport(prepared, request, opened).finally(async () => {
      prepared.extended?.close?.();
      await prepared.distributed?.close();
    });
    isKept = summary.status === 'aborted' || summary.status === 'interrupted' || summary.rows.in_doubt > 0;
    return summary;
  } finally {
    if (!isKept) await input?.discard();
    for (const lock of locks) await lock.release();
    await session.close();
  }
}

/** Runs the import. However it ends, it returns a summary, and the ledger has its status if it can still be written. */
async function executeImport(
  { job, run, extended }: PreparedImport,
  request: ImportRequest,
  { session, input, reporter, watch, env }: OpenedImport & { readonly watch: RunMonitor; readonly env: Environment },
): Promise<ImportSummary> {
  const { command, options, connection, mapping, resumed, isNew, inputName = options.file } = request;
  const { table } = job.source;
  const verb = !run ? VERBS.check : resumed && !isNew ? phrase('Resuming') : VERBS[command];
  const caution = job.delivery && command !== 'undo' ? irreversibleText(mapping, extended?.isUndoable === true) : '';
  const asRun = run ? t`, run ${job.run.id}${caution}` : '';
  reporter.message('info', [
    `${translated(verb)} ${inputName}${command === 'undo' ? '' : t` as ${mapping.target.name}`}${asRun}`,
  ]);
  const given = writeChoice(options, connection);
  const settings = reportedSettings(session.settings, {
    ...given,
    onDuplicate: options.onDuplicate ?? 'reject',
    onCollision: options.onCollision ?? mapping.content.onCollision,
    mode: options.mode ?? mapping.content.mode,
  });
  reporter.message('detail', [detailText(t`Settings`, settings)]);
  reporter.message('detail', [detailText(t`File`, Object.entries(table.detected))]);
  reporter.message('detail', [t`Ledger: ${session.ledger.location}`]);
  const { runs, audit } = session.ledger;
  const by = run && operatorsText(await audit.historyOf(run.id));
  const operators = by === undefined ? [] : [['by', by] as const];
  if (run) watch.metrics.resumeFrom(await runs.timeline(run));
  const running = await startImport(job);
  const { rows } = running.counters;
  const endProgress = reportProgress(
    reporter,
    {
      run: job.run.id,
      title: `${verb}${stepText(resumed)}`,
      counts: () => ({
        rows: rows.read - rows.pending,
        errors: errorCount(rows),
        total: estimateRowCount(input, table, options.sample ?? job.limits.maxRows),
      }),
      requests: job.delivery?.dispatcher.counts ?? { sent: 0, retried: 0, throttled: 0 },
      watch,
      // Only for the report: an error of the ledger shows up with the rows themselves.
      persist: async () => {
        if (run) await ignoreErrors(runs.saveTimeline(run, watch.metrics.serialize()));
      },
    },
    systemClock,
  );
  const ended = await running.finished.finally(endProgress);
  // This process does not know what an earlier one sent.
  const found = resumed && !isNew ? undefined : extended?.changeSummary?.();
  await table.close();
  const sample = sampleOf(options);
  let summary: ImportSummary = {
    ...ended,
    ...session.gate.facts,
    ...(sample && { sample, notices: [...sampleNotices(sample, ended), ...ended.notices] }),
    ...extended?.facts,
    ...found?.facts,
  };
  const isCutShort = ended.status === 'aborted' || ended.status === 'interrupted';
  const troubleOf = (what: string, work: () => unknown) =>
    failureAtEnd(what, { run: job.run.id, isCutShort, isDry: !job.delivery }, work);
  const withoutCounts = await troubleOf(t`The counts of the summary`, async () => {
    const { facts = {}, notices = [] } = (await extended?.factsAtEnd?.()) ?? {};
    summary = { ...summary, ...facts, notices: [...summary.notices, ...notices] };
  });
  const withoutWorkbook = await troubleOf('errors.xlsx', async () => {
    summary = await withErrorsWorkbook(summary, { job, mapping, input });
  });
  const end = { at: Date.now(), reason: summary.reason, summary };
  const isPart = options.sample !== undefined || (options.limit !== undefined && summary.rows.read >= options.limit);
  const next = request.nextStep
    ? await request.nextStep(summary)
    : nextStep(
        summary,
        { ...given, file: options.file, mapping: options.mapping },
        { env, of: isPart ? await countRowsIfSmall(input) : undefined },
      );
  const facts = {
    mask: options.mask,
    input: inputName,
    mapping: { path: shortPath(mapping.path), text: mapping.text },
    startedAt: job.run.startedAt,
    endedAt: end.at,
    timeline: { points: watch.metrics.points(CHART_POINTS), starts: watch.metrics.starts },
    settings: [...settings, ...operators],
    next,
    tagging: found?.facts.tagging,
    changes: run && extended?.cellWords && (await reportedChanges(session.ledger, run, extended.cellWords)),
  };
  // A run has ended once the ledger says so: if killed before that, it is resumed, and its files are written then.
  const troubles = [
    withoutCounts,
    withoutWorkbook,
    await troubleOf(t`report.html or summary.json`, () => writeRunSummary(summary, running, table.header, facts)),
    await troubleOf(t`The summary of the plan`, () => request.beforeEnd?.(summary)),
    await troubleOf(t`The end of the run`, async () => {
      if (run) await runs.move(run, summary.status, { ...end, rowsHash: await runs.hashRows(run, summary.status) });
    }),
  ];
  const told = await reporter.end({ kind: 'import', summary, next, isStep: request.isStep === true });
  const foundLines = job.delivery ? found?.sentLines : found?.lines;
  if (foundLines) reporter.message('info', ['', ...foundLines]);
  for (const trouble of troubles) if (trouble) reporter.message('problem', `\n${trouble}`);
  return told.summary;
}

/** Notices about what failed at the end of a run. They must not hide how the run ended, nor suggest sending the rows again. */
async function failureAtEnd(
  what: string,
  ended: { readonly run: string; readonly isCutShort: boolean; readonly isDry: boolean },
  work: () => unknown,
): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? reasonOf(error) : String(error);
    const failed = t`${what} could not be written: ${why}.`;
    if (ended.isDry || ended.isCutShort) return failed;
    return t`${failed} The rows were sent, and the ledger has the outcome of each: do not import the file again. To see it: sobot-etl runs show ${ended.run}`;
  }
}

function reasonOf(error: Error): string {
  const { code, path } = error as NodeJS.ErrnoException;
  const isOfSystem = (error as NodeJS.ErrnoException).syscall !== undefined && code !== undefined;
  const message = code === 'ERR_SQLITE_ERROR' ? asLedgerError('ledger.db', error).message : error.message;
  const reason =
    code === 'ENOSPC'
      ? t`the disk is full${path ? ` (${path})` : ''}`
      : isOfSystem
        ? explainSystemError(error as NodeJS.ErrnoException)
        : message;
  return reason.replace(/[.\s]+$/, '');
}

/** Waits for a task whose failure must not end the run. */
async function ignoreErrors(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch {
    // The report is complete enough without it.
  }
}

/** The options of a run for its report: names and values, without secrets. */
function reportedSettings(settings: Settings, given: WrittenChoice): readonly (readonly [string, string])[] {
  const { baseUrl, language, profile, ...connection } = settings;
  const { concurrency, rate, maxRate, maxAttempts, timeoutMs, outagePatienceMs } = connection;
  const resolved = writeConnection({ concurrency, rate, maxRate, maxAttempts, timeoutMs, outagePatienceMs });
  return [
    ['API', baseUrl],
    ['language', language],
    ...reportedValues(IMPORT_OPTIONS, { ...given, ...resolved, profile: given.profile ?? profile }),
    ['sobot-etl', version()],
  ];
}

/** What is said of a run before it sends anything: what of it cannot be undone, if anything. */
function irreversibleText(mapping: LoadedMapping, isUndoable: boolean): string {
  if (isUndoable) return addsFollowUpRecords(mapping) ? t` (its follow-up records cannot be undone)` : '';
  return TRACEABLE_TARGETS.includes(mapping.target.name)
    ? t` (cannot be undone; with --undoable it can)`
    : t` (cannot be undone)`;
}

/** Of a smaller file, all rows were read. */
function sampleNotices({ rows, seed }: RowSample, { status, rows: { read } }: ImportSummary): string[] {
  if (read < rows && status !== 'aborted' && status !== 'interrupted') return [];
  const notice = t`Only a sample of ${counted(rows, 'row')} was read, spread over the whole file. To read the same rows again: --sample ${rows} --seed ${seed}`;
  return [notice];
}

/** A detail line such as `Settings: rate automatic, concurrency 8`. */
function detailText(of: string, facts: readonly (readonly [string, string])[]): string {
  return `${of}: ${joined(facts.map(([name, value]) => `${translated(name)} ${value}`))}`;
}

/** The position of a plan's step, such as ` 2/3`; empty for a run without a plan. */
function stepText(run: StoredRun | undefined): string {
  const plan = run && planOf(run);
  return plan ? ` ${stepOf(run)}/${plan.steps}` : '';
}

/** Estimated number of rows, from the lines of a file or the size of its sheet; too high if cells have line breaks. */
function estimateRowCount(
  input: Pick<InputFile, 'lines'>,
  table: Table,
  limit: number | undefined,
): number | undefined {
  const { format, headerRow, lastRow } = table;
  const last = format === 'xlsx' ? lastRow : input.lines;
  if (last === undefined) return limit;
  const rows = Math.max(0, last - (format === 'jsonl' ? 0 : headerRow));
  return limit === undefined ? rows : Math.min(limit, rows);
}

/** Rows of a larger file are not counted, because that reads the file again. */
const MAX_RECOUNT_BYTES = 20_000_000;

/** Counts the rows of a file of which only the first were read; undefined if that takes too long. */
async function countRowsIfSmall(input: Pick<InputFile, 'bytes' | 'openWhole'>): Promise<number | undefined> {
  if (input.bytes > MAX_RECOUNT_BYTES) return undefined;
  // If the file is invalid further down, that is reported once it is read that far.
  return await countRows(await input.openWhole()).catch(() => undefined);
}
