import { FileError, type WrittenFiles } from '../../files/index.ts';
import type { Stream } from '../../streams/stream.ts';
import { threadEntry, WorkerThread } from '../../threads/worker-thread.ts';
import type { PageRows, StreamPage } from '../reading/page.ts';
import type { RowSpec } from '../row-shape.ts';
import type { StagingState } from '../spool.ts';
import type { RowSink, StagingChoice } from './row-sink.ts';
import { type OutputFile, rowsOf, type WriterRequests, type WriterThreadData } from './writer-requests.ts';

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
