import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { ChunkStore, type NewChunkRow } from '../../src/distributed/chunk-store.ts';
import { DistributedRuns } from '../../src/distributed/distributed-runs.ts';
import { JobQueue } from '../../src/distributed/job-queue.ts';
import { findRivals } from '../../src/distributed/rivals.ts';
import { encodeRow } from '../../src/distributed/row-codec.ts';
import { chunkFence } from '../../src/distributed/row-fence.ts';
import { openLedger, RowTakenOver } from '../../src/ledger/index.ts';
import { newRun } from '../ledger/new-run.ts';
import { newPostgresDatabase } from '../support/postgres-server.ts';
import { newFolder } from '../support/run-cli.ts';

const LEASE = 60_000;
const NO_REQUESTS = { sent: 0, retried: 0, throttled: 0 };
const row = (number: number): NewChunkRow => ({
  row: number,
  unit: number,
  orderKey: undefined,
  nameHash: undefined,
  content: JSON.stringify({ row: number }),
});
const chunk = (number: number, rows: readonly number[], predecessors: readonly number[] = []) => ({
  chunk: number,
  predecessors,
  rows: rows.map(row),
});

/** One ledger for all tests of this file, each of which has a run and a queue of its own. */
const opened = openShared();
let queues = 0;

async function openShared() {
  const ledger = await openLedger({ home: newFolder(), url: await newPostgresDatabase() });
  const database = ledger.postgres;
  if (database === undefined) throw new Error('not PostgreSQL');
  return { ledger, database, jobs: await JobQueue.open(database, { supervise: false }) };
}

afterAll(async () => {
  const { ledger, jobs } = await opened;
  await jobs.close();
  await ledger.close();
});

/** A run that is distributed, with its queue. */
async function distributedRun({ maxAgeMs }: { readonly maxAgeMs?: number } = {}) {
  const { ledger, database, jobs } = await opened;
  queues += 1;
  const queue = `tenant-${queues}/import`;
  await jobs.ensure(queue);
  const run = await newRun(ledger);
  const runs = new DistributedRuns(database);
  const open = () => runs.open({ run: run.seq, queue, facts: {}, maxAgeMs });
  const { generation } = await open();
  const owner = { run: run.seq, queue, generation };
  const store = new ChunkStore(database, jobs);
  const offered = async () => {
    const found: number[] = [];
    for (let offer = await jobs.fetch(queue); offer; offer = await jobs.fetch(queue)) found.push(offer.chunk);
    return found;
  };
  /** Settles rows as a worker does that has taken a chunk. */
  const complete = async (
    taken: { readonly chunk: number; readonly epoch: number },
    rows: readonly number[],
    state: 'created' | 'in_doubt' = 'created',
  ) => {
    const log = await ledger.openRowLog(
      run,
      undefined,
      chunkFence(run.seq, () => taken),
    );
    for (const number of rows) log.complete({ row: number, state, remoteId: `id-${number}` });
    await log.flush();
  };
  const name = (number: number) => ({ run: run.seq, chunk: number });
  return { ledger, database, jobs, queue, run, runs, owner, store, open, offered, complete, name };
}

describe('a chunk', () => {
  test('is offered by a job, whose transaction also stores its rows', async () => {
    const { store, owner, jobs, run, queue } = await distributedRun();
    await store.insert(owner, chunk(1, [2, 3]));
    expect(await jobs.fetch(queue)).toMatchObject({ run: run.seq, chunk: 1 });
    expect(await store.rowsOf({ run: run.seq, chunk: 1 })).toHaveLength(2);
  });

  test('is neither stored nor offered if one of its rows is in another open chunk', async () => {
    const { store, owner, offered, name } = await distributedRun();
    await store.insert(owner, chunk(1, [2, 3]));
    await expect(store.insert(owner, chunk(2, [3, 4]))).rejects.toMatchObject({ code: 'run-taken-over' });
    expect(await store.rowsOf(name(2))).toEqual([]);
    expect(await offered()).toEqual([1]);
  });

  test('is not accepted from a process whose run another has taken over', async () => {
    const { store, owner, open, offered } = await distributedRun();
    await open();
    await expect(store.insert(owner, chunk(1, [2]))).rejects.toMatchObject({ code: 'run-taken-over' });
    expect(await offered()).toEqual([]);
  });

  test('can be taken by one worker only', async () => {
    const { store, owner, name } = await distributedRun();
    await store.insert(owner, chunk(1, [2]));
    const taken = await Promise.all([1, 2, 3].map((worker) => store.take(name(1), worker, LEASE)));
    expect(taken.filter((each) => each !== undefined)).toMatchObject([{ epoch: 1 }]);
  });

  test('is no longer offered once it is taken', async () => {
    const { store, owner, run, offered } = await distributedRun();
    await store.insert(owner, chunk(1, [2]));
    await store.insert(owner, chunk(2, [3]));
    expect(await store.takeNext(run.seq, 1, LEASE)).toMatchObject({ chunk: 1, epoch: 1 });
    expect(await offered()).toEqual([2]);
  });

  test('is done when all of its rows are settled, and its payloads are gone then', async () => {
    const { store, owner, name, complete, database, run } = await distributedRun();
    await store.insert(owner, chunk(1, [2, 3]));
    const taken = await store.take(name(1), 1, LEASE);
    if (!taken) throw new Error('not taken');
    await complete(taken, [2, 3]);
    expect(await store.settle(taken, { sent: 2, retried: 0, throttled: 0 })).toBe('done');
    expect(await database.all('SELECT row FROM chunk_rows WHERE run = ?', [run.seq])).toEqual([]);
    expect(await store.take(name(1), 2, LEASE)).toBeUndefined();
  });

  test('is offered again with what is left when its worker gives it up', async () => {
    const { store, owner, name, complete, offered } = await distributedRun();
    await store.insert(owner, chunk(1, [2, 3]));
    expect(await offered()).toEqual([1]);
    const taken = await store.take(name(1), 1, LEASE);
    if (!taken) throw new Error('not taken');
    await complete(taken, [2]);
    expect(await store.settle(taken, NO_REQUESTS)).toBe('released');
    expect(await store.rowsOf(name(1))).toMatchObject([{ unit: 3 }]);
    expect(await offered()).toEqual([1]);
  });

  test('is offered again when the lease of its worker is over, and has another epoch then', async () => {
    const { store, owner, name, offered, queue } = await distributedRun();
    await store.insert(owner, chunk(1, [2]));
    await offered();
    const first = await store.take(name(1), 1, 100);
    expect(await store.sweep([queue])).toBe(0);
    expect(await store.take(name(1), 2, LEASE)).toBeUndefined();
    await sleep(150);
    expect(await store.sweep(['another/import'])).toBe(0);
    expect(await store.sweep([queue])).toBe(1);
    expect(await offered()).toEqual([1]);
    expect(await store.take(name(1), 2, LEASE)).toMatchObject({ epoch: 2 });
    expect(await store.renew([first as never], 1, LEASE)).toEqual([]);
    expect(await store.settle(first as never, NO_REQUESTS)).toBe('lost');
  });

  test('keeps the lease that its worker renews', async () => {
    const { store, owner, name, queue } = await distributedRun();
    await store.insert(owner, chunk(1, [2]));
    const taken = await store.take(name(1), 1, 100);
    expect(await store.renew([taken as never], 1, LEASE)).toEqual([name(1)]);
    await sleep(150);
    expect(await store.sweep([queue])).toBe(0);
  });

  test('is not to be had while its run stops', async () => {
    const { store, owner, name, runs, run } = await distributedRun();
    await store.insert(owner, chunk(1, [2]));
    await runs.requestStop(run.seq, { code: 'interrupted', reason: '' });
    await runs.requestStop(run.seq, { code: 'outage', reason: 'later' });
    expect(await store.take(name(1), 1, LEASE)).toBeUndefined();
    expect(await runs.stopping([run.seq])).toEqual(new Map([[run.seq, { code: 'interrupted', reason: '' }]]));
  });

  test('is offered by a resumed run, whatever jobs there are', async () => {
    const { store, owner, run, offered, open, queue } = await distributedRun();
    await store.insert(owner, chunk(1, [2]));
    await store.insert(owner, chunk(2, [3]));
    await offered();
    await open();
    await store.offerAll(run.seq, queue);
    await store.offerAll(run.seq, queue);
    expect(await offered()).toEqual([1, 2]);
  });
});

describe('a chunk with predecessors', () => {
  test('is offered by whoever finishes the last of them', async () => {
    const { store, owner, name, complete, offered } = await distributedRun();
    await store.insert(owner, chunk(1, [2]));
    await store.insert(owner, chunk(2, [3]));
    await store.insert(owner, chunk(3, [4], [1, 2]));
    expect(await offered()).toEqual([1, 2]);
    expect(await store.take(name(3), 1, LEASE)).toBeUndefined();
    const taken = await Promise.all([store.take(name(1), 1, LEASE), store.take(name(2), 2, LEASE)]);
    for (const each of taken) if (each) await complete(each, [each.chunk + 1]);
    // At the same time: each waits for the other to change the successor.
    await Promise.all(taken.map((each) => each && store.settle(each, NO_REQUESTS)));
    expect(await offered()).toEqual([3]);
    expect(await store.take(name(3), 1, LEASE)).toMatchObject({ epoch: 1 });
  });

  test('is offered at once if they are done', async () => {
    const { store, owner, name, complete, offered } = await distributedRun();
    await store.insert(owner, chunk(1, [2]));
    const taken = await store.take(name(1), 1, LEASE);
    if (!taken) throw new Error('not taken');
    await complete(taken, [2]);
    await store.settle(taken, NO_REQUESTS);
    await store.insert(owner, chunk(2, [3], [1]));
    expect(await offered()).toEqual([2]);
  });

  test('is never forgotten, whenever its predecessor ends', async () => {
    const { store, owner, name, complete, offered } = await distributedRun();
    for (let number = 1; number < 40; number += 2) {
      await store.insert(owner, chunk(number, [number]));
      const taken = await store.take(name(number), 1, LEASE);
      if (!taken) throw new Error('not taken');
      await complete(taken, [number]);
      await offered();
      await Promise.all([
        store.settle(taken, NO_REQUESTS),
        store.insert(owner, chunk(number + 1, [1000 + number], [number])),
      ]);
      expect(await offered()).toEqual([number + 1]);
    }
  });
});

describe('rows that were compared with the CRM', () => {
  test('are taken only once, and soon', async () => {
    const { store, owner, name, offered } = await distributedRun({ maxAgeMs: 300 });
    await store.insert(owner, chunk(1, [2]));
    await store.insert(owner, chunk(2, [3]));
    await offered();
    const taken = await store.take(name(1), 1, LEASE);
    expect(taken).toMatchObject({ epoch: 1 });
    expect(await store.settle(taken as never, NO_REQUESTS)).toBe('released');
    expect(await store.take(name(1), 2, LEASE)).toBeUndefined();
    await sleep(350);
    expect(await store.take(name(2), 2, LEASE)).toBeUndefined();
    expect(await offered()).toEqual([]);
  });

  test('are given back when they are out of date, with those that follow them', async () => {
    const { store, owner, name, run, offered, queue } = await distributedRun({ maxAgeMs: LEASE });
    await store.insert(owner, chunk(1, [2]));
    await store.insert(owner, chunk(2, [3], [1]));
    await store.insert(owner, chunk(3, [4], [2]));
    await store.insert(owner, chunk(4, [5]));
    const taken = await store.take(name(1), 1, LEASE);
    expect(await store.dissolve(run.seq, queue, LEASE)).toEqual([]);
    await store.settle(taken as never, NO_REQUESTS);
    expect(await store.dissolve(run.seq, queue, LEASE)).toEqual([1, 2, 3]);
    expect(await store.rowsOf(name(2))).toEqual([]);
    expect(await offered()).toEqual([4]);
  });

  test('are taken away from a worker that does not answer, whose answer may still come late', async () => {
    const { store, owner, name, run, queue, ledger, complete } = await distributedRun({ maxAgeMs: LEASE });
    await store.insert(owner, chunk(1, [2, 3]));
    const taken = await store.take(name(1), 1, LEASE);
    const log = await ledger.openRowLog(run);
    await log.begin({ row: 2 });
    await store.takeAway(run.seq);
    expect(await store.dissolve(run.seq, queue, LEASE)).toEqual([1]);
    expect(await store.settle(taken as never, NO_REQUESTS)).toBe('lost');
    await complete(taken as never, [2, 3]);
    expect((await ledger.outcomes(run, [2, 3])).get(2)).toMatchObject({ state: 'created' });
    expect((await ledger.outcomes(run, [2, 3])).has(3)).toBe(false);
  });
});

describe('the row log of a worker', () => {
  test('refuses what it writes once its chunk has another epoch, except the answer to a request under way', async () => {
    const { store, owner, name, ledger, run } = await distributedRun();
    await store.insert(owner, chunk(1, [2, 3, 4]));
    const first = await store.take(name(1), 1, 50);
    if (!first) throw new Error('not taken');
    const late = await ledger.openRowLog(
      run,
      undefined,
      chunkFence(run.seq, () => first),
    );
    await late.begin({ row: 2 });
    await sleep(100);
    const second = await store.take(name(1), 2, LEASE);
    if (!second) throw new Error('not taken');
    await expect(late.begin({ row: 3 })).rejects.toBeInstanceOf(RowTakenOver);
    late.complete({ row: 4, state: 'created', remoteId: 'd' });
    await late.rollback(2);
    late.complete({ row: 2, state: 'created', remoteId: 'b' });
    await late.flush();
    const log = await ledger.openRowLog(
      run,
      undefined,
      chunkFence(run.seq, () => second),
    );
    expect([...(await log.known(1, 9)).values()]).toMatchObject([{ row: 2, state: 'created', remoteId: 'b' }]);
    expect(log.counts).toEqual({ created: 1, sending: 0 });
  });

  test('keeps the outcome that a row got first', async () => {
    const { store, owner, name, ledger, run } = await distributedRun();
    await store.insert(owner, chunk(1, [2]));
    const first = await store.take(name(1), 1, 50);
    if (!first) throw new Error('not taken');
    const late = await ledger.openRowLog(
      run,
      undefined,
      chunkFence(run.seq, () => first),
    );
    await late.begin({ row: 2 });
    await sleep(100);
    const second = await store.take(name(1), 2, LEASE);
    const log = await ledger.openRowLog(
      run,
      undefined,
      chunkFence(run.seq, () => second),
    );
    log.complete({ row: 2, state: 'created', remoteId: 'mine' });
    await log.flush();
    late.complete({ row: 2, state: 'in_doubt' });
    await late.flush();
    expect((await ledger.outcomes(run, [2])).get(2)).toMatchObject({ state: 'created', remoteId: 'mine' });
    expect(await log.count()).toEqual({ created: 1 });
  });

  test('writes nothing more when its run has ended', async () => {
    const { store, owner, name, ledger, run, runs } = await distributedRun();
    await store.insert(owner, chunk(1, [2]));
    const taken = await store.take(name(1), 1, LEASE);
    if (!taken) throw new Error('not taken');
    const log = await ledger.openRowLog(
      run,
      undefined,
      chunkFence(run.seq, () => taken),
    );
    await log.begin({ row: 2 });
    await runs.close(run.seq);
    log.complete({ row: 2, state: 'created' });
    await log.flush();
    expect((await ledger.outcomes(run, [2])).get(2)).toMatchObject({ state: 'sending' });
  });
});

test('offers of several runs are taken in turn', async () => {
  const { store, owner, ledger, runs, run, jobs, queue } = await distributedRun();
  for (let number = 1; number <= 3; number += 1) await store.insert(owner, chunk(number, [number]));
  const other = await newRun(ledger, { id: `other-${run.seq}` });
  const { generation } = await runs.open({ run: other.seq, queue, facts: {}, maxAgeMs: undefined });
  await store.insert({ run: other.seq, queue, generation }, chunk(1, [2]));
  const order = [];
  for (let offer = await jobs.fetch(queue); offer; offer = await jobs.fetch(queue))
    order.push(`${offer.run}/${offer.chunk}`);
  expect(order).toEqual([`${owner.run}/1`, `${other.seq}/1`, `${owner.run}/2`, `${owner.run}/3`]);
});

test('rows with the same name in other chunks are rivals while they may have been sent', async () => {
  const { store, owner, database, name, complete, run } = await distributedRun();
  const named = (number: number, nick: string): NewChunkRow => {
    const pending = { row: { number, cells: [] }, payload: { nick }, followUps: [], hash: '', hasIntent: false };
    return { ...row(number), nameHash: `hash of ${nick}`, content: encodeRow({ pending, facts: {} }) };
  };
  const insert = (number: number, ...rows: NewChunkRow[]) =>
    store.insert(owner, { chunk: number, predecessors: [], rows });
  await insert(1, named(2, 'Ann'), named(3, 'Ann'));
  await insert(2, named(4, 'Ann'), named(5, 'Bob'), named(6, 'Ann'));
  await insert(3, named(7, 'Ann'));
  const rivals = async () =>
    (await findRivals(database, { run: run.seq, row: 2, chunk: 1, nameHash: 'hash of Ann' })).length;
  // Nobody has begun to send them.
  expect(await rivals()).toBe(0);
  const taken = await store.take(name(2), 1, LEASE);
  if (!taken) throw new Error('not taken');
  expect(await rivals()).toBe(2);
  await complete(taken, [4]);
  expect(await rivals()).toBe(1);
  await complete(taken, [6], 'in_doubt');
  await complete(taken, [5]);
  expect(await store.settle(taken, NO_REQUESTS)).toBe('done');
  // It stays in doubt whose record is whose.
  expect(await rivals()).toBe(1);
});
