import { join, resolve } from 'node:path';
import type { DistributedRun } from '../../distributed/index.ts';
import { READABLE, replaceFile } from '../../files/index.ts';
import {
  errorsWorkbookPath,
  type ImportJob,
  indexLastRows,
  mappedBatches,
  RecordingLookups,
  RunFiles,
  runFilePaths,
} from '../../import/index.ts';
import type { Lock, StoredRun } from '../../ledger/index.ts';
import type { RowMapper } from '../../mapping/index.ts';
import { Stopped } from '../../resilience/index.ts';
import type { KeyIndex } from '../../sketches/index.ts';
import { t } from '../../words/index.ts';
import type { RunReporter } from '../reporter.ts';
import type { StopSignals } from '../run-context.ts';
import type { Session } from '../session.ts';
import { compileMapper } from '../session-lookups.ts';
import { buildImportJob, keyFieldOf } from './build-import-job.ts';
import { confirmDestructive, destructiveActionOfImport } from './confirm-destructive.ts';
import { type ExtendedImport, type ImportRequest, isRecorded, sendsRows, startsSending } from './import-request.ts';
import { withColumnLocation } from './load-mapping-for-file.ts';
import { type InputFile, requireSeparateOutput } from './open-input.ts';
import { lockOutputFolder, recordRun } from './run-record.ts';

/** The parts of an import whose input is prepared. */
export interface OpenedImport {
  readonly session: Session;
  readonly signals: StopSignals;
  readonly input: InputFile;
  readonly reporter: RunReporter;
}

export interface PreparedImport {
  readonly job: ImportJob;
  /** The run in the ledger; a check has none. */
  readonly run: StoredRun | undefined;
  readonly extended: ExtendedImport | undefined;
  /** Set if other processes send the rows. */
  readonly distributed: DistributedRun | undefined;
}

type OpenTable = Awaited<ReturnType<InputFile['open']>>;

/** Prepares everything up to the first row. Errors: those of `importFile`; nothing has been sent. */
export async function prepareImport(
  request: ImportRequest,
  { id, locks, ...opened }: OpenedImport & { readonly id: string; readonly locks: Lock[] },
): Promise<PreparedImport> {
  const { session, signals, input, reporter } = opened;
  const { options, mapping, resumed } = request;
  const isDry = !sendsRows(request);
  const table = await input.open();
  let extended: ExtendedImport | undefined;
  try {
    const from = {
      session,
      signals,
      reporter,
      input,
      header: table.header,
      isDry,
      isResumed: resumed !== undefined,
      stop: signals.stop,
    };
    extended = await request.extension?.(from);
    let compiled = await compile(request, opened, { table, extended });
    await extended?.scanInput?.(extended.maySend ?? (() => true));
    throwIfStopped(signals);
    const lastRows = options.onDuplicate === 'last' ? await readLastRows(request, opened, compiled.mapper) : undefined;
    const dir = request.newFolder ?? resumed?.outDir ?? resolve(options.out ?? join('runs', id));
    requireSeparateOutput(input, [...Object.values(runFilePaths(dir)), errorsWorkbookPath(dir)]);
    await confirm(request, opened, { mapper: compiled.mapper, extended });
    if (options.out !== undefined || resumed) locks.push(await lockOutputFolder(session.ledger, dir));
    if (extended?.createMissingRecords && !isDry) {
      await extended.createMissingRecords();
      compiled = await compile(request, opened, { table, extended });
    }
    const files = await openFiles(request, table, { dir, mapper: compiled.mapper, extended });
    throwIfStopped(signals);
    const run = !isRecorded(request) ? undefined : await storedRun(request, opened, { id, dir, header: table.header });
    if (run) await extended?.onRecorded?.(run);
    const job = await buildImportJob(
      request,
      { session, signals, input },
      { id, run, table, files, lastRows, extended, ...compiled },
    );
    const distributed = await distribute(request, opened, job, run);
    const control = { ...job.control, lost: lostOf(locks) };
    return { job: { ...job, distribution: distributed?.distribution, control }, run, extended, distributed };
  } catch (error) {
    extended?.close?.();
    await table.close();
    throw await withColumnLocation(error, mapping, input.path);
  }
}

/** Aborted when one of the locks is lost. */
function lostOf(locks: readonly Lock[]): AbortSignal {
  return AbortSignal.any(locks.flatMap(({ lost }) => lost ?? []));
}

/** Lets other processes send the rows, where they share the ledger. What that takes is loaded only then. */
async function distribute(
  request: ImportRequest,
  { session, signals, reporter }: OpenedImport,
  job: ImportJob,
  run: StoredRun | undefined,
): Promise<DistributedRun | undefined> {
  const local = request.options.local !== false;
  if (run === undefined || !sendsRows(request) || (session.ledger.postgres === undefined && local)) return undefined;
  const { distributeImport } = await import('../work/distribute-import.ts');
  return distributeImport(job, run, { session, signals, reporter, local });
}

/** Compiles the mapping for the file, with what the command adds. `lookups` records which lists the rows need. */
async function compile(
  { mapping }: ImportRequest,
  { session }: OpenedImport,
  { table, extended }: { readonly table: OpenTable; readonly extended: ExtendedImport | undefined },
): Promise<{ readonly mapper: RowMapper; readonly lookups: RecordingLookups | undefined }> {
  let lookups: RecordingLookups | undefined;
  const compiled = await compileMapper(session, mapping, table, (all) => {
    lookups = new RecordingLookups(extended?.lookups?.(all) ?? all);
    return lookups;
  });
  return { mapper: extended?.mapper(compiled) ?? compiled, lookups };
}

async function readLastRows(
  { options }: ImportRequest,
  { session, signals, input, reporter }: OpenedImport,
  mapper: RowMapper,
): Promise<KeyIndex> {
  reporter.message('info', t`Reading all keys first: of several rows with the same key, the last one counts.`);
  const table = await input.open();
  try {
    const { concurrency } = session.settings;
    const rows = mappedBatches({ table, mapper, concurrency, maxRows: options.limit, stop: signals.stop }, undefined);
    const index = await indexLastRows(rows);
    throwIfStopped(signals);
    return index;
  } finally {
    await table.close();
  }
}

/** Asks about the destructive actions of a new run. Errors: `UsageError` without confirmation. */
async function confirm(
  request: ImportRequest,
  { session, signals, input, reporter }: OpenedImport,
  { mapper, extended }: { readonly mapper: RowMapper; readonly extended: ExtendedImport | undefined },
): Promise<void> {
  if (!startsSending(request)) return;
  const { options, mapping } = request;
  const { concurrency } = session.settings;
  const rows = { file: options.file, mapper, concurrency, limit: options.limit, stop: signals.stop };
  const ofImport = destructiveActionOfImport(mapping, { ...rows, open: () => input.open() });
  for (const each of [ofImport, extended?.destructiveAction?.(mapper)]) {
    if (each) await confirmDestructive(each, options.agreed === true, reporter);
  }
}

async function openFiles(
  { mapping, resumed }: ImportRequest,
  { header, style }: OpenTable,
  to: { readonly dir: string; readonly mapper: RowMapper; readonly extended: ExtendedImport | undefined },
): Promise<RunFiles> {
  const { dir, mapper, extended } = to;
  const keyColumn = mapper.keyColumn ?? keyFieldOf(mapping);
  const more = extended?.resultColumns;
  const files = await RunFiles.open({ dir, header, style, keyColumn, more, resume: resumed !== undefined });
  if (extended && !extended.keepsMapping && !resumed) await replaceFile(mapping.path, mapping.text, READABLE);
  return files;
}

/** The run in the ledger: a new one, or the one that is resumed. Errors: `LedgerError`; then nothing may be sent. */
async function storedRun(
  { command, options, connection, mapping, resumed, about }: ImportRequest,
  { session, input }: OpenedImport,
  { id, dir, header }: { readonly id: string; readonly dir: string; readonly header: readonly string[] },
): Promise<StoredRun> {
  const errorsOf = await input.errorsOf();
  if (resumed) return session.ledger.runs.move(resumed, 'running', undefined, dir);
  const keyField = keyFieldOf(mapping);
  return recordRun(session, {
    id,
    command,
    dir,
    options,
    connection,
    mapping,
    keyField,
    input,
    header,
    errorsOf,
    about,
  });
}

function throwIfStopped({ stop }: StopSignals): void {
  if (stop.aborted) throw new Stopped(t`the run is stopping`);
}
