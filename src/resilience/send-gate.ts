import { SobotError } from '../api/index.ts';
import { abortable } from './abortable.ts';
import type { Clock } from './clock.ts';
import type { LocalClock } from './local-clock.ts';
import { isInWindow, type NightLimits, nightOf } from './night-plan.ts';
import { RESILIENCE_POLICY } from './policy.ts';

const POLICY = RESILIENCE_POLICY.nights;

/** The calls of a credential on one day, counted for all processes. */
export interface DailyCalls {
  /** Takes up to `calls` of what is left of the day's budget; returns how many. */
  take(day: string, calls: number, budget: number): Promise<number>;
  /** Gives back calls that were taken and not made. */
  giveBack(day: string, calls: number): Promise<void>;
}

/** What requests wait for. */
export interface GateWait {
  readonly for: 'window' | 'budget' | 'daily-limit';
  /** Epoch milliseconds. */
  readonly untilMs: number;
  /** The same for people: `20:00`, `tomorrow 00:00`. */
  readonly until: string;
}

/** How long a run waited, for its summary; empty if it was neither limited nor waited. */
export interface WaitFacts {
  /** For its window, its budget, or a daily limit of the API. */
  readonly waited_ms?: number;
  /** In how many nights calls were made, where a window or a budget limits them; without a window, in how many days. */
  readonly nights?: number;
}

type GateReason = Pick<GateWait, 'for' | 'untilMs'>;

interface SendGateOptions extends NightLimits {
  readonly calls: () => DailyCalls;
  readonly localClock: LocalClock;
  readonly clock: Clock;
  /** Aborted: nobody waits any more. */
  readonly stop?: AbortSignal | undefined;
  /** A harmless read, which shows whether a daily limit of the API still lasts. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
  /** Called when requests begin to wait, and with undefined when they go on. Without it, no daily limit is waited for. */
  readonly onWait?: ((wait: GateWait | undefined) => void) | undefined;
}

/**
 * Holds requests back outside a window of the day, once a day's budget of calls is used up, and while a daily limit of the API lasts.
 * While it holds them none is in flight that began later; the clock on the wall decides when it opens, and is read every minute, so
 * that a machine that slept, or whose clock was set, goes on in time.
 */
export class SendGate {
  readonly #options: SendGateOptions;
  readonly #closed = new AbortController();
  readonly #nights = new Set<string>();
  #waiting: Promise<void> | undefined;
  #waitingSince: number | undefined;
  #waitedMs = 0;
  /** The minute for which the window was found open. */
  #openMinute = Number.NaN;
  /** The minute whose night was counted. */
  #countedMinute = Number.NaN;
  #today = '';
  /** Calls of today that were taken and not made yet. */
  #left = 0;
  #isSpent = false;
  /** Calls of an earlier day that were taken and not made. */
  #unused: { readonly day: string; readonly calls: number } | undefined;
  #taking: Promise<void> | undefined;
  #limit: { readonly untilMs: number; readonly isKnown: boolean; nextProbeMs: number } | undefined;
  #limitedSinceMs: number | undefined;

  constructor(options: SendGateOptions) {
    this.#options = options;
  }

  /** How long requests have waited here, the present wait included. Milliseconds by the monotonic clock. */
  get waitedMs(): number {
    const since = this.#waitingSince;
    return this.#waitedMs + (since === undefined ? 0 : this.#options.clock.elapsed() - since);
  }

  /** How long calls have waited here, and in how many nights some were made. */
  get facts(): WaitFacts {
    const waitedMs = Math.round(this.waitedMs);
    return {
      ...(waitedMs > 0 && { waited_ms: waitedMs }),
      ...(this.#nights.size > 0 && { nights: this.#nights.size }),
    };
  }

  /** May calls be made now? */
  async isOpen(): Promise<boolean> {
    return !this.#waiting && !(await this.#reason());
  }

  /** Waits until calls may be made. Rejects at once when the signal aborts; by default the gate's own. */
  async ready(signal = this.#options.stop): Promise<void> {
    while (this.#waiting || (await this.#reason())) {
      this.#waiting ??= this.#waitUntilOpen().finally(() => {
        this.#waiting = undefined;
      });
      this.#waiting.catch(() => {});
      await abortable(this.#waiting, signal);
    }
  }

  /** Counts one call; returns false, and counts none, if it may not be made now. */
  async take(): Promise<boolean> {
    const { window, budget, localClock, clock } = this.#options;
    do {
      if (!(await this.isOpen())) return false;
    } while (!this.#takeOne());
    if (this.#openMinute !== this.#countedMinute && (window || budget !== undefined)) {
      this.#countedMinute = this.#openMinute;
      this.#nights.add(nightOf(window, localClock, clock.now()));
    }
    return true;
  }

  /** Counts a call that cannot wait: one for a token, in the middle of another. Nothing is counted beyond the budget. */
  async count(): Promise<void> {
    do {
      if (await this.#reasonOfTime()) return;
    } while (!this.#takeOne());
  }

  /** Another call may have taken the last one meanwhile. */
  #takeOne(): boolean {
    if (this.#options.budget === undefined) return true;
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  /** Is an answer that asks to slow down one of a daily limit? A pause of seconds or minutes is not. */
  isDailyLimit({ throttled, retryAfterMs = 0 }: SobotError): boolean {
    return this.#options.onWait !== undefined && throttled && retryAfterMs >= POLICY.minLimitMs;
  }

  /**
   * The API refuses all calls: until the time that it named, or else until the next day, with a harmless read every now and then.
   * Returns false if that has lasted for longer than a day, so that it is no daily limit, and where nobody would be told of the wait.
   */
  limitReached(retryAfterMs: number | undefined): boolean {
    const { clock, localClock, onWait } = this.#options;
    const now = clock.now();
    this.#limitedSinceMs ??= now;
    if (onWait === undefined || now - this.#limitedSinceMs > POLICY.maxLimitMs) return false;
    const isKnown = retryAfterMs !== undefined && retryAfterMs >= POLICY.minLimitMs;
    this.#limit ??= {
      untilMs: isKnown ? now + retryAfterMs : localClock.nextDay(now),
      isKnown,
      nextProbeMs: now + POLICY.probeEveryMs,
    };
    return true;
  }

  /** The API carried out a call. */
  answered(): void {
    this.#limitedSinceMs = undefined;
  }

  /** Gives back what was taken of the budget, and ends all waits. */
  async close(): Promise<void> {
    this.#closed.abort();
    // A call that needed it is told if it fails.
    await this.#taking?.catch(() => {});
    this.#endDay();
    await this.#giveBack();
  }

  /** Why no call may be made now; undefined if one may. */
  async #reason(): Promise<GateReason | undefined> {
    if (!this.#limit) return this.#reasonOfTime();
    const { untilMs, isKnown, nextProbeMs } = this.#limit;
    return { for: 'daily-limit', untilMs: isKnown ? untilMs : Math.min(untilMs, nextProbeMs) };
  }

  /** The same without the limit of the API: window and budget. Takes calls of the budget where none is left. */
  async #reasonOfTime(): Promise<GateReason | undefined> {
    const { clock, localClock, window, budget } = this.#options;
    if (window === undefined && budget === undefined) return undefined;
    for (;;) {
      const now = clock.now();
      const reason = this.#reasonOfClock(now);
      if (reason || budget === undefined || this.#left > 0) return reason;
      if (this.#isSpent) return { for: 'budget', untilMs: localClock.nextDay(now) };
      this.#taking ??= this.#takeLot(budget).finally(() => {
        this.#taking = undefined;
      });
      await this.#taking;
    }
  }

  /** The same without the budget: the window. Begins a new day where one has come. */
  #reasonOfClock(now: number): GateReason | undefined {
    const { localClock, window } = this.#options;
    const minute = Math.floor(now / 60_000);
    if (minute === this.#openMinute) return undefined;
    const time = localClock.at(now);
    if (window && !isInWindow(window, time))
      return { for: 'window', untilMs: localClock.next(now, (later) => isInWindow(window, later)) };
    if (time.day !== this.#today) {
      this.#endDay();
      this.#today = time.day;
    }
    this.#openMinute = minute;
    // Another process may have given calls back.
    this.#isSpent = false;
    return undefined;
  }

  async #takeLot(budget: number): Promise<void> {
    await this.#giveBack();
    const day = this.#today;
    const calls = await this.#options.calls().take(day, lotOf(budget), budget);
    if (day !== this.#today) this.#unused = { day, calls };
    else [this.#left, this.#isSpent] = [calls, calls === 0];
  }

  async #waitUntilOpen(): Promise<void> {
    const { clock, localClock, onWait } = this.#options;
    const { signal } = this.#closed;
    this.#waitingSince = clock.elapsed();
    let announced: string | undefined;
    try {
      for (let reason = await this.#reason(); reason; reason = await this.#reason()) {
        const now = clock.now();
        const untilMs = this.#limit?.untilMs ?? reason.untilMs;
        if (announced !== `${reason.for} ${untilMs}`)
          onWait?.({ for: reason.for, untilMs, until: localClock.text(untilMs, now) });
        announced = `${reason.for} ${untilMs}`;
        await clock.sleep(Math.min(POLICY.maxSleepMs, Math.max(POLICY.minSleepMs, reason.untilMs - now)), signal);
        await this.#lookAtLimit();
      }
      if (announced !== undefined) onWait?.(undefined);
    } finally {
      this.#waitedMs = this.waitedMs;
      this.#waitingSince = undefined;
    }
  }

  /** Ends the daily limit if its time has come, or if a harmless read is answered. */
  async #lookAtLimit(): Promise<void> {
    const limit = this.#limit;
    const now = this.#options.clock.now();
    if (!limit) return;
    if (now >= limit.untilMs) this.#limit = undefined;
    else if (!limit.isKnown && now >= limit.nextProbeMs) {
      limit.nextProbeMs = now + POLICY.probeEveryMs;
      if (await this.#reasonOfTime()) return;
      await this.count();
      try {
        await this.#options.probe(this.#closed.signal);
        this.#limit = undefined;
      } catch (error) {
        this.#closed.signal.throwIfAborted();
        // Whatever else went wrong, the next request finds out.
        if (!(error instanceof SobotError && error.throttled)) this.#limit = undefined;
      }
    }
  }

  #endDay(): void {
    if (this.#left > 0) this.#unused = { day: this.#today, calls: this.#left };
    this.#left = 0;
  }

  async #giveBack(): Promise<void> {
    const unused = this.#unused;
    if (unused === undefined) return;
    await this.#options.calls().giveBack(unused.day, unused.calls);
    this.#unused = undefined;
  }
}

/** Calls are taken in lots, so that counting costs nothing; a process that is killed loses what it has not used of one. */
function lotOf(budget: number): number {
  return Math.max(1, Math.min(POLICY.maxLot, Math.floor(budget / POLICY.minLots)));
}
