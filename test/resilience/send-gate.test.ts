import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApiClient } from '../../src/api/client.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { createTransport } from '../../src/api/transport.ts';
import { type Ledger, openLedger } from '../../src/ledger/index.ts';
import { CircuitBreaker } from '../../src/resilience/circuit-breaker.ts';
import type { Clock } from '../../src/resilience/clock.ts';
import { LocalClock } from '../../src/resilience/local-clock.ts';
import type { RateLimiter } from '../../src/resilience/rate-limiter.ts';
import { createRetryingDispatcher, Stopped } from '../../src/resilience/retrying-dispatcher.ts';
import { type GateWait, SendGate } from '../../src/resilience/send-gate.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

const NIGHT = { fromMinute: 20 * 60, toMinute: 6 * 60 };
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A clock of a test: its time of day begins at a given time, and moves only when the test lets hours pass. */
class HourClock implements Clock {
  readonly sleeps: number[] = [];
  #now: number;
  #elapsed = 0;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleeps.push(ms);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#sleepers.push({ at: this.#elapsed + ms, wake: resolve });
    });
  }

  /** Sets the time of day, while timers stand still: the machine slept, or somebody set its clock. */
  jump(ms: number): void {
    this.#now += ms;
  }

  /** Lets time pass until a condition holds. Throws if it never does. */
  async passUntil(condition: () => boolean, maxMs = 60 * HOUR_MS): Promise<void> {
    const end = this.#elapsed + maxMs;
    for (let idle = 0; !condition(); ) {
      await nextTurn();
      const next = this.#sleepers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) {
        // Requests are on their way.
        if (++idle > 2_000_000) throw new Error('nothing sleeps, and nothing happens');
        continue;
      }
      idle = 0;
      if (next.at > end) throw new Error(`it did not happen within ${maxMs} ms`);
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#now += next.at - this.#elapsed;
      this.#elapsed = next.at;
      next.wake();
    }
  }
}

interface Limits {
  readonly window?: typeof NIGHT;
  readonly budget?: number;
  readonly ledger?: DailyCalls;
  readonly concurrency?: number;
}

type DailyCalls = ReturnType<Ledger['dailyCalls']>;

async function newLedger(): Promise<DailyCalls> {
  const ledger = await openLedger({ home: newFolder() });
  onTestFinished(() => ledger.close());
  return ledger.dailyCalls('tenant');
}

/** A rate limiter that only pauses when the server asks for it. */
function pausingLimiter(clock: Clock): RateLimiter {
  let pausedUntil = 0;
  return {
    ratePerSecond: Number.POSITIVE_INFINITY,
    async acquire(signal) {
      while (clock.elapsed() < pausedUntil) await clock.sleep(pausedUntil - clock.elapsed(), signal);
    },
    async throttled(pauseMs) {
      pausedUntil = Math.max(pausedUntil, clock.elapsed() + pauseMs);
    },
    answered() {},
    pausedElsewhere() {},
    timedOut() {},
  };
}

/** A dispatcher behind a gate, to a sandbox whose clock is the test's. */
async function gated(
  start: string,
  { window, budget, ledger: given, concurrency = 4 }: Limits,
  options: SandboxOptions = {},
) {
  const ledger = given ?? (await newLedger());
  const clock = new HourClock(start);
  const sandbox = await startSandbox({ now: () => clock.now(), tokenTtlSeconds: 7200, ...options });
  onTestFinished(() => sandbox.close());
  const transport = createTransport({ connections: 4, timeoutMs: 5000 });
  onTestFinished(() => transport.close());
  const credentials = { baseUrl: sandbox.url, appId: 'sandbox', appKey: 'sandbox-key', language: 'en' };
  const acquirePermit = async () => gate.count();
  const client = createApiClient({ ...credentials, transport, acquirePermit, now: () => clock.now() });
  const waits: (GateWait | undefined)[] = [];
  const probe = (signal: AbortSignal) => client.call(endpoints.listSources, {}, { signal });
  const gate = new SendGate({
    ...{ window, budget, clock, probe },
    calls: () => ledger,
    localClock: new LocalClock('UTC'),
    onWait: (wait) => waits.push(wait),
  });
  onTestFinished(() => gate.close());
  const breaker = new CircuitBreaker({ probe, maxOutageMs: 1000, clock, random: () => 0 });
  const stop = new AbortController();
  const dispatcher = createRetryingDispatcher({
    ...{
      client,
      gate,
      breaker,
      clock,
      rateLimiter: pausingLimiter(clock),
      concurrency,
      maxAttempts: 3,
      random: () => 0,
    },
    stop: stop.signal,
  });
  let done = 0;
  const send = (count: number) =>
    Promise.allSettled(
      Array.from({ length: count }, async () => {
        await dispatcher.send(endpoints.listLevels, {});
        done += 1;
      }),
    );
  return { clock, sandbox, gate, waits, stop, ledger, send, done: () => done };
}

describe('a window', () => {
  test('lets nothing leave outside it, and goes on by itself with a new token', async () => {
    const work = await gated('2026-11-23T05:59:30Z', { window: NIGHT });
    await work.send(3);
    expect(work.done()).toBe(3);
    work.clock.jump(30_000);
    const sent = work.send(5);
    await work.clock.passUntil(() => work.clock.now() >= Date.parse('2026-11-23T19:58:00Z'));
    expect(work.sandbox.stats()).toMatchObject({ requests: 4, inFlight: 0 });
    expect(work.waits).toEqual([{ for: 'window', untilMs: Date.parse('2026-11-23T20:00:00Z'), until: '20:00' }]);
    await work.clock.passUntil(() => work.done() === 8);
    await sent;
    // The token was valid for two hours.
    expect(work.sandbox.stats().byEndpoint.getToken).toBe(2);
    expect(work.waits.at(-1)).toBeUndefined();
    expect(work.gate.facts).toEqual({ waited_ms: 14 * HOUR_MS, nights: 2 });
  });

  test('is checked every minute, so that a machine that slept goes on in time', async () => {
    const work = await gated('2026-11-23T12:00:00Z', { window: NIGHT });
    const sent = work.send(1);
    await work.clock.passUntil(() => work.clock.now() >= Date.parse('2026-11-23T12:05:00Z'));
    expect(Math.max(...work.clock.sleeps)).toBeLessThanOrEqual(MINUTE_MS);
    work.clock.jump(8 * HOUR_MS);
    await work.clock.passUntil(() => work.done() === 1, MINUTE_MS);
    await sent;
  });

  test('closes again if the clock is set back', async () => {
    const work = await gated('2026-11-23T20:00:30Z', { window: NIGHT });
    await work.send(1);
    work.clock.jump(-HOUR_MS);
    const sent = work.send(1);
    await work.clock.passUntil(() => work.waits.length === 1);
    expect(work.done()).toBe(1);
    await work.clock.passUntil(() => work.done() === 2, 2 * HOUR_MS);
    await sent;
  });

  test('does not keep a run from being stopped at once', async () => {
    const work = await gated('2026-11-23T12:00:00Z', { window: NIGHT });
    const sent = work.send(6);
    await until(() => work.waits.length === 1);
    work.stop.abort();
    for (const end of await sent) expect(end).toMatchObject({ reason: expect.any(Stopped) });
    expect(work.sandbox.stats().requests).toBe(0);
  });
});

describe('a budget', () => {
  test('is never exceeded on a day, and renewed at midnight', async () => {
    const work = await gated('2026-11-23T12:00:00Z', { budget: 10 });
    const sent = work.send(25);
    await until(() => work.waits.length === 1 && work.done() === 9);
    // The call for the token counts, too.
    expect(work.sandbox.stats().requests).toBe(10);
    expect(work.waits).toEqual([
      { for: 'budget', untilMs: Date.parse('2026-11-24T00:00:00Z'), until: 'tomorrow 00:00' },
    ]);
    await work.clock.passUntil(() => work.clock.now() >= Date.parse('2026-11-23T23:59:00Z'));
    expect(work.sandbox.stats().requests).toBe(10);
    await work.clock.passUntil(() => work.done() === 25);
    await sent;
    expect(work.gate.facts.nights).toBe(3);
  });

  test('is shared by all runs with the ledger, and what a run has not used is given back', async () => {
    const first = await gated('2026-11-23T12:00:00Z', { budget: 2000 });
    await first.send(3);
    expect(await first.ledger.taken('2026-11-23')).toBe(10);
    await first.gate.close();
    expect(await first.ledger.taken('2026-11-23')).toBe(4);
    await first.ledger.take('2026-11-23', 1990, 2000);
    const second = await gated('2026-11-23T13:00:00Z', { budget: 2000, ledger: first.ledger });
    const sent = second.send(20);
    await until(() => second.waits.length === 1 && second.done() === 5);
    expect(second.sandbox.stats().requests).toBe(6);
    second.stop.abort();
    await sent;
  });

  test('does not wait for what was never taken: two processes with different budgets', async () => {
    const ledger = await newLedger();
    expect(await ledger.take('2026-11-23', 100, 150)).toBe(100);
    expect(await ledger.take('2026-11-23', 100, 150)).toBe(50);
    expect(await ledger.take('2026-11-23', 100, 150)).toBe(0);
    expect(await ledger.take('2026-11-23', 100, 120)).toBe(0);
    expect(await ledger.take('2026-11-23', 100, 300)).toBe(100);
    expect(await ledger.take('2026-11-24', 100, 150)).toBe(100);
  });
});

describe('a daily limit of the API', () => {
  // The sandbox's day ends at midnight of the machine, so the test begins near it.
  const noonOfMachine = (hour: number) => new Date(2026, 10, 23, hour).toISOString();

  test('with Retry-After is waited for until it ends, in place of an end of the run', async () => {
    const work = await gated(noonOfMachine(15), {}, { dailyLimit: 5 });
    const sent = work.send(8);
    await until(() => work.waits.length === 1);
    const midnight = new Date(2026, 10, 24).getTime();
    expect(work.waits[0]).toMatchObject({ for: 'daily-limit' });
    expect(Math.abs((work.waits[0]?.untilMs ?? 0) - midnight)).toBeLessThan(1500);
    await work.clock.passUntil(() => work.done() === 8);
    expect((await sent).every(({ status }) => status === 'fulfilled')).toBe(true);
    const { byFault } = work.sandbox.stats();
    // Only what was in flight was refused; nobody asked in between.
    expect(byFault['daily-limit']).toBeLessThanOrEqual(4);
    expect(work.gate.facts.waited_ms).toBeGreaterThan(8 * HOUR_MS);
  });

  test('without Retry-After is told from a momentary one by its duration, and looked at every 15 minutes', async () => {
    const work = await gated(noonOfMachine(22), { concurrency: 1 }, { dailyLimit: 4, retryAfter: 'none' });
    const sent = work.send(5);
    await work.clock.passUntil(() => work.waits.length === 1);
    // Five minutes of refusals are no pause between requests any more.
    expect(work.clock.elapsed()).toBeGreaterThan(5 * MINUTE_MS);
    const before = work.sandbox.stats().requests;
    const began = work.clock.elapsed();
    await work.clock.passUntil(() => work.done() === 5);
    const quarters = Math.floor((work.clock.elapsed() - began) / (15 * MINUTE_MS));
    expect(quarters).toBeGreaterThan(4);
    // One harmless read each quarter of an hour, then what was left.
    expect(work.sandbox.stats().requests - before).toBeLessThanOrEqual(quarters + 8);
    expect((await sent).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(work.waits[0]).toMatchObject({ for: 'daily-limit' });
  });

  test('that lasts for more than a day is none', async () => {
    const work = await gated('2026-11-23T12:00:00Z', {}, {});
    expect(work.gate.limitReached(undefined)).toBe(true);
    work.clock.jump(27 * HOUR_MS);
    expect(work.gate.limitReached(undefined)).toBe(false);
    work.gate.answered();
    expect(work.gate.limitReached(undefined)).toBe(true);
  });
});
