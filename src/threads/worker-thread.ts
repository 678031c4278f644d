import { once } from 'node:events';
import { getEnvironmentData, parentPort, type ResourceLimits, setEnvironmentData, Worker } from 'node:worker_threads';
import { currentLanguage, type Language, speak } from '../words/index.ts';
import { type ChannelOptions, RequestChannel } from './request-channel.ts';

/** An idle thread that has not ended after so long has something that keeps it alive. */
const END_TIMEOUT_MS = 1000;

/** How a worker thread is started. */
export interface ThreadOptions<Own> extends ChannelOptions<Own> {
  /** The file it runs, see `threadEntry`. */
  readonly entry: URL;
  /** Its `workerData`. */
  readonly data: unknown;
  /** Limits of its heap. */
  readonly limits?: ResourceLimits;
  /** Makes the error of all requests once the thread has ended by itself, from the error it threw or its exit code. */
  readonly exitError: (cause: Error | number) => Error;
}

/** A worker thread that handles requests, from its start to its end. */
export class WorkerThread<Remote, Own = unknown> extends RequestChannel<Remote, Own> {
  readonly #worker: Worker;

  private constructor(worker: Worker, options: ThreadOptions<Own>) {
    super(worker, options);
    this.#worker = worker;
    worker.on('error', (error: unknown) => {
      this.fail(options.exitError(error instanceof Error ? error : new Error(String(error))));
    });
    worker.on('exit', (code) => this.fail(options.exitError(code)));
  }

  /** Starts a thread; undefined where the system allows no more. */
  static start<Remote, Own = unknown>(options: ThreadOptions<Own>): WorkerThread<Remote, Own> | undefined {
    const { entry, data, limits } = options;
    try {
      setEnvironmentData(LANGUAGE, currentLanguage());
      const worker = new Worker(entry, { workerData: data, ...(limits && { resourceLimits: limits }) });
      return new WorkerThread(worker, options);
    } catch {
      return undefined;
    }
  }

  /**
   * Ends the thread, even while it is busy. An idle one ends by itself: Node has crashed whole processes when a thread was interrupted
   * at an unfortunate moment (SIGTRAP, seen twice in CI with Node 24).
   */
  async terminate(): Promise<void> {
    const isIdle = this.isReady && this.pendingCount === 0;
    this.fail(new Error('the worker thread was terminated'));
    if (isIdle && (await this.#endsByItself())) return;
    await this.#worker.terminate();
  }

  async #endsByItself(): Promise<boolean> {
    const ended = once(this.#worker, 'exit', { signal: AbortSignal.timeout(END_TIMEOUT_MS) }).then(
      () => true,
      () => false,
    );
    this.askToClose();
    return ended;
  }
}

/** The key under which a thread is told its language. */
const LANGUAGE = 'language';

/** In a worker thread: speaks the language of the thread that started it. */
export async function speakAsParent(): Promise<void> {
  await speak((getEnvironmentData(LANGUAGE) as Language | undefined) ?? 'en');
}

/** The file of a thread in the folder of a module: its TypeScript source, or the built JavaScript if the module is built. */
export function threadEntry(importerUrl: string, name: string): URL {
  return new URL(`./${name}${importerUrl.endsWith('.ts') ? '.ts' : '.js'}`, importerUrl);
}

/** In a worker thread: the channel to the thread that started it. */
export function parentChannel<Remote, Own>(options: ChannelOptions<Own>): RequestChannel<Remote, Own> {
  if (!parentPort) throw new TypeError('This is not a worker thread.');
  return new RequestChannel(parentPort, options);
}
