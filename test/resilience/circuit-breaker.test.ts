import { describe, expect, test } from 'vitest';
import { SobotError } from '../../src/api/errors/sobot-error.ts';
import { CircuitBreaker } from '../../src/resilience/circuit-breaker.ts';
import { RESILIENCE_POLICY } from '../../src/resilience/policy.ts';
import { ManualClock } from './manual-clock.ts';

const { maxFailedAttempts, maxFailedRows, minTrialWaitMs } = RESILIENCE_POLICY.circuitBreaker;
const refused = new SobotError('connection refused', { code: 'refused', disposition: 'retry', outage: true });

/** A circuit breaker whose server health the test decides. Backoffs have no jitter: they are as short as allowed. */
function breakerOf(clock: ManualClock, maxOutageMs = 60_000) {
  const server = { isUp: true, probes: 0 };
  const changes: string[] = [];
  const breaker = new CircuitBreaker({
    async probe() {
      server.probes += 1;
      if (!server.isUp) throw refused;
    },
    maxOutageMs,
    clock,
    random: () => 0,
    onChange: (state) => changes.push(state),
  });
  return { breaker, server, changes };
}

function failTries(breaker: CircuitBreaker, times: number): void {
  for (let failed = 0; failed < times; failed += 1) breaker.attemptFailed(refused);
}

function failRows(breaker: CircuitBreaker, times: number): void {
  for (let failed = 0; failed < times; failed += 1) breaker.rowFailed('no answer in time');
}

/** How a promise has ended so far. */
function watch(promise: Promise<unknown>): { end: unknown } {
  const watched: { end: unknown } = { end: 'waits' };
  promise.then(
    (value) => {
      watched.end = value;
    },
    (error: unknown) => {
      watched.end = error;
    },
  );
  return watched;
}

describe('the circuit breaker of a process that outlives a run', () => {
  test('lets the requests of the next run leave after an outage that has ended one', async () => {
    const clock = new ManualClock();
    const { breaker, server } = breakerOf(clock, 10_000);
    server.isUp = false;
    failTries(breaker, maxFailedAttempts);
    await clock.pass(20_000);
    await expect(breaker.ready()).rejects.toMatchObject({ code: 'outage', disposition: 'stop-run' });
    failRows(breaker, maxFailedRows);
    breaker.reset();
    await breaker.ready();
    expect(breaker.isHalfOpen).toBe(false);
    // It notices the next outage as well.
    failTries(breaker, maxFailedAttempts);
    await clock.pass(20_000);
    await expect(breaker.ready()).rejects.toMatchObject({ code: 'outage' });
  });
});

describe('the circuit breaker, as attempts fail', () => {
  test('does not probe before enough consecutive attempts have failed', async () => {
    const clock = new ManualClock();
    const { breaker, server } = breakerOf(clock);
    failTries(breaker, maxFailedAttempts - 1);
    breaker.answered();
    failTries(breaker, maxFailedAttempts - 1);
    await clock.pass(1);
    expect(server.probes).toBe(0);
    failTries(breaker, 1);
    await clock.pass(1);
    expect(server.probes).toBe(1);
  });

  test('holds every request back until the probe is answered', async () => {
    const clock = new ManualClock();
    const { breaker, server, changes } = breakerOf(clock);
    server.isUp = false;
    failTries(breaker, maxFailedAttempts);
    const call = watch(breaker.ready());
    await clock.pass(5000);
    expect([call.end, changes]).toEqual(['waits', ['down']]);
    server.isUp = true;
    await clock.pass(5000);
    expect([call.end, changes]).toEqual([undefined, ['down', 'up']]);
    await breaker.ready();
  });

  test('tells a request that has used up its attempts whether the server was down', async () => {
    const clock = new ManualClock();
    const { breaker, server } = breakerOf(clock);
    expect(await breaker.confirmOutage(refused)).toBe(false);
    server.isUp = false;
    const asked = watch(breaker.confirmOutage(refused));
    await clock.pass(1000);
    server.isUp = true;
    await clock.pass(1000);
    expect(asked.end).toBe(true);
  });

  test('stops the run, and every later request, once the outage has lasted too long', async () => {
    const clock = new ManualClock();
    const { breaker, server } = breakerOf(clock, 10_000);
    server.isUp = false;
    failTries(breaker, maxFailedAttempts);
    const call = watch(breaker.ready());
    await clock.pass(9_000);
    expect(call.end).toBe('waits');
    await clock.pass(2_000);
    expect(call.end).toMatchObject({ code: 'outage', disposition: 'stop-run', notProcessed: true });
    await expect(breaker.ready()).rejects.toMatchObject({ code: 'outage' });
  });
});

test.each([
  ['ahead', 3_600_000],
  ['back', -3_600_000],
])('waits equally long although the clock is set %s by an hour', async (_, jumpMs) => {
  const clock = new ManualClock();
  const { breaker, server } = breakerOf(clock, 10_000);
  server.isUp = false;
  failTries(breaker, maxFailedAttempts);
  const call = watch(breaker.ready());
  await clock.pass(5_000);
  clock.jump(jumpMs);
  await clock.pass(4_000);
  expect(call.end).toBe('waits');
  await clock.pass(2_000);
  expect(call.end).toMatchObject({ code: 'outage' });
});

describe('the circuit breaker, as rows fail although the probe is answered', () => {
  test('is half-open after enough consecutive failed rows, until one is completed', () => {
    const { breaker } = breakerOf(new ManualClock());
    failRows(breaker, maxFailedRows - 1);
    breaker.rowEnded();
    failRows(breaker, maxFailedRows - 1);
    expect(breaker.isHalfOpen).toBe(false);
    failRows(breaker, 1);
    expect(breaker.isHalfOpen).toBe(true);
    breaker.rowEnded();
    expect(breaker.isHalfOpen).toBe(false);
  });

  test('is not closed by the answers to other requests', () => {
    const { breaker } = breakerOf(new ManualClock());
    failRows(breaker, maxFailedRows);
    breaker.answered();
    expect(breaker.isHalfOpen).toBe(true);
  });

  test('delays the next row, and stops the run once rows have failed for too long', async () => {
    const clock = new ManualClock();
    const { breaker } = breakerOf(clock, 10_000);
    failRows(breaker, maxFailedRows);
    const first = watch(breaker.waitForTrial());
    await clock.pass(minTrialWaitMs - 1);
    expect(first.end).toBe('waits');
    await clock.pass(1);
    expect(first.end).toBeUndefined();
    failRows(breaker, 1);
    await clock.pass(10_000);
    await expect(breaker.waitForTrial()).rejects.toMatchObject({
      code: 'outage',
      disposition: 'stop-run',
      message: `${maxFailedRows + 1} consecutive rows failed because of the server: no answer in time`,
    });
  });

  test('stops waiting at once when the run stops', async () => {
    const stop = new AbortController();
    const { breaker } = breakerOf(new ManualClock());
    failRows(breaker, maxFailedRows);
    const waiting = watch(breaker.waitForTrial(stop.signal));
    stop.abort(new Error('stopped'));
    await Promise.resolve();
    await Promise.resolve();
    expect(waiting.end).toMatchObject({ message: 'stopped' });
  });
});
