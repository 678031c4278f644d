import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { PostgresDatabase } from '../../../src/ledger/postgres/postgres-database.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.ts';
import { startProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { until } from '../../support/until.ts';
import { openDatabase } from './open-database.ts';

const CURSOR = "INSERT INTO watermarks (scope, stream, filter, value) VALUES ('s', ?, '', ?)";

let server: PostgresServer;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
});
afterAll(() => server.close());
beforeEach(() => server.start());

function storedValue(database: PostgresDatabase, stream: string): Promise<unknown> {
  return database.get('SELECT value FROM watermarks WHERE stream = ?', [stream]).then((record) => record?.['value']);
}

/** The database behind a proxy. */
async function openBehindProxy(policy: Parameters<typeof openDatabase>[1] = {}) {
  const proxy = await startProxy(server.port);
  onTestFinished(() => proxy.close());
  const database = await openDatabase(url.replace(`:${server.port}/`, `:${proxy.port}/`), policy);
  return { proxy, database };
}

/** Ends the connection of the first such statement before the server gets it. */
function cutBefore(proxy: TcpProxy, statement: string): void {
  proxy.onSent = (data) => {
    if (!data.includes(statement)) return;
    proxy.onSent = undefined;
    proxy.reset();
  };
}

/** Ends the connection of the first such statement when the server has run it and nobody knows. */
function cutAfter(proxy: TcpProxy, statement: string, isDone: () => Promise<boolean>): void {
  proxy.onSent = async (data) => {
    if (!data.includes(statement)) return;
    proxy.onSent = undefined;
    proxy.silence('to client');
    while (!(await isDone()));
    proxy.heal();
    proxy.reset();
  };
}

describe('when the server is killed and started again', () => {
  test.each(['kill', 'stop'] as const)('a transaction is repeated as a whole (%s)', async (how) => {
    const database = await openDatabase(url);
    const stream = `transaction ${how}`;
    let attempts = 0;
    await database.transaction(async (connection) => {
      attempts += 1;
      await connection.run(CURSOR, [stream, attempts]);
      if (attempts > 1) return;
      await server[how]();
      await server.start();
    });
    expect([attempts, await storedValue(database, stream)]).toEqual([2, 2]);
  });

  test('a statement waits until it is there, and is run then', async () => {
    const database = await openDatabase(url);
    await database.run(CURSOR, ['single', 1]);
    await server.kill();
    const value = storedValue(database, 'single');
    const inserted = database.run(CURSOR, ['single 2', 2]);
    await server.start();
    expect([await value, await inserted, await storedValue(database, 'single 2')]).toEqual([1, 1, 2]);
  });

  test('idle connections that were lost meanwhile are not noticed', async () => {
    const database = await openDatabase(url);
    await Promise.all([1, 2, 3].map(() => database.get('SELECT pg_sleep(0.01)')));
    await server.stop();
    await server.start();
    await Promise.all([1, 2, 3].map(() => database.get('SELECT 1')));
  });

  test('an insertion of many records that was cut off is there once', async () => {
    const database = await openDatabase(url, { maxInsertedRecords: 10 });
    const running = database.insertAll(
      `${CURSOR} ON CONFLICT (scope, stream, filter) DO UPDATE SET value = excluded.value`,
      Array.from({ length: 2000 }, (_, at) => [`many ${at}`, at]),
    );
    await server.kill();
    await server.start();
    await running;
    expect(await database.get("SELECT count(*) AS n FROM watermarks WHERE stream LIKE 'many %'")).toEqual({ n: 2000 });
  });

  test('a list that is being read in parts ends with an error', async () => {
    const database = await openDatabase(url);
    const parts = database.parts('SELECT generate_series(1, 100000) AS n');
    expect((await parts.next()).value).toHaveLength(500);
    await server.kill();
    await expect(parts.next()).rejects.toMatchObject({
      code: 'ledger-lost',
      message: expect.stringContaining('resume'),
    });
    await server.start();
    expect((await database.parts('SELECT 1 AS n').next()).value).toEqual([{ n: 1 }]);
  });
});

describe('a server that does not come back', () => {
  test('is given up after a while, resumably, with the reason and without the password', async () => {
    const database = await openDatabase(url.replace('etl@', 'etl:secret@'), { maxLostMs: 150 });
    await server.kill();
    const error: Error = await database.get('SELECT 1').then(
      () => new Error('no error'),
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ name: 'LedgerError', code: 'ledger-lost' });
    expect(error.message).toContain(`postgres://etl@127.0.0.1:${server.port}/`);
    expect(error.message).toMatch(/did not come back within 150 ms .*ECONNREFUSED.*sobot-etl resume$/);
    expect(error.message).not.toContain('secret');
  });

  test('is waited for once, not again by all that comes after', async () => {
    const database = await openDatabase(url, { maxLostMs: 2_000 });
    await server.kill();
    const lost = expect.objectContaining({ code: 'ledger-lost' });
    await expect(database.get('SELECT 1')).rejects.toEqual(lost);
    const startedAt = performance.now();
    await expect(database.transaction((connection) => connection.get('SELECT 1'))).rejects.toEqual(lost);
    await expect(database.locks.tryLock('late')).rejects.toEqual(lost);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    await server.start();
    await database.get('SELECT 1');
    // The next outage is waited for like the first.
    await server.kill();
    const value = database.get('SELECT 42 AS n');
    await server.start();
    expect(await value).toEqual({ n: 42 });
  });

  test('does not keep the ledger from being closed', async () => {
    const database = await openDatabase(url);
    await server.kill();
    const waiting = database.transaction(async () => undefined);
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'ledger-lost' });
    await database.close();
    await outcome;
  });
});

describe('a connection that breaks', () => {
  test('before a commit reaches the server has the transaction repeated', async () => {
    const { proxy, database } = await openBehindProxy();
    cutBefore(proxy, 'COMMIT');
    let attempts = 0;
    await database.transaction(async (connection) => {
      attempts += 1;
      await connection.run(`${CURSOR} ON CONFLICT (scope, stream, filter) DO UPDATE SET value = 7`, ['uncommitted', 7]);
    });
    expect([attempts, await storedValue(database, 'uncommitted')]).toEqual([2, 7]);
  });

  test('before the answer to a commit has the transaction repeated, which finds that it was done', async () => {
    const { proxy, database } = await openBehindProxy();
    const direct = await openDatabase(url);
    cutAfter(proxy, 'COMMIT', async () => (await storedValue(direct, 'committed')) === 7);
    const found: unknown[] = [];
    await database.transaction(async (connection) => {
      const before = await connection.get('SELECT value FROM watermarks WHERE stream = ?', ['committed']);
      found.push(before?.['value']);
      await connection.run(`${CURSOR} ON CONFLICT DO NOTHING`, ['committed', 7]);
    });
    expect(found).toEqual([undefined, 7]);
  });

  test('silently is noticed, and its work is repeated', async () => {
    const { proxy, database } = await openBehindProxy({ pingMs: 50, maxPingMs: 200 });
    // Whoever has a lock has a connection that is tested.
    const lock = await database.locks.tryLock('silence');
    proxy.silence('to client');
    const before = proxy.ended;
    const value = database.get('SELECT 42 AS n');
    await until(() => proxy.ended >= before + 2);
    // Only attempts to connect again are left.
    proxy.heal();
    proxy.reset();
    expect(await value).toEqual({ n: 42 });
    expect(lock?.lost?.aborted).toBe(false);
    await lock?.release();
  });
});
