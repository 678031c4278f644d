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
import { type Prepared, prepare } from './prepare.ts';
import { readStream } from './reading/read-stream.ts';
import { ReadTally } from './reading/read-tally.ts';
import type { ReadContext } from './reading/section.ts';
import { SliceSize } from './reading/slice-size.ts';
import { otherColumn, otherMembers, streamColumns } from './stream-columns.ts';
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
  readonly finished: Promise<ExportSummary>;
}

/** Reads a stream into a file, which gets its name only when it is whole. */
export function startExport(job: ExportJob): RunningExport {
  const run = new ExportRun(job);
  return { progress: run, finished: run.finish() };
}

class ExportRun implements ExportProgress {
  written = 0;
  readonly #job: ExportJob;
  readonly #tally = new ReadTally();
  readonly #context: ReadContext;
  readonly #startedAt: number;
  #writer: RowWriter | undefined;

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

  async finish(): Promise<ExportSummary> {
    try {
      await this.#copy();
      return this.#summary(await this.#writer?.commit());
    } catch (error) {
      await this.#writer?.discard();
      if (!isStop(error)) throw error;
      return this.#summary(undefined, error);
    }
  }

  async #copy(): Promise<void> {
    const job = this.#job;
    // The list is read meanwhile; what is known of the tenant is needed for its first row.
    const prepared = prepare(job, this.#context);
    prepared.catch(() => {});
    const tagNames = prepared.then((known) => known.tagNames);
    tagNames.catch(() => {});
    const batches = enrich(job, readStream(job.selection, this.#context), tagNames, this.#context);
    let columns: readonly ExportColumn[] = [];
    for await (const { rows } of batches) {
      if (!this.#writer) {
        columns = this.#columns(await prepared, rows);
        this.#writer = await job.open(columns.map(({ name, kind }) => ({ name, kind })));
      }
      if (rows.length === 0) continue;
      await this.#writer.write(rows.map((row) => this.#values(columns, row)));
      this.written += rows.length;
    }
    this.#writer ??= await job.open(this.#columns(await prepared, []).map(({ name, kind }) => ({ name, kind })));
  }

  /** The columns that were asked for, or all that there are. What no document knows gets a column if the first rows show any. */
  #columns({ customFields, names }: Prepared, first: readonly StreamRow[]): readonly ExportColumn[] {
    const { stream, settings } = this.#job;
    const { show } = settings;
    const options = { ...settings, customFields, shown: show === 'raw' ? show : { clock: show, names } };
    const known = streamColumns(stream, options);
    const other = otherColumn(stream, options);
    if (settings.columns) return chooseColumns([...known, other], settings.columns, stream.name);
    const findOthers = otherMembers(stream, options);
    return first.some((row) => findOthers(row) !== undefined) ? [...known, other] : known;
  }

  #values(columns: readonly ExportColumn[], row: StreamRow): OutValue[] {
    const { stream, settings } = this.#job;
    const custom = customEntries(stream.custom && settings.show !== 'raw' ? row[stream.custom.member] : undefined);
    return columns.map((column) => column.read(row, custom));
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

function isStop(error: unknown): error is Error {
  return (
    error instanceof Stopped ||
    error instanceof SobotError ||
    error instanceof FileError ||
    error instanceof LedgerError
  );
}
