import type { WrittenFiles } from '../../files/index.ts';
import type { Stream } from '../../streams/index.ts';
import type { RowSpec } from '../columns/row-shape.ts';
import { EXPORT_POLICY } from '../policy.ts';
import type { PageRows, PageStore, StreamPage } from '../reading/page.ts';
import { type OpenOutput, openFileSink, type RowSink, type StagingChoice } from './row-sink.ts';
import type { StagingState } from './staging-file.ts';
import { type OutputFile, ThreadSink } from './thread-sink.ts';

interface ExportSinkOptions {
  readonly stream: Stream;
  /** Opens the output in this thread. */
  readonly open: OpenOutput;
  /** The file that `open` would open, if a worker thread may open it instead. */
  readonly file?: OutputFile | undefined;
}

/** The sink of an export, which exists before its columns are known: writes in this thread, or a long list in a worker thread. */
export class ExportSink implements RowSink, PageStore {
  readonly #options: ExportSinkOptions;
  #thread: ThreadSink | undefined;
  #sink: RowSink | undefined;
  /** It is decided whether there is a worker thread. */
  #isDecided: boolean;

  constructor(options: ExportSinkOptions) {
    this.#options = options;
    this.#isDecided = options.file === undefined;
  }

  get isOpen(): boolean {
    return this.#sink !== undefined;
  }

  expect(rows: number | undefined): void {
    if ((rows ?? 0) >= EXPORT_POLICY.writing.minRowsForThread) this.#startThread();
  }

  accepts(stream: Stream): boolean {
    return stream === this.#options.stream && this.#thread?.isReady === true;
  }

  async put(bytes: Uint8Array): Promise<StreamPage | undefined> {
    return this.#thread?.put(bytes);
  }

  /** Opens output and staging file; for a resumed export, copies the staged rows to the output. */
  async open(spec: RowSpec, staging: StagingChoice | undefined): Promise<void> {
    const { stream, open } = this.#options;
    if (staging?.resume) this.#startThread();
    this.#isDecided = true;
    if (this.#thread) {
      await this.#thread.open(spec, staging);
      this.#sink = this.#thread;
    } else this.#sink = await openFileSink(stream, spec, open, staging);
  }

  write(rows: PageRows): Promise<void> {
    return this.#opened().write(rows);
  }

  checkpoint(checkpoint: string, state: StagingState): Promise<void> {
    return this.#opened().checkpoint(checkpoint, state);
  }

  commit(): Promise<WrittenFiles> {
    return this.#opened().commit();
  }

  async discard(): Promise<void> {
    await this.#sink?.discard();
  }

  /** Ends the worker thread, if there is one. */
  end(): void {
    this.#thread?.end();
  }

  /** Starts a worker thread; if the system allows none, the rows are written in this thread. */
  #startThread(): void {
    const { stream, file } = this.#options;
    if (this.#isDecided || !file) return;
    this.#isDecided = true;
    this.#thread = ThreadSink.start(stream, file);
  }

  #opened(): RowSink {
    if (!this.#sink) throw new TypeError('the output is not open');
    return this.#sink;
  }
}
