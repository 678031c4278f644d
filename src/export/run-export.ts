import { Stopped } from '../dispatch/dispatcher.ts';
import { FileError, type OutValue, type RowWriter, type WrittenFiles } from '../files/index.ts';
import { LedgerError } from '../ledger/index.ts';
import { SobotError } from '../sobot/errors/sobot-error.ts';
import type { StreamRow } from '../streams/stream.ts';
import { chooseColumns } from './choose-columns.ts';
import type { ExportColumn } from './column.ts';
import { customEntries } from './decode/custom-values.ts';
import { enrich } from './enrich/enrich.ts';
import type { ExportJob } from './export-job.ts';
import { newestReader } from './newest.ts';
import { type Prepared, prepare } from './prepare.ts';
import { readStream } from './reading/read-stream.ts';
import { ReadTally } from './reading/read-tally.ts';
import type { ReadContext } from './reading/section.ts';
import { SliceSize } from './reading/slice-size.ts';
import { fingerprintColumn, fingerprintOf, updateColumns, withNeeded } from './round-trip/update-columns.ts';
import { updateMapping } from './round-trip/update-mapping.ts';
import { readSpool, Spool, type SpooledPart, spooledRows } from './spool.ts';
import { OTHER_COLUMN, otherColumn, otherMembers, streamColumns } from './stream-columns.ts';
import type { ExportSummary } from './summary.ts';

/** Pages that may have been asked for and not yet been written, for each request in flight. */
const LOOKAHEAD = 2;

/** How an export goes on, to be watched. */
export interface ExportProgress {
  readonly written: number;
  /** How many rows there will be, where the API has said. */
  readonly expected: number | undefined;
}

export interface RunningExport {
  readonly progress: ExportProgress;
  /** Ends with the summary, also of an export that was stopped. Throws what is a defect, or wrong in what was asked for. */
  readonly finished: Promise<FinishedExport>;
}

export interface FinishedExport {
  readonly summary: ExportSummary;
  /** The latest time of change that any row bears, in epoch seconds; 0 where none does. */
  readonly newest: number;
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
  readonly #job: ExportJob;
  readonly #tally = new ReadTally();
  readonly #context: ReadContext;
  readonly #startedAt: number;
  #writer: RowWriter | undefined;
  #spool: Spool | undefined;
  #columns: readonly ExportColumn[] = [];
  #mapping: FinishedExport['mapping'];

  constructor(job: ExportJob) {
    this.#job = job;
    this.#startedAt = job.clock.now();
    this.#context = {
      call: async (endpoint, input) => (await job.dispatcher.send(endpoint, input)).answer,
      pageSize: job.settings.pageSize,
      ahead: job.settings.concurrency * LOOKAHEAD,
      tally: this.#tally,
      sliceSize: new SliceSize(),
    };
  }

  get expected(): number | undefined {
    return this.#tally.foreseen;
  }

  async finish(): Promise<FinishedExport> {
    try {
      await this.#copy();
      const files = await this.#writer?.commit();
      await this.#spool?.remove();
      return this.#finished(this.#summary(files));
    } catch (error) {
      await this.#writer?.discard();
      await this.#spool?.close();
      // An output that cannot even be begun is wrong in what was asked for.
      if (!isStop(error) || (error instanceof FileError && !this.#writer)) throw error;
      return this.#finished(this.#summary(undefined, error));
    }
  }

  #finished(summary: ExportSummary): FinishedExport {
    return { summary, newest: this.#newest, mapping: this.#mapping };
  }

  async #copy(): Promise<void> {
    const { spool, selection } = this.#job;
    const before = spool?.resume ? await readSpool(spool.path) : undefined;
    // The list is read meanwhile; what is known of the tenant is needed for its first row.
    const prepared = begin(prepare(this.#job, this.#context));
    const tagNames = begin(prepared.then((known) => known.tagNames));
    const done = before && (await this.#takeUp(before, await prepared)) ? before.mark : undefined;
    const batches = enrich(this.#job, readStream(selection, this.#context, done), tagNames, this.#context);
    const newestOf = newestReader(this.#job.stream);
    for await (const { rows, mark } of batches) {
      if (!this.#writer) await this.#open(this.#resolveColumns(await prepared, rows));
      if (rows.length > 0) {
        await this.#write(rows.map((row) => this.#values(row)));
        this.#newest = Math.max(this.#newest, newestOf(rows));
      }
      // What came short is not marked as done, so that it is read again when the export is gone on with.
      if (mark !== undefined && this.#tally.shortfalls.length === 0) await this.#spool?.mark(mark, this.#state());
    }
    if (!this.#writer) await this.#open(this.#resolveColumns(await prepared, []));
  }

  /** Writes what an earlier process had read. Says no where the columns have changed since: then all is read anew. */
  async #takeUp(before: SpooledPart, prepared: Prepared): Promise<boolean> {
    const { spool } = this.#job;
    const columns = this.#resolveColumns(prepared, [], before.columns.includes(OTHER_COLUMN));
    const isSame = JSON.stringify(columns.map(({ name }) => name)) === JSON.stringify(before.columns);
    if (!isSame || !spool) return false;
    this.#writer = await this.#openOutput(columns);
    for await (const rows of spooledRows(spool.path)) await this.#writer.write(rows);
    this.#spool = await Spool.continue(spool.path);
    this.written = before.written;
    this.#newest = before.newest;
    this.#tally.goOnFrom(before);
    return true;
  }

  async #open(columns: readonly ExportColumn[]): Promise<void> {
    const { spool } = this.#job;
    this.#writer = await this.#openOutput(columns);
    if (!spool) return;
    this.#spool = await Spool.create(
      spool.path,
      columns.map(({ name }) => name),
    );
  }

  #openOutput(columns: readonly ExportColumn[]): Promise<RowWriter> {
    const { stream, open } = this.#job;
    this.#columns = columns;
    const ids = columns.filter(({ member }) => member !== undefined && stream.id.includes(member));
    return open(
      columns.map(({ name, kind }) => ({ name, kind })),
      ids.map(({ name }) => name),
    );
  }

  async #write(rows: readonly (readonly OutValue[])[]): Promise<void> {
    await Promise.all([this.#writer?.write(rows), this.#spool?.add(rows)]);
    this.written += rows.length;
  }

  /** The columns that were asked for, or all that there are. What no document knows gets a column if the first rows show any. */
  #resolveColumns(
    { customFields, names }: Prepared,
    first: readonly StreamRow[],
    hasOthers?: boolean,
  ): readonly ExportColumn[] {
    const { stream, settings } = this.#job;
    const { show } = settings;
    const options = { ...settings, customFields, shown: show === 'raw' ? show : { clock: show, names } };
    const known = streamColumns(stream, options);
    const other = otherColumn(stream, options);
    if (settings.forUpdate) {
      const editable = updateColumns(known);
      const chosen = settings.columns ? chooseColumns(editable, settings.columns, stream.name) : editable;
      const columns = [...withNeeded(chosen, editable), fingerprintColumn];
      this.#mapping = (file) => updateMapping(columns, customFields, file);
      return columns;
    }
    if (settings.columns) return chooseColumns([...known, other], settings.columns, stream.name);
    const findOthers = otherMembers(stream, options);
    return (hasOthers ?? first.some((row) => findOthers(row) !== undefined)) ? [...known, other] : known;
  }

  #values(row: StreamRow): OutValue[] {
    const { stream, settings } = this.#job;
    const custom = customEntries(stream.custom && settings.show !== 'raw' ? row[stream.custom.member] : undefined);
    const values = this.#columns.map((column) => column.read(row, custom));
    if (settings.forUpdate) values[values.length - 1] = fingerprintOf(row, this.#columns, values);
    return values;
  }

  #state() {
    const { duplicates, expected } = this.#tally;
    return { written: this.written, duplicates, expected, newest: this.#newest };
  }

  #summary(files: WrittenFiles | undefined, stopped?: Error): ExportSummary {
    const { run, stream, dispatcher, clock, stop } = this.#job;
    const { expected, duplicates, shortfalls, notices } = this.#tally;
    const complete = files !== undefined && shortfalls.length === 0;
    const ended = complete ? 'completed' : 'completed_with_errors';
    const broken = stop?.aborted || stopped instanceof Stopped ? 'interrupted' : 'aborted';
    const reason = stopped?.message ?? shortfalls[0];
    const durationMs = clock.now() - this.#startedAt;
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
    error instanceof LedgerError
  );
}
