import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock } from '../../dispatch/clock.ts';
import { Stopped } from '../../dispatch/dispatcher.ts';
import { createDryLog } from '../../import/dry-log.ts';
import { indexLastRows } from '../../import/duplicates.ts';
import type { ImportJob } from '../../import/import-job.ts';
import { mappedBatches } from '../../import/mapped-rows.ts';
import { RunFiles, runFilePaths } from '../../import/run-files.ts';
import { startImport } from '../../import/run-import.ts';
import type { ImportSummary } from '../../import/summary.ts';
import type { Lock, StoredRun } from '../../ledger/index.ts';
import { dangersOf, type LoadedMapping } from '../../mapping/index.ts';
import { EXIT, EXIT_OF_STAGE, type ExitCode } from '../exit-code.ts';
import { explainError } from '../explain-error.ts';
import { showProgress } from '../progress.ts';
import { newRunId } from '../run-id.ts';
import { openSession, type Session } from '../session.ts';
import { resolveSettings } from '../settings.ts';
import { listenForStop, type StopSignals } from '../stop-signals.ts';
import type { Terminal } from '../terminal.ts';
import { compileMapper } from './compile-mapper.ts';
import { askConsent, dangerOfImport, requireConsent } from './consent.ts';
import type { ExtendedImport, ImportExtension } from './import-extension.ts';
import { type ImportFlags, parseErrorLimit } from './import-flags.ts';
import { leaveSummary } from './leave-summary.ts';
import { type Input, prepareInput, requireOtherFile, requireSameInput } from './open-input.ts';
import { printSummary } from './print-summary.ts';
import { lockOutput, lockRun } from './run-locks.ts';
import { recordRun, requireSameTenant } from './run-record.ts';
import type { Surroundings } from './surroundings.ts';

const DEFAULT_IDENTIFIED_BY = ['tel', 'email'];

/** What an import, a check or a resumed run starts from. */
export interface ImportRequest {
  readonly command: 'import' | 'check' | 'tag';
  /** The run's id, where the caller has given it one. */
  readonly id?: string;
  readonly flags: ImportFlags;
  readonly mapping: LoadedMapping;
  /** The run to go on with. */
  readonly resumed?: StoredRun;
  /** It has been recorded, but nothing of it has been done. */
  readonly isNew?: boolean;
  readonly resendInDoubt?: boolean;
  /** What people call the input, where that is not its path. */
  readonly inputName?: string | undefined;
  /** What the command adds; the mapping is its own then, and left in the run's folder. */
  readonly extension?: ImportExtension;
}

/** Imports (or checks) a file from flags to summary; answers the exit code. Errors before anything is sent are thrown. */
export async function importFile(request: ImportRequest, terminal: Terminal): Promise<ExitCode> {
  checkRequest(request, terminal);
  const settings = resolveSettings(request.flags, process.env);
  const signals = listenForStop(terminal);
  try {
    const summary = await importWith(request, { settings, signals, terminal });
    return EXIT_OF_STAGE[summary.status];
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    terminal.complain('Interrupted before anything was sent.');
    return EXIT.interrupted;
  } finally {
    signals.dispose();
  }
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
  const { flags, mapping, resumed } = request;
  const session = openSession(settings, systemClock, Math.random, {
    stop: signals.stop,
    cancel: signals.cancel,
    onLine: (state, reason) =>
      terminal.say(
        state === 'down' ? `The server does not answer (${reason}); waiting for it.` : 'The server answers again.',
      ),
  });
  const id = resumed?.id ?? request.id ?? newRunId(Date.now(), Math.random);
  const locks: Lock[] = [];
  let input: Input | undefined;
  let isKept = resumed !== undefined;
  try {
    if (resumed) requireSameTenant(session, resumed, terminal);
    if (resumed) locks.push(lockRun(session.ledger, id));
    input = await prepareInput(flags.file, mapping, session.ledger.spoolPath(id));
    if (resumed) requireSameInput(input, resumed);
    const prepared = await prepare(request, { id, session, signals, input, terminal, locks });
    isKept = true;
    const summary = await carryOut(prepared, request, { session, signals, input, terminal });
    isKept = summary.status === 'aborted' || summary.status === 'interrupted' || summary.rows.in_doubt > 0;
    return summary;
  } finally {
    if (!isKept) await input?.discard();
    for (const lock of locks) lock.release();
    await session.close();
  }
}

interface Opened {
  readonly session: Session;
  readonly signals: StopSignals;
  readonly input: Input;
  readonly terminal: Terminal;
}

interface Prepared {
  readonly job: ImportJob;
  /** The run in the ledger; a check has none. */
  readonly run: StoredRun | undefined;
  readonly extended: ExtendedImport | undefined;
}

/** Is it a new run that sends something? Who goes on with a run has agreed to it before. */
function sends({ command, flags, resumed }: ImportRequest): boolean {
  return command !== 'check' && !flags.dryRun && !resumed;
}

/** Everything up to the first row: whatever is wrong here is thrown, and nothing has been sent. */
async function prepare(
  request: ImportRequest,
  { id, session, signals, input, terminal, locks }: Opened & { id: string; locks: Lock[] },
): Promise<Prepared> {
  const { command, flags, mapping, resumed, resendInDoubt = false } = request;
  const { ledger, settings } = session;
  const table = await input.open();
  try {
    const isDry = command === 'check' || flags.dryRun;
    const { header } = table;
    const extended = await request.extension?.({ session, input, header, isDry, isResumed: resumed !== undefined });
    const compiled = await compileMapper(session, mapping, table, extended?.lookups);
    const mapper = extended?.mapper(compiled) ?? compiled;
    const lastRows = flags.onDuplicate === 'last' ? await readLastRows() : undefined;
    const dir = resumed?.outDir ?? resolve(flags.out ?? join('runs', id));
    requireOtherFile(input, Object.values(runFilePaths(dir)));
    if (sends(request)) {
      for (const danger of [dangerOfMapping(), extended?.danger?.(mapper)]) {
        if (danger) await askConsent(danger, flags.yes, terminal);
      }
    }
    if (flags.out !== undefined || resumed) locks.push(lockOutput(ledger, dir));
    const keyField = keyFieldOf(mapping);
    const keyColumn = mapper.keyColumn ?? keyField;
    const files = await RunFiles.open({ dir, header: table.header, keyColumn, resume: resumed !== undefined });
    if (extended && !extended.keepsMapping && !resumed) await writeFile(mapping.path, mapping.text);
    if (signals.stop.aborted) throw new Stopped('the run is stopping');
    const run = isDry ? undefined : resumed ? ledger.runs.move(resumed, 'running') : beginRun();
    const keys = ledger.keys(run?.scope ?? session.scope);
    const job: ImportJob = {
      run: id,
      runStartedAt: run?.startedAt ?? Date.now(),
      command,
      target: mapping.target,
      table,
      mapper,
      openLog: (listener) => (run ? ledger.rows(run, listener) : createDryLog(listener)),
      files,
      resumed: resumed !== undefined,
      keyField,
      clock: systemClock,
      random: Math.random,
      ...(run && { dispatcher: session.dispatcher }),
      lastSent: (key) => keys.find(mapping.target.name, key, keyField),
      refinement: extended?.refinement,
      lastRows,
      inputChanged: () => input.hasChanged(),
      stop: signals.stop,
      cancel: signals.cancel,
      halt: () => signals.halt(),
      settings: {
        concurrency: settings.concurrency,
        limit: flags.limit,
        maxErrors: parseErrorLimit(flags.maxErrors),
        identifiedBy: mapping.content.identifiedBy ?? DEFAULT_IDENTIFIED_BY,
        onDuplicate: flags.onDuplicate,
        changedOnly: flags.changedOnly && !extended?.findsChanges,
        resendInDoubt,
        outagePatienceMs: settings.outagePatienceMs,
        // What the server has not done by then, it will not do: as long again as an answer may take.
        lateMs: settings.timeoutMs,
      },
    };
    return { job, run, extended };

    function dangerOfMapping() {
      const { concurrency } = settings;
      const { stop } = signals;
      const open = () => input.open();
      return dangerOfImport(mapping, { file: flags.file, open, mapper, concurrency, limit: flags.limit, stop });
    }

    function beginRun() {
      // Before the run is in the ledger, or somebody could resume it at once.
      locks.push(lockRun(ledger, id));
      return recordRun(session, { id, command, dir, flags, mapping, keyField, input });
    }

    async function readLastRows() {
      terminal.say('Reading the keys first, since of several rows with one key the last counts.');
      const first = await input.open();
      try {
        const window = { concurrency: settings.concurrency, limit: flags.limit };
        const rows = mappedBatches({ table: first, mapper, settings: window, stop: signals.stop }, undefined);
        const index = await indexLastRows(rows);
        if (signals.stop.aborted) throw new Stopped('the run is stopping');
        return index;
      } finally {
        await first.close();
      }
    }
  } catch (error) {
    await table.close();
    throw error;
  }
}

/** The run itself. However it ends, it is summed up, and its stage is in the ledger if that can still be written. */
async function carryOut(
  { job, run, extended }: Prepared,
  { command, flags, mapping, resumed, isNew, inputName = flags.file }: ImportRequest,
  { session, terminal }: Opened,
): Promise<ImportSummary> {
  const verb = run ? (resumed && !isNew ? 'Resuming' : command === 'tag' ? 'Tagging' : 'Importing') : 'Checking';
  terminal.say(`${verb} ${inputName} as ${mapping.target.name}${run ? `, run ${job.run}` : ''}`);
  const running = startImport(job);
  const endProgress = showProgress(terminal, running.tally, Date.now);
  const ended = await running.finished.finally(endProgress);
  const found = run ? undefined : extended?.found?.();
  const summary = { ...ended, ...found?.facts };
  await job.table.close();
  const end = { at: Date.now(), reason: summary.reason, summary };
  const troubles = [
    await troubleOf(() => run && session.ledger.runs.move(run, summary.status, end)),
    await troubleOf(() => leaveSummary(summary, running, { input: inputName, mapping: mapping.path })),
  ];
  printSummary(terminal, summary, flags);
  if (found) terminal.say(['', ...found.lines].join('\n'));
  for (const trouble of troubles) if (trouble) terminal.complain(`\n${trouble}`);
  return summary;
}

/** What went wrong with something that must not hide how the run ended. */
async function troubleOf(work: () => unknown): Promise<string | undefined> {
  try {
    await work();
  } catch (error) {
    return explainError(error).message;
  }
  return undefined;
}

function keyFieldOf({ content }: LoadedMapping): string | undefined {
  return typeof content.key === 'string' ? content.key : undefined;
}
