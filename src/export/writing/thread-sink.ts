import { FileError, type WriterOptions, type WrittenFiles } from '../../files/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';
import { threadEntry, WorkerThread } from '../../threads/index.ts';
import type { RowSpec } from '../columns/row-shape.ts';
import type { PageRows, StreamPage } from '../reading/page.ts';
import type { RowSink, StagingChoice } from './row-sink.ts';
import type { StagingState } from './staging-file.ts';

/** Rows and checkpoints that may be handed over before the first of them is written. */
const MAX_ENQUEUED = 6;

/** The thread that writes the rows of an export has ended before its work. What was marked in the spool is kept. */
export class ThreadEnded extends Error {
  override name = 'ThreadEnded';

  constructor(path: string, cause: Error | number) {
    const why = typeof cause === 'number' ? `exit code ${cause}` : cause.message;
    super(
      `${path} was not written: the thread that writes it ended (${why}). What was read up to then is kept; is there memory enough?`,
      cause instanceof Error ? { cause } : undefined,
    );
  }
}

/**
 * Has rows made out, shown, written and spooled by a thread of its own, while this one has the network: a page goes over as
 * the bytes that came, and of its rows only the members come back that reading needs.
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

  /** Starts the thread; undefined where the system lets none be had. */
  static start(stream: Stream, file: OutputFile): ThreadSink | undefined {
    const needed = [...stream.id, stream.partitionBy?.member, stream.span?.member];
    const members = [...new Set(needed.filter((member) => member !== undefined))];
    const thread = WorkerThread.start<WriterRequests>({
      entry: threadEntry(import.meta.url, 'writer-thread-main'),
      data: { stream: stream.name, members } satisfies WriterThreadData,
      handlers: {},
      errors: [FileError],
      maxEnqueued: MAX_ENQUEUED,
      exitError: (cause) => new ThreadEnded(file.path, cause),
    });
    return thread && new ThreadSink(thread, file, members);
  }

  /** Does it take pages, rather than only keep them until it does? */
  get isReady(): boolean {
    return this.#thread.isReady;
  }

  /** Puts a page there by its bytes, which are gone here. Undefined where they are no page. */
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

  async open(spec: RowSpec, spool: StagingChoice | undefined): Promise<void> {
    await this.#thread.request('open', { spec, file: this.#file, spool });
  }

  write({ rows, handles }: PageRows): Promise<void> {
    if (!handles) return this.#thread.enqueue('writeRows', { json: JSON.stringify(rows) });
    return this.#thread.enqueue('writePage', { page: handles.page.id, places: handles.places });
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

  /** Ends the thread, whatever it does. */
  end(): void {
    void this.#thread.terminate();
  }
}

/** An output that is a file of its own, so that another thread can write it. */
export interface OutputFile extends Omit<WriterOptions, 'columns'> {
  readonly path: string;
}

/** What the thread that writes rows is started with. All that goes between the threads is plain data. */
export interface WriterThreadData {
  /** The name of the stream whose pages come. */
  readonly stream: string;
  /** Of each row these members are told to the thread that reads. */
  readonly members: readonly string[];
}

/** What the thread does: pages are put and released at once, all else is done in the order in which it is asked. */
export interface WriterRequests {
  /** Makes out a page, and keeps its rows until they are written or released; undefined where it is none. */
  put(input: { readonly page: number; readonly bytes: Uint8Array }): PageFacts | undefined;
  release(input: { readonly page: number }): void;
  open(input: { readonly spec: RowSpec; readonly file: OutputFile; readonly spool: StagingChoice | undefined }): void;
  /** Writes rows of a page that was put there, by their places in it; all where `places` is not given. The page is released. */
  writePage(input: { readonly page: number; readonly places: readonly number[] | undefined }): void;
  /** Writes a list of rows that are of no such page, as JSON. */
  writeRows(input: { readonly json: string }): void;
  checkpoint(input: { readonly checkpoint: string; readonly state: StagingState }): void;
  commit(input: undefined): WrittenFiles;
  discard(input: undefined): void;
}

/** What is told of a page: of each row the members that were asked for, member by member. */
interface PageFacts {
  readonly columns: readonly (readonly unknown[])[];
  readonly size: number;
  readonly total: number | undefined;
  /** Has any row members that no document knows? */
  readonly hasUnknownFields: boolean;
}

/** The rows of such a page as the thread that reads has them. */
function rowsOf({ columns, size }: PageFacts, members: readonly string[]): readonly StreamRow[] {
  return Array.from({ length: size }, (_, place) => {
    const row: Record<string, unknown> = {};
    for (const [index, member] of members.entries()) row[member] = columns[index]?.[place];
    return row;
  });
}
