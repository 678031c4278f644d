import { describe, expect, test } from 'vitest';
import { AdaptiveRateLimiter } from '../../src/resilience/adaptive-rate-limiter.ts';
import { ManualClock } from './manual-clock.ts';

/** A server that answers each request after `latencyMs`, and senders that send all the time. */
function sendRequests(
  limiter: AdaptiveRateLimiter,
  clock: ManualClock,
  senders: number,
  latencyMs: () => number,
): number[] {
  const times: number[] = [];
  const start = clock.now();
  for (let sender = 0; sender < senders; sender += 1) {
    void (async () => {
      for (;;) {
        await limiter.acquire();
        times.push(clock.now() - start);
        const ms = latencyMs();
        await clock.sleep(ms);
        limiter.answered(ms);
      }
    })();
  }
  return times;
}

describe('the adaptive rate limiter', () => {
  test('starts at ten requests per second', async () => {
    const clock = new ManualClock();
    const limiter = new AdaptiveRateLimiter(clock);
    expect(limiter.ratePerSecond).toBe(10);
    const times = sendRequests(limiter, clock, 100, () => 60_000);
    await clock.pass(1000);
    // There are four permits from the start, so the first answers are not waited for one by one.
    expect(times.length).toBeGreaterThanOrEqual(10);
    expect(times.length).toBeLessThanOrEqual(15);
  });

  test('grows while the latency is stable, until the senders are the limit', async () => {
    const clock = new ManualClock();
    const limiter = new AdaptiveRateLimiter(clock);
    const times = sendRequests(limiter, clock, 16, () => 50);
    await clock.pass(1000);
    const before = times.length;
    await clock.pass(1000);
    expect(times.length - before).toBeGreaterThanOrEqual(16 * 20 * 0.99);
  });

  test('is not slowed down by slow first answers', async () => {
    const clock = new ManualClock();
    const limiter = new AdaptiveRateLimiter(clock);
    let answers = 0;
    const times = sendRequests(limiter, clock, 16, () => (++answers <= 4 ? 800 : 5));
    await limiter.throttled(1000);
    await clock.pass(3000);
    expect(times.length).toBeGreaterThan(12);
    expect(limiter.ratePerSecond).toBeGreaterThan(10);
  });

  test('grows again on a connection that has become slower', async () => {
    const clock = new ManualClock();
    const limiter = new AdaptiveRateLimiter(clock);
    let latencyMs = 5;
    sendRequests(limiter, clock, 16, () => latencyMs);
    await clock.pass(200);
    latencyMs = 300;
    await limiter.throttled(1000);
    await clock.pass(15_000);
    // As many as sixteen senders can send.
    expect(limiter.ratePerSecond).toBeGreaterThan(45);
  });

  test('does not grow while the latency rises', async () => {
    const clock = new ManualClock();
    const limiter = new AdaptiveRateLimiter(clock);
    let inFlight = 0;
    sendRequests(limiter, clock, 1000, () => {
      inFlight += 1;
      return 20 + inFlight * 5;
    });
    await clock.pass(5000);
    expect(limiter.ratePerSecond).toBeLessThan(400);
  });

  test('halves the rate once for requests that are throttled together, and pauses all', async () => {
    const clock = new ManualClock();
    const limiter = new AdaptiveRateLimiter(clock);
    const times = sendRequests(limiter, clock, 16, () => 50);
    await clock.pass(3000);
    for (let refused = 0; refused < 10; refused += 1) await limiter.throttled(2000);
    expect(limiter.ratePerSecond).toBeGreaterThan(140);
    expect(limiter.ratePerSecond).toBeLessThanOrEqual(170);
    const before = times.length;
    await clock.pass(1990);
    expect(times.length).toBe(before);
    await clock.pass(1010);
    expect(times.length - before).toBeLessThanOrEqual(190);
  });

  test.each([
    ['ahead', 3_600_000],
    ['back', -3_600_000],
  ])('pauses for as long as the server asked, although the clock is set %s by an hour meanwhile', async (_, jumpMs) => {
    const clock = new ManualClock();
    const limiter = new AdaptiveRateLimiter(clock);
    const times = sendRequests(limiter, clock, 16, () => 50);
    await clock.pass(3000);
    await limiter.throttled(2000);
    const before = times.length;
    await clock.pass(1000);
    clock.jump(jumpMs);
    await clock.pass(990);
    expect(times.length).toBe(before);
    await clock.pass(1010);
    expect(times.length - before).toBeGreaterThan(50);
  });

  test('grows by ten per second after a 429 or timeout', async () => {
    const clock = new ManualClock();
    const limiter = new AdaptiveRateLimiter(clock);
    sendRequests(limiter, clock, 64, () => 50);
    await clock.pass(3000);
    limiter.timedOut();
    const halved = limiter.ratePerSecond;
    await clock.pass(5000);
    expect(limiter.ratePerSecond - halved).toBeGreaterThan(40);
    expect(limiter.ratePerSecond - halved).toBeLessThan(60);
  });

  test.each([20, 7, 100])('settles near the %d requests per second that the server accepts', async (limit) => {
    const clock = new ManualClock();
    const limiter = new AdaptiveRateLimiter(clock);
    const accepted: number[] = [];
    let [second, count] = [0, 0];
    for (let sender = 0; sender < 16; sender += 1) {
      void (async () => {
        for (;;) {
          await limiter.acquire();
          await clock.sleep(20);
          const now = Math.floor(clock.now() / 1000);
          if (now !== second) [second, count] = [now, 0];
          count += 1;
          if (count > limit) await limiter.throttled(1000);
          else {
            accepted.push(clock.now());
            limiter.answered(20);
          }
        }
      })();
    }
    await clock.pass(20_000);
    const before = accepted.length;
    await clock.pass(60_000);
    const perSecond = (accepted.length - before) / 60;
    expect(perSecond).toBeGreaterThan(limit * 0.85);
    expect(perSecond).toBeLessThanOrEqual(limit);
  });

  test('never exceeds --max-rate', async () => {
    const clock = new ManualClock();
    const limiter = new AdaptiveRateLimiter(clock, 25);
    const times = sendRequests(limiter, clock, 64, () => 50);
    for (let second = 0; second < 5; second += 1) {
      const before = times.length;
      await clock.pass(1000);
      expect(times.length - before).toBeLessThanOrEqual(26);
    }
    expect(times.length).toBeGreaterThanOrEqual(5 * 25 * 0.9);
  });
});
