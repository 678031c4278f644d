import { FileError, type WriterOptions, type WrittenFiles } from '../../files/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';
import { threadEntry, WorkerThread } from '../../threads/index.ts';
import { t } from '../../words/index.ts';
import type { RowSpec } from '../columns/row-shape.ts';
import { EXPORT_POLICY } from '../policy.ts';
import type { PageRows, StreamPage } from '../reading/page.ts';
import type { RowSink, StagingChoice } from './row-sink.ts';
import type { StagingState } from './staging-file.ts';

/** The thread that writes the rows of an export ended early. The staging file is kept up to its last checkpoint. */
export class ThreadEnded extends Error {
  override name = 'ThreadEnded';

  constructor(path: string, cause: Error | number) {
    const reason = typeof cause === 'number' ? t`exit code ${cause}` : cause.message;
    super(
      t`${path} was not written: its writer thread ended (${reason}). The rows that were read so far are kept. Check that the machine has enough memory, then resume the export.`,
      cause instanceof Error ? { cause } : undefined,
    );
  }
}

/**
 * Parses, converts, writes and stages rows in a worker thread, while this thread handles the network: a page is sent over as
 * the bytes that arrived, and only the members that reading needs are sent back.
 */
export class ThreadSink implements RowSink {
  readonly #thread: WorkerThread<WriterRequests>;
  readonly #file: OutputFile;
  readonly #members: readonly string[];
  #lastPage = 0;

  private constructor(thread: WorkerThread<WriterRequests>, file: OutputFile, members: readonly string[]) {
    this.#thread = thread;
    this.#file = file;
    this.#members = members;
  }

  /** Starts the thread; undefined if the system allows none. */
  static start(stream: Stream, file: OutputFile): ThreadSink | undefined {
    const needed = [...stream.id, stream.partitionBy?.member, stream.span?.member];
    const members = [...new Set(needed.filter((member) => member !== undefined))];
    const thread = WorkerThread.start<WriterRequests>({
      entry: threadEntry(import.meta.url, 'writer-thread-main'),
      data: { stream: stream.name, members } satisfies WriterThreadData,
      handlers: {},
      errors: [FileError],
      maxEnqueued: EXPORT_POLICY.writing.maxEnqueued,
      exitError: (cause) => new ThreadEnded(file.path, cause),
    });
    return thread && new ThreadSink(thread, file, members);
  }

  /** Has the thread started, so that it processes pages at once? */
  get isReady(): boolean {
    return this.#thread.isReady;
  }

  /** Sends a page to the thread by its bytes, which are detached here. Undefined if they are not a page. */
  async put(bytes: Uint8Array): Promise<StreamPage | undefined> {
    const page = ++this.#lastPage;
    const { buffer } = bytes;
    const isWhole = buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength;
    const facts = await this.#thread.request('put', { page, bytes }, isWhole ? [buffer] : []);
    if (!facts) return undefined;
    const { total, hasUnknownFields } = facts;
    const release = () => void this.#thread.request('release', { page }).catch(() => {});
    return { rows: rowsOf(facts, this.#members), total, remote: { id: page, hasUnknownFields, release } };
  }

  async open(spec: RowSpec, staging: StagingChoice | undefined): Promise<void> {
    await this.#thread.request('open', { spec, file: this.#file, staging });
  }

  write({ rows, handles }: PageRows): Promise<void> {
    if (!handles) return this.#thread.enqueue('writeRows', { json: JSON.stringify(rows) });
    return this.#thread.enqueue('writePage', { page: handles.page.id, indexes: handles.indexes });
  }

  checkpoint(checkpoint: string, state: StagingState): Promise<void> {
    return this.#thread.enqueue('checkpoint', { checkpoint, state });
  }

  async commit(): Promise<WrittenFiles> {
    await this.#thread.drain();
    return this.#thread.request('commit', undefined);
  }

  async discard(): Promise<void> {
    await this.#thread.request('discard', undefined).catch(() => {});
  }

  /** Ends the thread, whatever it is doing. */
  end(): void {
    void this.#thread.terminate();
  }
}

/** An output that is a plain file, so that another thread can write it. */
export interface OutputFile extends Omit<WriterOptions, 'columns'> {
  readonly path: string;
}

/** The start data of the writer thread. All messages between the threads are plain data. */
export interface WriterThreadData {
  /** The name of the stream whose pages are sent. */
  readonly stream: string;
  /** The members of each row that are sent back to the reading thread. */
  readonly members: readonly string[];
}

/** The requests of the writer thread: `put` and `release` are processed at once, all others in the order in which they arrive. */
export interface WriterRequests {
  /** Parses a page, and keeps its rows until they are written or released; undefined if it is not a page. */
  put(input: { readonly page: number; readonly bytes: Uint8Array }): PageFacts | undefined;
  release(input: { readonly page: number }): void;
  open(input: { readonly spec: RowSpec; readonly file: OutputFile; readonly staging: StagingChoice | undefined }): void;
  /** Writes rows of a page by their indexes in it, or all of them if `indexes` is undefined, and releases the page. */
  writePage(input: { readonly page: number; readonly indexes: readonly number[] | undefined }): void;
  /** Writes rows that are not from a stored page, as JSON. */
  writeRows(input: { readonly json: string }): void;
  checkpoint(input: { readonly checkpoint: string; readonly state: StagingState }): void;
  commit(input: undefined): WrittenFiles;
  discard(input: undefined): void;
}

/** The part of a page that is sent back: the requested members, column by column. */
interface PageFacts {
  readonly columns: readonly (readonly unknown[])[];
  readonly size: number;
  readonly total: number | undefined;
  /** Does any row have undocumented members? */
  readonly hasUnknownFields: boolean;
}

/** The rows of a page as the reading thread has them. */
function rowsOf({ columns, size }: PageFacts, members: readonly string[]): readonly StreamRow[] {
  return Array.from({ length: size }, (_, index) => {
    const row: Record<string, unknown> = {};
    for (const [column, member] of members.entries()) row[member] = columns[column]?.[index];
    return row;
  });
}
