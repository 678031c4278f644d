import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { PostgresDatabase } from '../../../src/ledger/postgres/postgres-database.ts';
import type { Lock } from '../../../src/ledger/sql.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.ts';
import { startProxy } from '../../support/tcp-proxy.ts';
import { until } from '../../support/until.ts';
import { openDatabase } from './open-database.ts';

let server: PostgresServer;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
});
afterAll(() => server.close());
beforeEach(() => server.start());

/** Waits until the lock is free, and takes it. */
async function take(database: PostgresDatabase, name: string): Promise<Lock> {
  let lock: Lock | undefined;
  await until(async () => {
    lock = await database.locks.tryLock(name);
    return lock !== undefined;
  });
  return lock as Lock;
}

/** The processes of the server that hold locks. */
async function holders(): Promise<number[]> {
  const held = await server.query("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted");
  return held.map(({ pid }) => Number(pid));
}

/** How many sessions ran such a statement last. */
async function sessions(statement: string): Promise<number> {
  return (await server.query(`SELECT FROM pg_stat_activity WHERE usename = 'etl' AND query LIKE '${statement}'`))
    .length;
}

/** The ledger behind a proxy. */
async function openBehindProxy(policy: Parameters<typeof openDatabase>[1] = {}) {
  const proxy = await startProxy(server.port);
  onTestFinished(() => proxy.close());
  const address = url.replace(`:${server.port}/`, `:${proxy.port}/`);
  return { proxy, database: await openDatabase(address, { maxRetryMs: 50, ...policy }) };
}

const terminate = (pid: number | undefined) => server.query(`SELECT pg_terminate_backend(${pid})`);

describe('a lock', () => {
  test('keeps out everybody else, this process included, until it is released', async () => {
    const [one, other] = [await openDatabase(url), await openDatabase(url)];
    const lock = await one.locks.tryLock('a');
    expect(lock?.lost?.aborted).toBe(false);
    expect(await one.locks.tryLock('a')).toBeUndefined();
    expect(await other.locks.tryLock('a')).toBeUndefined();
    const another = await other.locks.tryLock('b');
    expect(another).toBeDefined();
    await lock?.release();
    await lock?.release();
    const next = await other.locks.tryLock('a');
    expect(next).toBeDefined();
    expect(await one.locks.tryLock('a')).toBeUndefined();
    await next?.release();
    expect(await one.locks.tryLock('a')).toBeDefined();
  });

  test('is asked for once by this process although twice at the same time', async () => {
    const database = await openDatabase(url);
    const locks = await Promise.all([1, 2, 3].map(() => database.locks.tryLock('same')));
    expect(locks.filter(Boolean)).toHaveLength(1);
  });

  test('ends with the ledger of its holder', async () => {
    const [one, other] = [await openDatabase(url), await openDatabase(url)];
    await one.locks.tryLock('closed');
    await one.close();
    expect(await other.locks.tryLock('closed')).toBeDefined();
  });

  test('is taken again when its connection was lost, without the holder noticing', async () => {
    const [one, other] = [await openDatabase(url), await openDatabase(url)];
    const lock = await take(one, 'again');
    const [first] = await holders();
    await terminate(first);
    await until(async () => (await holders()).some((pid) => pid !== first));
    expect(lock.lost?.aborted).toBe(false);
    expect(await other.locks.tryLock('again')).toBeUndefined();
    await lock.release();
    expect(await other.locks.tryLock('again')).toBeDefined();
  });

  test('is taken again when the server was started again', async () => {
    const [one, other] = [await openDatabase(url), await openDatabase(url)];
    const [lock, second] = [await take(one, 'restart'), await take(one, 'restart 2')];
    await server.kill();
    await server.start();
    await until(async () => (await holders()).length === 2);
    expect([lock.lost?.aborted, second.lost?.aborted]).toEqual([false, false]);
    expect(await other.locks.tryLock('restart')).toBeUndefined();
  });

  test('is lost when another process was faster', async () => {
    const { proxy, database: one } = await openBehindProxy({ maxRelockMs: 20 });
    const other = await openDatabase(url);
    const [lock, kept] = [await take(one, 'taken'), await take(one, 'kept')];
    proxy.block();
    const thief = await take(other, 'taken');
    proxy.heal();
    await until(() => lock.lost?.aborted ?? false);
    expect(lock.lost?.reason).toMatchObject({ name: 'LedgerError', code: 'ledger-lock-lost' });
    expect(lock.lost?.reason.message).toContain('the lock taken');
    expect(await other.locks.tryLock('kept')).toBeUndefined();
    expect(kept.lost?.aborted).toBe(false);
    // Releasing what is lost takes nothing from its new holder.
    await lock.release();
    expect(await one.locks.tryLock('taken')).toBeUndefined();
    await thief.release();
    expect(await one.locks.tryLock('taken')).toBeDefined();
  });

  test('is not lost to somebody who only tests whether it is free', async () => {
    const { proxy, database: one } = await openBehindProxy({ maxRelockMs: 30_000 });
    const other = await openDatabase(url);
    const lock = await take(one, 'tested');
    proxy.block();
    const probe = await take(other, 'tested');
    proxy.heal();
    await until(async () => (await sessions('%pg_try_advisory_lock%')) === 2);
    await probe.release();
    await until(
      async () => (await other.locks.tryLock('tested').then(async (free) => free?.release() ?? 'held')) === 'held',
    );
    expect(lock.lost?.aborted).toBe(false);
    await lock.release();
    expect(await other.locks.tryLock('tested')).toBeDefined();
  });

  test('is lost when the server does not come back', async () => {
    const database = await openDatabase(url, { maxLostMs: 100 });
    const lock = await take(database, 'gone');
    await server.kill();
    await until(() => lock.lost?.aborted ?? false);
    expect(lock.lost?.reason).toMatchObject({ code: 'ledger-lost' });
    await server.start();
    expect(await database.locks.tryLock('gone')).toBeDefined();
  });
});

describe('a notice', () => {
  test('reaches all who listen to its channel, in every process, at the end of its transaction', async () => {
    const [one, other] = [await openDatabase(url), await openDatabase(url)];
    const heard: unknown[] = [];
    await one.listen('stop', (payload) => heard.push(['one', payload]));
    const second = await other.listen('stop', (payload) => heard.push(['other', payload]));
    await other.listen('pause', (payload) => heard.push(['pause', payload]));
    await one.notify('stop', 'run 7\0');
    await until(() => heard.length === 2);
    expect(heard.toSorted()).toEqual([
      ['one', 'run 7\0'],
      ['other', 'run 7\0'],
    ]);
    await second.stop();
    const error = new Error('undone');
    await one
      .transaction(async (connection) => {
        await one.notify('stop', 'undone', connection);
        throw error;
      })
      .catch(() => undefined);
    await one.transaction((connection) => one.notify('pause', '5', connection));
    await one.notify('stop', 'last');
    await until(() => heard.length === 4);
    expect(heard.slice(2).toSorted()).toEqual([
      ['one', 'last'],
      ['pause', '5'],
    ]);
  });

  test('may have been missed while the connection was lost, which listeners learn', async () => {
    const [one, other] = [await openDatabase(url), await openDatabase(url)];
    const heard: unknown[] = [];
    await one.listen('stop', (payload) => heard.push(payload));
    await server.kill();
    await server.start();
    await other.notify('stop', 'perhaps');
    await until(() => heard.includes(undefined));
    await other.notify('stop', 'heard');
    await until(() => heard.includes('heard'));
  });

  test('is heard again however long the server was gone', async () => {
    const database = await openDatabase(url, { maxLostMs: 50, maxRetryMs: 20 });
    const heard: unknown[] = [];
    await database.listen('stop', (payload) => heard.push(payload));
    await server.kill();
    await expect(database.notify('stop', 'lost')).rejects.toMatchObject({ code: 'ledger-lost' });
    await server.start();
    await until(() => heard.includes(undefined));
    await database.notify('stop', 'again');
    await until(() => heard.includes('again'));
  });
});
