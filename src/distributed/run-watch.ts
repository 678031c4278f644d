import {
  asRunStopped,
  type DistributedProgress,
  type ErrorLimit,
  errorLimitReached,
  RunStopped,
} from '../import/index.ts';
import { ERROR_STATES, type PostgresDatabase, type RowState, type StateCounts } from '../ledger/index.ts';
import type { Clock } from '../resilience/index.ts';
import { takenOver } from './chunk-store.ts';
import { DISTRIBUTED_POLICY } from './policy.ts';
import { type RunProgress, readProgress } from './run-progress.ts';

const POLICY = DISTRIBUTED_POLICY.coordinator;

interface RunWatchOptions {
  readonly database: PostgresDatabase;
  readonly run: number;
  readonly generation: number;
  readonly clock: Clock;
  readonly maxErrors: ErrorLimit | undefined;
  /** The worker in this process, whose requests are counted elsewhere. */
  readonly ownWorker: number | undefined;
  /** How many processes send rows of the run. */
  readonly countSenders: () => Promise<number>;
  /** Called now and then while nobody is there who sends. */
  readonly onNobody: () => void;
  /** Aborted: the run stops. */
  readonly stop: AbortSignal;
}

/** What to do with each look at the database. */
interface RunWatchHooks {
  before(): Promise<void>;
  after(progress: RunProgress): void;
  /** The run stops: another process has decided so, or too many rows have failed. */
  onStop(reason: RunStopped): void;
}

/** Looks now and then, and whenever something is announced, how far a distributed run is. Works in turn with what changes the run. */
export class RunWatch {
  read: RunProgress;
  senders = 1;
  readonly #options: RunWatchOptions;
  readonly #startedCounts: StateCounts;
  #hooks: RunWatchHooks | undefined;
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<void> = Promise.resolve();
  #isRefreshing = false;
  #isStale = false;
  #waiting: (() => void)[] = [];
  #firstAt: number | undefined;
  #lastAt = 0;
  #requestsAt = Number.NEGATIVE_INFINITY;
  #nobodySince: number | undefined;
  #hasStopped = false;

  private constructor(options: RunWatchOptions, read: RunProgress) {
    this.#options = options;
    this.#startedCounts = read.counts;
    this.read = read;
    options.stop.addEventListener('abort', () => this.#changed(), { once: true });
  }

  static async open(options: RunWatchOptions): Promise<RunWatch> {
    const { database, run, ownWorker } = options;
    return new RunWatch(options, await readProgress(database, run, ownWorker));
  }

  get progress(): DistributedProgress {
    const { counts, requests } = this.read;
    const seconds = this.#firstAt === undefined ? 0 : (this.#lastAt - this.#firstAt) / 1000;
    return { counts, requests, answered: { rows: this.#since(answeredRows), seconds } };
  }

  start(hooks: RunWatchHooks): void {
    this.#hooks = hooks;
    // Rows that an earlier process has handed out are sent already.
    if (this.read.openChunks.size > 0) this.began();
    this.#timer = setInterval(() => this.refresh(), POLICY.pollMs);
    this.refresh();
  }

  /** The first rows are handed out. */
  began(): void {
    this.#firstAt ??= this.#options.clock.elapsed();
  }

  /** Something about the run has changed: it is looked at soon. */
  refresh(): void {
    this.#isStale = true;
    if (this.#isRefreshing || this.#hooks === undefined) return;
    this.#isRefreshing = true;
    const looking = this.inTurn(async () => {
      this.#isStale = false;
      if (this.#hooks) await this.#look(false);
    });
    looking
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.#isRefreshing = false;
        // In a turn of its own: what changes the run must not wait until nothing is announced any more.
        if (this.#isStale) this.refresh();
      });
  }

  /** Looks now; resolves once it is known. */
  refreshed(): Promise<void> {
    return this.inTurn(() => this.#look(true));
  }

  /** Resolves when something may have changed, at the latest with the next look. */
  nextChange(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    if (this.#options.stop.aborted) setTimeout(resolve, POLICY.pollMs);
    return promise;
  }

  /** Does something that changes the run, after what was begun before. */
  inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Something failed: the run stops. */
  fail(error: unknown): void {
    this.#stop(asRunStopped(error));
  }

  /** Too many rows have failed. `isEnd`: all rows have been processed. */
  errorLimit(isEnd: boolean): RunStopped | undefined {
    const { maxErrors } = this.#options;
    const counted = { errors: this.#since(errorRows), rows: this.#since(finalRows) };
    return maxErrors && errorLimitReached(maxErrors, counted, isEnd);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#hooks = undefined;
    await this.#last;
  }

  /** `isExact`: also the requests, for which all chunks of the run are read. */
  async #look(isExact: boolean): Promise<void> {
    const { database, run, ownWorker, countSenders, clock, generation } = this.#options;
    await this.#hooks?.before();
    const answered = answeredRows(this.read.counts);
    const isOld = clock.elapsed() - this.#requestsAt > POLICY.requestsMs;
    if (isExact || isOld) this.#requestsAt = clock.elapsed();
    this.read = await readProgress(database, run, ownWorker, isExact || isOld ? undefined : this.read.requests);
    if (answeredRows(this.read.counts) > answered) this.#lastAt = clock.elapsed();
    this.senders = await countSenders();
    this.#remind();
    this.#hooks?.after(this.read);
    if (this.read.generation !== generation) this.#stop(asRunStopped(takenOver(database)));
    else if (this.read.stopped) this.#stop(new RunStopped(this.read.stopped.code, this.read.stopped.reason));
    else this.#stop(this.errorLimit(false));
    this.#changed();
  }

  #stop(reason: RunStopped | undefined): void {
    if (reason === undefined || this.#hasStopped || this.#options.stop.aborted || !this.#hooks) return;
    this.#hasStopped = true;
    this.#hooks.onStop(reason);
    this.#changed();
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #since(count: (counts: StateCounts) => number): number {
    return count(this.read.counts) - count(this.#startedCounts);
  }

  #remind(): void {
    const { clock, onNobody } = this.#options;
    const isNobody = this.senders === 0 && this.read.openChunks.size > 0;
    if (!isNobody) this.#nobodySince = undefined;
    else if (this.#nobodySince === undefined || clock.elapsed() - this.#nobodySince > POLICY.reminderMs) {
      this.#nobodySince = clock.elapsed();
      onNobody();
    }
  }
}

const OPEN_STATES: readonly RowState[] = ['sending', 'saved'];
const UNSENT_STATES: readonly RowState[] = ['rejected', 'skipped'];

function sumOf(counts: StateCounts, isCounted: (state: RowState) => boolean): number {
  return Object.entries(counts).reduce((sum, [state, rows]) => sum + (isCounted(state as RowState) ? rows : 0), 0);
}

const finalRows = (counts: StateCounts) => sumOf(counts, (state) => !OPEN_STATES.includes(state));
const answeredRows = (counts: StateCounts) =>
  sumOf(counts, (state) => !OPEN_STATES.includes(state) && !UNSENT_STATES.includes(state));
const errorRows = (counts: StateCounts) =>
  sumOf(counts, (state) => (ERROR_STATES as readonly RowState[]).includes(state));
