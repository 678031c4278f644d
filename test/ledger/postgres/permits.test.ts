import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Ledger, openLedger } from '../../../src/ledger/index.ts';
import { createRateLimiter } from '../../../src/resilience/create-rate-limiter.ts';
import { systemClock } from '../../../src/resilience/index.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.ts';
import { newFolder } from '../../support/run-cli.ts';
import { until } from '../../support/until.ts';

let server: PostgresServer;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
});
afterAll(() => server.close());

/** The ledger as another machine has it open. */
async function openMachine(): Promise<Ledger> {
  const ledger = await openLedger({ home: newFolder(), url });
  onTestFinished(() => ledger.close());
  return ledger;
}

describe('permits to send, with one ledger for several machines', () => {
  test('are for different moments, whoever takes them, and several at once for the near future', async () => {
    const machines = await Promise.all([openMachine(), openMachine(), openMachine()]);
    const every = 20;
    const moments: number[] = [];
    await Promise.all(
      machines.map(async (ledger) => {
        const permits = ledger.permits('spaced', systemClock.now);
        for (let count = 0; count < 10; count += 1) {
          const { taken, waitMs, everyMs } = await permits.take(every, 100);
          const now = performance.now();
          // As many as fit into 50 ms.
          expect(taken).toBeLessThanOrEqual(3);
          for (let each = 0; each < taken; each += 1) moments.push(now + waitMs + each * everyMs);
          if (taken === 0) await systemClock.sleep(waitMs);
        }
      }),
    );
    moments.sort((one, other) => one - other);
    const span = (moments.at(-1) ?? 0) - (moments[0] ?? 0);
    expect(moments.length).toBeGreaterThan(30);
    // The way back from the database takes a few milliseconds, and up to 20 ms may be made up for.
    expect(span).toBeGreaterThan((moments.length - 1) * every - 60);
  });

  test('are for later when one machine was asked to slow down, and all others are told at once', async () => {
    const [one, other] = await Promise.all([openMachine(), openMachine()]);
    const told: number[] = [];
    const permits = other.permits('paused', systemClock.now);
    const listening = await permits.listen((pauseMs) => told.push(pauseMs));
    const elsewhere: number[] = [];
    const ofOther = await other.permits('elsewhere', systemClock.now).listen((pauseMs) => elsewhere.push(pauseMs));
    await one.permits('paused', systemClock.now).pause(3000);
    await until(() => told.length > 0);
    expect(told).toEqual([3000]);
    expect(elsewhere).toEqual([]);
    const { taken, waitMs } = await permits.take(10, 1);
    expect(taken).toBe(0);
    expect(waitMs).toBeGreaterThan(2000);
    await Promise.all([listening.stop(), ofOther.stop()]);
  });

  test('are held back on all machines when the server asks one to slow down', async () => {
    const [one, other] = await Promise.all([openMachine(), openMachine()]);
    const limiters = await Promise.all(
      [one, other].map(async (ledger) => {
        const permits = ledger.permits('throttled', systemClock.now);
        const limiter = createRateLimiter({ rate: 100, maxRate: undefined }, permits, systemClock);
        const listening = await permits.listen((pauseMs) => limiter.pausedElsewhere(pauseMs));
        onTestFinished(() => listening.stop());
        return limiter;
      }),
    );
    await Promise.all(limiters.map((limiter) => limiter.acquire()));
    const pausedAt = performance.now();
    await limiters[0]?.throttled(1000);
    await Promise.all(limiters.map((limiter) => limiter.acquire()));
    expect(performance.now() - pausedAt).toBeGreaterThanOrEqual(990);
  });
});

test('a token is renewed by one machine, and used by all', async () => {
  const machines = await Promise.all([openMachine(), openMachine(), openMachine()]);
  let renewals = 0;
  const used = await Promise.all(
    machines.map((ledger) => {
      const tokens = ledger.tokens('tenant');
      return tokens.locked(async () => {
        const stored = await tokens.read();
        if (stored) return stored.token;
        renewals += 1;
        await systemClock.sleep(50);
        await tokens.write({ token: `token-${renewals}`, issuedAtMs: Date.now(), expiresAtMs: Date.now() + 60_000 });
        return `token-${renewals}`;
      });
    }),
  );
  expect(renewals).toBe(1);
  expect(used).toEqual(['token-1', 'token-1', 'token-1']);
});
