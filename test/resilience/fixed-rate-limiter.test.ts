import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SharedRateLimiter } from '../../src/ledger/shared-rate-limiter.ts';
import { systemClock } from '../../src/resilience/clock.ts';
import { FixedRateLimiter } from '../../src/resilience/rate-limiter.ts';
import { newFolder } from '../support/run-cli.ts';
import { HeldClock } from './held-clock.ts';

/** A rate limiter that meets others at a file. */
function limiterAt(path: string, rate: number, clock: HeldClock | typeof systemClock) {
  const shared = new SharedRateLimiter(path);
  const share = {
    take: (intervalMs: number, most: number) => shared.take('tenant', clock.now(), intervalMs, most),
    pause: (until: number) => shared.pause('tenant', until),
  };
  return new FixedRateLimiter(rate, share, clock);
}

/** Lets so many callers take place after place; answers the times at which they got one. */
function crowd(limiter: FixedRateLimiter, callers: number, clock: HeldClock, signal?: AbortSignal): number[] {
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

/** The most times that fall into any second. */
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
  test('lets requests go at its interval, however many wait', async () => {
    const clock = new HeldClock();
    const limiter = limiterAt(join(newFolder(), 'pace.db'), 10, clock);
    const times = crowd(limiter, 20, clock);
    await clock.pass(1000);
    expect(times).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  });

  test('does not make up for places that nobody used', async () => {
    const clock = new HeldClock();
    const limiter = limiterAt(join(newFolder(), 'pace.db'), 10, clock);
    await limiter.acquire();
    await clock.pass(5000);
    const times = crowd(limiter, 20, clock);
    await clock.pass(300);
    expect(times.length).toBeLessThanOrEqual(5);
  });

  test('holds everybody when the server asks to slow down, and is even again afterwards', async () => {
    const clock = new HeldClock();
    const limiter = limiterAt(join(newFolder(), 'pace.db'), 10, clock);
    const times = crowd(limiter, 20, clock);
    await clock.pass(250);
    limiter.throttled(2000);
    await clock.pass(2400);
    expect(times).toEqual([0, 100, 200, 2250, 2350, 2450, 2550, 2650]);
  });

  test('takes no place for a caller who gives up', async () => {
    const clock = new HeldClock();
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

  test('is shared by all who meet at one file, a pause included', async () => {
    const clock = new HeldClock();
    const path = join(newFolder(), 'pace.db');
    const limiters = [limiterAt(path, 10, clock), limiterAt(path, 10, clock), limiterAt(path, 10, clock)];
    const times = limiters.map((limiter) => crowd(limiter, 4, clock));
    await clock.pass(1000);
    expect(times.flat().sort((a, b) => a - b)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    limiters[0]?.throttled(5000);
    await clock.pass(4900);
    expect(times.flat().length).toBe(11);
    await clock.pass(200);
    expect(times.flat().length).toBe(13);
  });

  test('a clock that was set back does not stop everybody for long', async () => {
    const clock = new HeldClock();
    const shared = new SharedRateLimiter(join(newFolder(), 'pace.db'));
    shared.take('tenant', clock.now() + 86_400_000, 100, 1);
    expect(shared.take('tenant', clock.now(), 100, 1).waitMs).toBeLessThanOrEqual(300_000);
  });

  // A machine that is busy otherwise does not wake anybody in time.
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
