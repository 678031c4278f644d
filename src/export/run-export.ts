import { SobotError } from '../api/index.ts';
import { FileError, type WrittenFiles } from '../files/index.ts';
import { LedgerError } from '../ledger/index.ts';
import { Stopped } from '../resilience/index.ts';
import { maskNotices } from './columns/mask-columns.ts';
import { type RowSpec, rowShape, rowSpec, type TenantMetadata } from './columns/row-shape.ts';
import { UNKNOWN_FIELDS_COLUMN, unknownFieldsReader } from './columns/stream-columns.ts';
import { enrichRows } from './enrich-rows.ts';
import type { ExportJob, ExportSummary } from './export-job.ts';
import { NewestRecord } from './next-cursor.ts';
import type { PageRows } from './reading/page.ts';
import { type ReadContext, ReadCounters } from './reading/partition.ts';
import { readContext } from './reading/read-context.ts';
import { readStream } from './reading/read-stream.ts';
import { readTenantMetadata } from './tenant-metadata.ts';
import { updateMapping } from './update-mapping.ts';
import { ExportSink } from './writing/export-sink.ts';
import type { StagingChoice } from './writing/row-sink.ts';
import { DAMAGED_STAGING_FILE, readStagingFile, type StagedPart } from './writing/staging-file.ts';
import { ThreadEnded } from './writing/thread-sink.ts';

/** The code of the error for a full disk. */
const DISK_FULL = 'disk-full';

/** The progress of a running export. */
interface ExportProgress {
  readonly written: number;
  /** How many rows the API has counted, if it has. */
  readonly expected: number | undefined;
}

interface RunningExport {
  readonly progress: ExportProgress;
  /** Resolves to the summary, also if the export was stopped. Rejects with a defect, or if the request itself is wrong. */
  readonly finished: Promise<FinishedExport>;
}

export interface FinishedExport {
  readonly summary: ExportSummary;
  /** The latest time of change of any row, in epoch seconds; 0 if none has one. */
  readonly newest: number;
  /** The id of the record with that time; undefined if another process read it. */
  readonly newestId: string | undefined;
  /** For an export for editing: makes the mapping with which a file of that name is imported again. */
  readonly mapping: ((file: string) => string) | undefined;
}

/** Reads a stream into a file, which gets its name only when it is finished. */
export function startExport(job: ExportJob): RunningExport {
  const run = new ExportRun(job);
  return { progress: run, finished: run.finish() };
}

class ExportRun implements ExportProgress {
  written = 0;
  readonly #newest: NewestRecord;
  readonly #job: ExportJob;
  readonly #counters = new ReadCounters();
  readonly #context: ReadContext;
  readonly #startedAt: number;
  readonly #sink: ExportSink;
  /** An earlier process has read the first rows. */
  #isResumed = false;
  #mapping: FinishedExport['mapping'];
  /** Which columns are masked, and which not, if any are. */
  #masked: readonly string[] = [];

  constructor(job: ExportJob) {
    this.#job = job;
    this.#startedAt = job.clock.elapsed();
    const { stream, open, file, settings } = job;
    this.#newest = new NewestRecord(stream);
    // Details and tags are added in this thread, and lists without partitions are short.
    const usesThread = stream.partitionBy && !settings.details && !settings.tags;
    this.#sink = new ExportSink({ stream, open, file: usesThread ? file : undefined });
    const { dispatcher } = job;
    const { concurrency, pageSize } = settings;
    this.#context = readContext({ dispatcher, concurrency, pageSize, counters: this.#counters, store: this.#sink });
  }

  get expected(): number | undefined {
    return this.#counters.expectedTotal;
  }

  async finish(): Promise<FinishedExport> {
    try {
      await this.#copy();
      return this.#finished(this.#summary(await this.#sink.commit()));
    } catch (error) {
      await this.#sink.discard();
      // An output that cannot be opened is an error of the request, unless the export can be resumed.
      if (!isStop(error) || (error instanceof FileError && !this.#sink.isOpen && !this.#mayResume(error))) throw error;
      return this.#finished(this.#summary(undefined, error));
    } finally {
      this.#sink.end();
    }
  }

  #mayResume({ code }: FileError): boolean {
    // A full disk is not an error of the request.
    return code === DISK_FULL || (this.#isResumed && code !== DAMAGED_STAGING_FILE);
  }

  #finished(summary: ExportSummary): FinishedExport {
    return { summary, newest: this.#newest.at, newestId: this.#newest.id, mapping: this.#mapping };
  }

  async #copy(): Promise<void> {
    const { staging, selection, settings } = this.#job;
    const before = staging?.resume ? await readStagingFile(staging.path) : undefined;
    this.#isResumed = before !== undefined;
    // The list is read at the same time; the metadata is needed for its first row.
    const prepared = begin(readTenantMetadata(this.#job, this.#context));
    // A misspelt column would be exported unmasked: nothing is read before its name is found.
    if (settings.masks) rowShape(this.#job.stream, rowSpec(settings, await prepared, false));
    const tagNames = begin(prepared.then((known) => known.tagNames));
    const done = before && (await this.#restoreStaged(before, await prepared)) ? before.checkpoint : undefined;
    const batches = enrichRows(this.#job, readStream(selection, this.#context, done), tagNames, this.#context);
    for await (const { checkpoint, ...read } of batches) {
      if (!this.#sink.isOpen) await this.#open(await prepared, read);
      const { rows } = read;
      if (rows.length > 0) {
        await this.#sink.write(read);
        this.written += rows.length;
        this.#newest.note(rows);
      }
      // An incomplete part is not recorded as done, so that it is read again when the export is resumed.
      if (checkpoint !== undefined && this.#counters.shortfalls.length === 0)
        await this.#sink.checkpoint(checkpoint, this.#state());
    }
    if (!this.#sink.isOpen) await this.#open(await prepared, { rows: [] });
  }

  /** Writes the rows that an earlier process had read. Returns false if the columns have changed since: then everything is read again. */
  async #restoreStaged(before: StagedPart, prepared: TenantMetadata): Promise<boolean> {
    const { stream, settings, staging } = this.#job;
    const spec = rowSpec(settings, prepared, before.columns.includes(UNKNOWN_FIELDS_COLUMN));
    const names = rowShape(stream, spec).columns.map(({ name }) => name);
    if (JSON.stringify(names) !== JSON.stringify(before.columns)) return false;
    await this.#openSink(spec, staging);
    this.written = before.written;
    this.#newest.resumeFrom(before.newest);
    this.#counters.resumeFrom(before);
    return true;
  }

  /** Undocumented members get a column if the first rows have any. */
  #open(prepared: TenantMetadata, { rows, handles }: PageRows): Promise<void> {
    const { stream, settings, staging } = this.#job;
    const findUnknown = unknownFieldsReader(stream, settings);
    const hasUnknownFields = handles?.page.hasUnknownFields ?? rows.some((row) => findUnknown(row) !== undefined);
    return this.#openSink(rowSpec(settings, prepared, hasUnknownFields), staging && { ...staging, resume: false });
  }

  async #openSink(spec: RowSpec, staging: StagingChoice | undefined): Promise<void> {
    const { stream, settings } = this.#job;
    // In this thread too, so that an unknown column is reported as an `ExportError`.
    const { columns } = rowShape(stream, spec);
    if (settings.masks) this.#masked = maskNotices(columns, stream);
    if (settings.forUpdate) {
      this.#mapping = (file) => updateMapping(columns, spec.customFields, file);
    }
    await this.#sink.open(spec, staging);
  }

  #state() {
    const { duplicates, expected } = this.#counters;
    return { written: this.written, duplicates, expected, newest: this.#newest.at };
  }

  #summary(files: WrittenFiles | undefined, stopped?: Error): ExportSummary {
    const { run, stream, dispatcher, clock, stop } = this.#job;
    const { expected, duplicates, shortfalls, notices } = this.#counters;
    const complete = files !== undefined && shortfalls.length === 0;
    const finished = complete ? 'completed' : 'completed_with_errors';
    const stoppedStatus = stop?.aborted || stopped instanceof Stopped ? 'interrupted' : 'aborted';
    const reason = stopped?.message ?? shortfalls[0];
    const durationMs = Math.round(clock.elapsed() - this.#startedAt);
    return {
      run,
      command: 'export',
      stream: stream.name,
      status: stopped ? stoppedStatus : finished,
      ...(reason !== undefined && { reason }),
      rows: { written: files ? this.written : 0, duplicates, expected },
      complete,
      requests: dispatcher.counts,
      duration_ms: durationMs,
      rows_per_second: durationMs > 0 ? Math.round((this.written / durationMs) * 10_000) / 10 : 0,
      notices: [...this.#masked, ...notices, ...shortfalls.slice(1), ...(files?.notices ?? [])],
      files: { output: files?.paths ?? [] },
    };
  }
}

/** Starts a promise that may fail before it is awaited. */
function begin<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}

function isStop(error: unknown): error is Error {
  return (
    error instanceof Stopped ||
    error instanceof SobotError ||
    error instanceof FileError ||
    error instanceof ThreadEnded ||
    error instanceof LedgerError
  );
}
