import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SharedRateLimiter } from '../../src/ledger/sqlite/shared-rate-limiter.ts';
import { systemClock } from '../../src/resilience/clock.ts';
import { FixedRateLimiter } from '../../src/resilience/fixed-rate-limiter.ts';
import { newFolder } from '../support/run-cli.ts';
import { ManualClock } from './manual-clock.ts';

/** A rate limiter that shares its permits through a file. */
function limiterAt(path: string, rate: number, clock: ManualClock | typeof systemClock) {
  const shared = new SharedRateLimiter(path);
  const share = {
    take: async (intervalMs: number, most: number) => {
      const { taken, waitMs } = shared.take('tenant', clock.now(), intervalMs, most);
      return { taken, waitMs: taken > 0 ? 0 : waitMs, everyMs: 0 };
    },
    pause: async (pauseMs: number) => shared.pause('tenant', clock.now() + pauseMs),
  };
  return new FixedRateLimiter(rate, share, clock);
}

/** Lets that many callers take permit after permit; returns the times at which they got them. */
function crowd(limiter: FixedRateLimiter, callers: number, clock: ManualClock, signal?: AbortSignal): number[] {
  const times: number[] = [];
  const start = clock.now();
  for (let caller = 0; caller < callers; caller += 1) {
    void (async () => {
      for (;;) {
        await limiter.acquire(signal);
        times.push(clock.now() - start);
      }
    })().catch(() => {});
  }
  return times;
}

/** The maximum number of times in any second. */
function busiestSecond(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let [most, first] = [0, 0];
  for (const [index, time] of sorted.entries()) {
    while (time - (sorted[first] ?? 0) >= 1000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

describe('a fixed rate limiter', () => {
  test('sends requests at its interval, however many wait', async () => {
    const clock = new ManualClock();
    const limiter = limiterAt(join(newFolder(), 'pace.db'), 10, clock);
    const times = crowd(limiter, 20, clock);
    await clock.pass(1000);
    expect(times).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  });

  test('does not make up for unused permits', async () => {
    const clock = new ManualClock();
    const limiter = limiterAt(join(newFolder(), 'pace.db'), 10, clock);
    await limiter.acquire();
    await clock.pass(5000);
    const times = crowd(limiter, 20, clock);
    await clock.pass(300);
    expect(times.length).toBeLessThanOrEqual(5);
  });

  test('pauses all requests when the server asks to slow down, and sends evenly again afterwards', async () => {
    const clock = new ManualClock();
    const limiter = limiterAt(join(newFolder(), 'pace.db'), 10, clock);
    const times = crowd(limiter, 20, clock);
    await clock.pass(250);
    await limiter.throttled(2000);
    await clock.pass(2400);
    expect(times).toEqual([0, 100, 200, 2250, 2350, 2450, 2550, 2650]);
  });

  test('takes no permit for a caller that gives up', async () => {
    const clock = new ManualClock();
    const limiter = limiterAt(join(newFolder(), 'pace.db'), 1, clock);
    await limiter.acquire();
    const giveUp = new AbortController();
    const waiting = Array.from({ length: 5 }, () => limiter.acquire(giveUp.signal));
    const patient = limiter.acquire();
    giveUp.abort();
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    await clock.pass(1000);
    await patient;
  });

  test('is shared by all processes that use one file, including pauses', async () => {
    const clock = new ManualClock();
    const path = join(newFolder(), 'pace.db');
    const limiters = [limiterAt(path, 10, clock), limiterAt(path, 10, clock), limiterAt(path, 10, clock)];
    const times = limiters.map((limiter) => crowd(limiter, 4, clock));
    await clock.pass(1000);
    expect(times.flat().sort((a, b) => a - b)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    await limiters[0]?.throttled(5000);
    await clock.pass(4900);
    expect(times.flat().length).toBe(11);
    await clock.pass(200);
    expect(times.flat().length).toBe(13);
  });

  test('uses permits that it took ahead at their times, and drops those whose time has passed', async () => {
    const clock = new ManualClock();
    const lots = [
      { taken: 3, waitMs: 30, everyMs: 10 },
      { taken: 3, waitMs: 30, everyMs: 10 },
    ];
    const source = { take: async () => lots.shift() ?? { taken: 0, waitMs: 1000, everyMs: 0 }, pause: async () => {} };
    const limiter = new FixedRateLimiter(100, source, clock);
    const first = limiter.acquire();
    await clock.pass(30);
    await first;
    // Two of the first lot are left, for moments that pass.
    await clock.pass(500);
    const times = crowd(limiter, 3, clock);
    await clock.pass(100);
    expect(times).toEqual([30, 40, 50]);
  });

  test('does not pause for long after the clock was set back', async () => {
    const clock = new ManualClock();
    const shared = new SharedRateLimiter(join(newFolder(), 'pace.db'));
    shared.take('tenant', clock.now() + 86_400_000, 100, 1);
    expect(shared.take('tenant', clock.now(), 100, 1).waitMs).toBeLessThanOrEqual(300_000);
  });

  // A busy machine does not wake sleepers in time.
  test('keeps its rate in real time: no second above it by more than 5 %, and 95 % of it used', {
    retry: 3,
  }, async () => {
    const path = join(newFolder(), 'pace.db');
    const rate = 50;
    const times: number[] = [];
    const end = performance.now() + 3000;
    const caller = async (limiter: FixedRateLimiter) => {
      while (performance.now() < end) {
        await limiter.acquire();
        times.push(performance.now());
      }
    };
    const limiters = [limiterAt(path, rate, systemClock), limiterAt(path, rate, systemClock)];
    await Promise.all(limiters.flatMap((limiter) => Array.from({ length: 8 }, () => caller(limiter))));
    expect(busiestSecond(times)).toBeLessThanOrEqual(rate * 1.05);
    expect(times.length).toBeGreaterThanOrEqual(3 * rate * 0.95);
  });
});
