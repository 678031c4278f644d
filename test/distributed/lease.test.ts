import { expect, test } from 'vitest';
import { Lease } from '../../src/distributed/lease.ts';
import type { Clock } from '../../src/resilience/index.ts';

/** Two clocks that are set by hand. */
function clocks() {
  const time = { elapsed: 5_000, now: 1_700_000_000_000 };
  const clock: Clock = { elapsed: () => time.elapsed, now: () => time.now, sleep: async () => {} };
  const pass = (ms: number) => {
    time.elapsed += ms;
    time.now += ms;
  };
  return { time, clock, pass };
}

test('a lease that nobody has given is not held', () => {
  expect(new Lease(clocks().clock, 1000).isHeld).toBe(false);
});

test('a lease is counted from before the statement that took it, and ends before the database ends it', () => {
  const { clock, pass } = clocks();
  const lease = new Lease(clock, 1000);
  const since = lease.moment();
  pass(300);
  lease.extend(since);
  expect(lease.isHeld).toBe(true);
  pass(599);
  expect(lease.isHeld).toBe(true);
  pass(1);
  expect(lease.isHeld).toBe(false);
});

test('a renewal prolongs a lease, also one that has ended here', () => {
  const { clock, pass } = clocks();
  const lease = new Lease(clock, 1000);
  lease.extend(lease.moment());
  pass(2000);
  expect(lease.isHeld).toBe(false);
  lease.extend(lease.moment());
  expect(lease.isHeld).toBe(true);
});

test('a lease ends while the machine sleeps, when its monotonic clock stands still', () => {
  const { clock, time } = clocks();
  const lease = new Lease(clock, 1000);
  lease.extend(lease.moment());
  time.now += 3_600_000;
  expect(lease.isHeld).toBe(false);
});

test('a time of day that is set back does not prolong a lease', () => {
  const { clock, time, pass } = clocks();
  const lease = new Lease(clock, 1000);
  lease.extend(lease.moment());
  time.now -= 3_600_000;
  pass(900);
  expect(lease.isHeld).toBe(false);
});

test('a lease that another process has taken over is over at once', () => {
  const { clock } = clocks();
  const lease = new Lease(clock, 1000);
  lease.extend(lease.moment());
  lease.end();
  expect(lease.isHeld).toBe(false);
});
