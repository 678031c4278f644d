import { parentPort, type ResourceLimits, Worker } from 'node:worker_threads';
import { type ChannelOptions, RequestChannel } from './request-channel.ts';

/** How a thread is started. */
export interface ThreadOptions<Own> extends ChannelOptions<Own> {
  /** The file that it runs, see `threadEntry`. */
  readonly entry: URL;
  /** What it is given: its `workerData`. */
  readonly data: unknown;
  /** How large the parts of its heap may grow. */
  readonly limits?: ResourceLimits;
  /** Makes the error that all requests fail with once it has ended by itself, of what it threw or its exit code. */
  readonly exitError: (cause: Error | number) => Error;
}

/** A thread that answers requests, from its start to its end. */
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

  /** Starts a thread; undefined where the system lets none be had. */
  static start<Remote, Own = unknown>(options: ThreadOptions<Own>): WorkerThread<Remote, Own> | undefined {
    const { entry, data, limits } = options;
    try {
      const worker = new Worker(entry, { workerData: data, ...(limits && { resourceLimits: limits }) });
      return new WorkerThread(worker, options);
    } catch {
      return undefined;
    }
  }

  /** Ends the thread, whatever it does. */
  async terminate(): Promise<void> {
    this.fail(new Error('the thread has been ended'));
    await this.#worker.terminate();
  }
}

/** The file of a thread that lies beside a module, in the form in which that is run: source, or what was built of it. */
export function threadEntry(importerUrl: string, name: string): URL {
  return new URL(`./${name}${importerUrl.endsWith('.ts') ? '.ts' : '.js'}`, importerUrl);
}

/** In a thread: the channel to the one that started it. */
export function parentChannel<Remote, Own>(options: ChannelOptions<Own>): RequestChannel<Remote, Own> {
  if (!parentPort) throw new TypeError('this is no thread that another one has started');
  return new RequestChannel(parentPort, options);
}
