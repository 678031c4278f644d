import { Worker } from 'node:worker_threads';
import type { Lookups } from '../../mapping/lookups/lookups.ts';
import { Refusal } from '../../mapping/refusal.ts';
import { RunStopped } from '../run-stopped.ts';
import type { FromHelper, HelperOrder, LookupAnswer, ToHelper } from './helper-messages.ts';
import type { StretchAnswer } from './stretch-mapper.ts';

/** Stretches that a helper has at hand: it never waits for the next one, and little is lost where rows are others than thought. */
const mostAtHand = 2;
/** Rows are mapped one by one, and hardly anything of one is left when the next comes. */
const youngGenerationMb = 24;

/** From the sources or from what was built of them. */
const helperFile = new URL(import.meta.url.endsWith('.ts') ? './helper.ts' : './helper.js', import.meta.url);

interface Task {
  resolve(answer: StretchAnswer | undefined): void;
  reject(error: unknown): void;
}

interface Helper {
  readonly worker: Worker;
  readonly tasks: Map<number, Task>;
  isReady: boolean;
}

/** Threads that map stretches beside this one. */
export class Helpers {
  readonly #helpers: readonly Helper[];
  readonly #lookups: Lookups;
  readonly #inputPath: string;
  #failure: RunStopped | undefined;
  #isClosed = false;
  #lastId = 0;

  constructor(count: number, order: HelperOrder, lookups: Lookups) {
    this.#lookups = lookups;
    this.#inputPath = order.inputPath;
    this.#helpers = Array.from({ length: count }, () => this.#start(order)).filter((started) => started !== undefined);
  }

  /** Has a helper map a stretch; nothing where all of them have enough to do. Errors: `RunStopped` where a helper has ended. */
  map(text: string, samples: number): Promise<StretchAnswer | undefined> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const [helper] = this.#helpers
      .filter(({ isReady, tasks }) => isReady && tasks.size < mostAtHand)
      .sort((one, other) => one.tasks.size - other.tasks.size);
    if (helper === undefined) return undefined;
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      helper.tasks.set(id, { resolve, reject });
      tell(helper.worker, { kind: 'map', id, text, samples });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#helpers.map(({ worker }) => worker.terminate()));
  }

  /** Nothing where the system lets no thread be had: then the rows are mapped without its help. */
  #start(workerData: HelperOrder): Helper | undefined {
    const resourceLimits = { maxYoungGenerationSizeMb: youngGenerationMb };
    let worker: Worker;
    try {
      worker = new Worker(helperFile, { workerData, resourceLimits });
    } catch {
      return undefined;
    }
    const helper: Helper = { worker, tasks: new Map(), isReady: false };
    worker.on('message', (message: FromHelper) => this.#hear(helper, message));
    worker.on('error', (error) => this.#ended(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => this.#ended(`it stopped with code ${code}`));
    return helper;
  }

  #hear(helper: Helper, message: FromHelper): void {
    switch (message.kind) {
      case 'ready':
        helper.isReady = true;
        return;
      case 'mapped':
        helper.tasks.get(message.id)?.resolve(message.answer);
        helper.tasks.delete(message.id);
        return;
      case 'look-up': {
        const { id, lookup, text } = message;
        void this.#lookUp(lookup, text).then((answer) => tell(helper.worker, { kind: 'looked-up', id, answer }));
      }
    }
  }

  async #lookUp(lookup: string, text: string): Promise<LookupAnswer> {
    try {
      const resolve = await this.#lookups.resolver(lookup);
      const found = await resolve(text);
      return found instanceof Refusal ? { code: found.code, predicate: found.predicate } : { found };
    } catch {
      // Whoever reads the rows in order meets it again, and tells.
      return undefined;
    }
  }

  /** A helper that ends by itself has lost what it had at hand. */
  #ended(reason: string): void {
    if (this.#isClosed) return;
    this.#failure ??= new RunStopped(
      'helper-ended',
      `a thread that helped to read ${this.#inputPath} ended (${reason}), so not all rows were looked at. Free some memory if there is little, and run the same command again`,
    );
    for (const { tasks } of this.#helpers) for (const { reject } of tasks.values()) reject(this.#failure);
  }
}

function tell(worker: Worker, message: ToHelper): void {
  worker.postMessage(message);
}
