import type { WrittenFiles } from '../../files/index.ts';
import type { Stream } from '../../streams/index.ts';
import type { RowSpec } from '../columns/row-shape.ts';
import type { PageRows, PageStore, StreamPage } from '../reading/page.ts';
import { type OpenOutput, openFileSink, type RowSink, type StagingChoice } from './row-sink.ts';
import type { StagingState } from './staging-file.ts';
import { type OutputFile, ThreadSink } from './thread-sink.ts';

/** To start a thread costs a tenth of a second: shorter lists are done by then. */
const MIN_ROWS_FOR_THREAD = 3000;

/** What the sink of an export is made with. */
interface ExportSinkOptions {
  readonly stream: Stream;
  /** Opens the output in this thread. */
  readonly open: OpenOutput;
  /** What `open` would open, where another thread may do that instead. */
  readonly file?: OutputFile | undefined;
}

/** The sink of an export, from before its columns are known: writes in this thread, or for a long list in one of its own. */
export class ExportSink implements RowSink, PageStore {
  readonly #options: ExportSinkOptions;
  #thread: ThreadSink | undefined;
  #sink: RowSink | undefined;
  /** No thread is to be started any more. */
  #isDecided: boolean;

  constructor(options: ExportSinkOptions) {
    this.#options = options;
    this.#isDecided = options.file === undefined;
  }

  get isOpen(): boolean {
    return this.#sink !== undefined;
  }

  expect(rows: number | undefined): void {
    if ((rows ?? 0) >= MIN_ROWS_FOR_THREAD) this.#startThread();
  }

  accepts(stream: Stream): boolean {
    return stream === this.#options.stream && this.#thread?.isReady === true;
  }

  async put(bytes: Uint8Array): Promise<StreamPage | undefined> {
    return this.#thread?.put(bytes);
  }

  /** Opens output and spool; of an export that is gone on with, what the spool holds is in the output then. */
  async open(spec: RowSpec, spool: StagingChoice | undefined): Promise<void> {
    const { stream, open } = this.#options;
    if (spool?.resume) this.#startThread();
    this.#isDecided = true;
    if (this.#thread) {
      await this.#thread.open(spec, spool);
      this.#sink = this.#thread;
    } else this.#sink = await openFileSink(stream, spec, open, spool);
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

  /** Ends what is left of a thread. */
  end(): void {
    this.#thread?.end();
  }

  /** Where the system lets no thread be had, the rows are written in this one. */
  #startThread(): void {
    const { stream, file } = this.#options;
    if (this.#isDecided || !file) return;
    this.#isDecided = true;
    this.#thread = ThreadSink.start(stream, file);
  }

  #opened(): RowSink {
    if (!this.#sink) throw new TypeError('the output was not opened');
    return this.#sink;
  }
}
