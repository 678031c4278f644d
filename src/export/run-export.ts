import { SobotError } from '../api/index.ts';
import { FileError, type WrittenFiles } from '../files/index.ts';
import { LedgerError } from '../ledger/index.ts';
import { Stopped } from '../resilience/index.ts';
import { type RowSpec, rowShape, rowSpec, type TenantMetadata } from './columns/row-shape.ts';
import { UNKNOWN_FIELDS_COLUMN, unknownFieldsReader } from './columns/stream-columns.ts';
import { enrichRows } from './enrich-rows.ts';
import type { ExportJob, ExportSummary } from './export-job.ts';
import { latestRowReader } from './next-cursor.ts';
import { type PageRows, rowId } from './reading/page.ts';
import { type ListCall, PageSource } from './reading/page-source.ts';
import { PartitionSize, type ReadContext, ReadCounters } from './reading/partition.ts';
import { readStream } from './reading/read-stream.ts';
import { readTenantMetadata } from './tenant-metadata.ts';
import { updateMapping } from './update-mapping.ts';
import { ExportSink } from './writing/export-sink.ts';
import type { StagingChoice } from './writing/row-sink.ts';
import { DAMAGED_STAGING_FILE, readStagingFile, type StagedPart } from './writing/staging-file.ts';
import { ThreadEnded } from './writing/thread-sink.ts';

/** Pages that may have been asked for and not yet been written, for each request in flight. */
const LOOKAHEAD = 4;

/** The code of the error for a disk that is full. */
const DISK_FULL = 'disk-full';

/** How an export goes on, to be watched. */
interface ExportProgress {
  readonly written: number;
  /** How many rows there will be, where the API has said. */
  readonly expected: number | undefined;
}

interface RunningExport {
  readonly progress: ExportProgress;
  /** Ends with the summary, also of an export that was stopped. Throws what is a defect, or wrong in what was asked for. */
  readonly finished: Promise<FinishedExport>;
}

export interface FinishedExport {
  readonly summary: ExportSummary;
  /** The latest time of change that any row bears, in epoch seconds; 0 where none does. */
  readonly newest: number;
  /** The record that bears it, by its id; undefined where another process read it. */
  readonly newestId: string | undefined;
  /** Of an export for editing: the mapping with which a file of that name is imported again. */
  readonly mapping: ((file: string) => string) | undefined;
}

/** Reads a stream into a file, which gets its name only when it is whole. */
export function startExport(job: ExportJob): RunningExport {
  const run = new ExportRun(job);
  return { progress: run, finished: run.finish() };
}

class ExportRun implements ExportProgress {
  written = 0;
  #newest = 0;
  #newestId: string | undefined;
  readonly #job: ExportJob;
  readonly #counters = new ReadCounters();
  readonly #context: ReadContext;
  readonly #startedAt: number;
  readonly #sink: ExportSink;
  /** An earlier process has read the beginning. */
  #goesOn = false;
  #mapping: FinishedExport['mapping'];

  constructor(job: ExportJob) {
    this.#job = job;
    this.#startedAt = job.clock.elapsed();
    const call: ListCall = async (endpoint, input) => (await job.dispatcher.send(endpoint, input)).answer;
    const { stream, open, file, settings } = job;
    // What is added to rows is added here, and lists that are not cut are short.
    const isForThread = stream.partitionBy && !settings.details && !settings.tags;
    this.#sink = new ExportSink({ stream, open, file: isForThread ? file : undefined });
    this.#context = {
      call,
      source: new PageSource({ call, pageSize: settings.pageSize, store: this.#sink }),
      ahead: settings.concurrency * LOOKAHEAD,
      counters: this.#counters,
      partitionSize: new PartitionSize(),
    };
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
      // An output that cannot even be begun is wrong in what was asked for, but not where there is something to go on with.
      if (!isStop(error) || (error instanceof FileError && !this.#sink.isOpen && !this.#mayGoOn(error))) throw error;
      return this.#finished(this.#summary(undefined, error));
    } finally {
      this.#sink.end();
    }
  }

  #mayGoOn({ code }: FileError): boolean {
    // Nothing is wrong with what was asked for where the disk is full.
    return code === DISK_FULL || (this.#goesOn && code !== DAMAGED_STAGING_FILE);
  }

  #finished(summary: ExportSummary): FinishedExport {
    return { summary, newest: this.#newest, newestId: this.#newestId, mapping: this.#mapping };
  }

  async #copy(): Promise<void> {
    const { spool, selection } = this.#job;
    const before = spool?.resume ? await readStagingFile(spool.path) : undefined;
    this.#goesOn = before !== undefined;
    // The list is read meanwhile; what is known of the tenant is needed for its first row.
    const prepared = begin(readTenantMetadata(this.#job, this.#context));
    const tagNames = begin(prepared.then((known) => known.tagNames));
    const done = before && (await this.#takeUp(before, await prepared)) ? before.mark : undefined;
    const batches = enrichRows(this.#job, readStream(selection, this.#context, done), tagNames, this.#context);
    const newestOf = latestRowReader(this.#job.stream);
    const idOf = rowId(this.#job.stream);
    for await (const { checkpoint, ...read } of batches) {
      if (!this.#sink.isOpen) await this.#open(await prepared, read);
      const { rows } = read;
      if (rows.length > 0) {
        await this.#sink.write(read);
        this.written += rows.length;
        const newest = newestOf(rows);
        if (newest && newest.at > this.#newest) {
          this.#newest = newest.at;
          this.#newestId = idOf(newest.row);
        }
      }
      // What came short is not marked as done, so that it is read again when the export is gone on with.
      if (checkpoint !== undefined && this.#counters.shortfalls.length === 0)
        await this.#sink.checkpoint(checkpoint, this.#state());
    }
    if (!this.#sink.isOpen) await this.#open(await prepared, { rows: [] });
  }

  /** Writes what an earlier process had read. Says no where the columns have changed since: then all is read anew. */
  async #takeUp(before: StagedPart, prepared: TenantMetadata): Promise<boolean> {
    const { stream, settings, spool } = this.#job;
    const spec = rowSpec(settings, prepared, before.columns.includes(UNKNOWN_FIELDS_COLUMN));
    const names = rowShape(stream, spec).columns.map(({ name }) => name);
    if (JSON.stringify(names) !== JSON.stringify(before.columns)) return false;
    await this.#openSink(spec, spool);
    this.written = before.written;
    this.#newest = before.newest;
    this.#counters.resumeFrom(before);
    return true;
  }

  /** Members that no document knows get a column if the first rows show any. */
  #open(prepared: TenantMetadata, { rows, handles }: PageRows): Promise<void> {
    const { stream, settings, spool } = this.#job;
    const findOthers = unknownFieldsReader(stream, settings);
    const hasUnknownFields = handles?.page.hasUnknownFields ?? rows.some((row) => findOthers(row) !== undefined);
    return this.#openSink(rowSpec(settings, prepared, hasUnknownFields), spool && { ...spool, resume: false });
  }

  async #openSink(spec: RowSpec, spool: StagingChoice | undefined): Promise<void> {
    const { stream, settings } = this.#job;
    // Here rather than in the thread, so that a column that does not exist is told as what it is.
    const { columns } = rowShape(stream, spec);
    if (settings.forUpdate) {
      this.#mapping = (file) => updateMapping(columns, spec.customFields, file);
    }
    await this.#sink.open(spec, spool);
  }

  #state() {
    const { duplicates, expected } = this.#counters;
    return { written: this.written, duplicates, expected, newest: this.#newest };
  }

  #summary(files: WrittenFiles | undefined, stopped?: Error): ExportSummary {
    const { run, stream, dispatcher, clock, stop } = this.#job;
    const { expected, duplicates, shortfalls, notices } = this.#counters;
    const complete = files !== undefined && shortfalls.length === 0;
    const ended = complete ? 'completed' : 'completed_with_errors';
    const broken = stop?.aborted || stopped instanceof Stopped ? 'interrupted' : 'aborted';
    const reason = stopped?.message ?? shortfalls[0];
    const durationMs = Math.round(clock.elapsed() - this.#startedAt);
    return {
      run,
      command: 'export',
      stream: stream.name,
      status: stopped ? broken : ended,
      ...(reason !== undefined && { reason }),
      rows: { written: files ? this.written : 0, duplicates, expected },
      complete,
      requests: dispatcher.counts,
      duration_ms: durationMs,
      rows_per_second: durationMs > 0 ? Math.round((this.written / durationMs) * 10_000) / 10 : 0,
      notices: [...notices, ...shortfalls.slice(1), ...(files?.notices ?? [])],
      files: { output: files?.paths ?? [] },
    };
  }
}

/** Lets a promise fail before anybody waits for it. */
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
