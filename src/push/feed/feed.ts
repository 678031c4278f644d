import type { Clock } from '../../resilience/index.ts';
import { PUSH_POLICY } from '../policy.ts';
import type { PushStore, StoredPush } from '../push-store.ts';
import type { FeedOutput } from './feed-output.ts';

const POLICY = PUSH_POLICY.feed;
/** How often an output is told that there is nothing to write: a workbook is written when its day is over. */
const IDLE_MS = 30_000;

interface FeedOptions {
  readonly store: Pick<PushStore, 'read' | 'position' | 'setPosition'>;
  readonly output: FeedOutput;
  readonly clock: Clock;
  /** Called when writing fails, and again with `undefined` when it works. */
  readonly onState: (failure: Error | undefined) => void;
}

/** Writes every stored push to the output once, in order; it continues after a restart, and tries again after a failure. */
export class Feed {
  readonly #options: FeedOptions;
  readonly #stop = new AbortController();
  #wake: (() => void) | undefined;
  #isWoken = false;
  #cursor: number;
  #written = 0;
  #isChecked = false;
  readonly #ended: Promise<void>;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#cursor = options.store.position('output');
    this.#ended = this.#run();
  }

  /** Pushes that were written since the start. */
  get written(): number {
    return this.#written;
  }

  /** There are new pushes. */
  wake(): void {
    this.#isWoken = true;
    this.#wake?.();
  }

  /** Resolves when everything is written and the output is complete, or when writing has failed once more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake?.();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { store, output, clock, onState } = this.#options;
    for (;;) {
      const isStopping = this.#stop.signal.aborted;
      this.#isWoken = false;
      try {
        // Said at once, rather than with the first push.
        if (!this.#isChecked) await output.check(clock.now());
        this.#isChecked = true;
        const page = store.read(this.#cursor, POLICY.pageSize);
        if (page.length > 0) await this.#write(page);
        else this.#note(await output.idle(clock.now()));
        if (isStopping && page.length === 0) {
          this.#note(await output.close());
          return;
        }
        onState(undefined);
        if (page.length === 0) await this.#waitForMore();
        else if (page.length < POLICY.pageSize) await this.#pause(POLICY.pauseMs);
      } catch (error) {
        onState(error as Error);
        // What is not written is written after the next start.
        if (isStopping) return;
        await this.#pause(POLICY.retryMs);
      }
    }
  }

  async #write(page: readonly StoredPush[]): Promise<void> {
    const shown = page.filter(({ kind }) => kind !== 'sample');
    const written = shown.length === 0 ? undefined : await this.#options.output.write(shown);
    this.#cursor = page.at(-1)?.seq ?? this.#cursor;
    this.#written += shown.length;
    this.#note(written);
  }

  #note(written: number | undefined): void {
    if (written !== undefined) this.#options.store.setPosition('output', written);
  }

  async #waitForMore(): Promise<void> {
    if (this.#isWoken || this.#stop.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const idle = setTimeout(resolve, IDLE_MS);
    await promise;
    clearTimeout(idle);
    this.#wake = undefined;
  }

  async #pause(ms: number): Promise<void> {
    await this.#options.clock.sleep(ms, this.#stop.signal).catch(() => undefined);
  }
}
