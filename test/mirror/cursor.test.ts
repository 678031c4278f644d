import { describe, expect, test } from 'vitest';
import { refreshContext } from '../../src/app/change/open-mirror.ts';
import { refreshMirrorOf } from '../../src/app/change/refresh-tenant-mirror.ts';
import { refreshMirror } from '../../src/mirror/index.ts';
import { systemClock } from '../../src/resilience/clock.ts';
import { openTenant, startMirroring } from './mirroring.ts';

const HOUR = 3600;

/** A mirror of a server whose clock the test sets. */
async function withClock() {
  const clock = { seconds: Math.floor(Date.now() / 1000) };
  const now = () => clock.seconds * 1000;
  const work = await startMirroring({ customers: 20, now, clockSkewSeconds: 1e13 }, { now });
  const edit = (id: string, nick: string) => work.post(`user/update/${id}`, { nick });
  const id = (index: number) => work.sandbox.snapshot().customerIds()[index] ?? '';
  return { work, clock, edit, id };
}

describe('a refresh of changes', () => {
  test.each([600, HOUR, 40 * 24 * HOUR])(
    'finds every change after the server’s clock was set back by %i s',
    async (back) => {
      const { work, clock, edit, id } = await withClock();
      await using _ = work;
      await edit(id(0), 'Latest');
      expect(await work.refresh()).toMatchObject({ kind: 'full', read: 20 });
      clock.seconds -= back;
      for (const index of [5, 7]) {
        await edit(id(index), `Changed ${index}`);
        clock.seconds += 30;
        expect(await work.refresh()).toMatchObject({ complete: true, changed: 1 });
        expect(work.mirror.find('nick', `Changed ${index}`)).toEqual([id(index)]);
        clock.seconds += 60;
      }
    },
  );

  test('finds every change after the server’s clock was set back, although it waits for its window first', async () => {
    const { work, clock, edit, id } = await withClock();
    await using _ = work;
    await edit(id(0), 'Latest');
    await work.refresh();
    clock.seconds -= 2 * HOUR;
    await edit(id(5), 'Changed');
    let waitedMs = 0;
    const context = refreshContext(work.session, {
      signals: { stop: new AbortController().signal },
      reporter: { message: () => {} },
    });
    const askServerTime = () => {
      clock.seconds += 5 * HOUR;
      waitedMs = 5 * HOUR * 1000;
      return context.askServerTime();
    };
    const later = { ...systemClock, now: () => Date.now() + waitedMs };
    await refreshMirror(work.mirror, { ...context, clock: later, askServerTime });
    expect(work.mirror.find('nick', 'Changed')).toEqual([id(5)]);
  });

  test('reads every change although a record is dated in the future, and names the record', async () => {
    const { work, clock, edit, id } = await withClock();
    await using _ = work;
    const before = clock.seconds;
    clock.seconds = Date.UTC(2099, 0, 1) / 1000;
    await edit(id(3), 'Ahead');
    clock.seconds = before;
    expect((await work.refresh()).notices.join(' ')).toContain(`Record ${id(3)} is dated in the future (2099-01-01)`);
    clock.seconds += 2 * HOUR;
    await edit(id(5), 'Changed');
    clock.seconds += 60;
    expect(await work.refresh()).toMatchObject({ kind: 'changes', changed: 1 });
    expect(work.mirror.find('nick', 'Changed')).toEqual([id(5)]);
  });

  test('that waits for its window does not keep others from refreshing', async () => {
    await using work = await startMirroring({ customers: 20 });
    const minute = Math.floor(Date.now() / 60_000) % 1440;
    const window = { fromMinute: (minute + 120) % 1440, toMinute: (minute + 180) % 1440 };
    const night = await openTenant(work.sandbox, work.sandbox.url, work.home, window);
    const stop = new AbortController();
    const run = { signals: { stop: stop.signal }, reporter: { message: () => {} } };
    const waiting = refreshMirror(work.mirror, refreshContext(night, run));
    try {
      expect(await work.refresh({}, AbortSignal.timeout(2000))).toMatchObject({ complete: true, read: 20 });
    } finally {
      stop.abort();
    }
    expect(await waiting).toMatchObject({ status: 'interrupted', complete: false, read: 0 });
    await night.close();
  });

  test('counts the wait for its window as time that it took', async () => {
    await using work = await startMirroring();
    const [from, to] = [2, 3].map((hours) => new Date(Date.now() + hours * HOUR * 1000).toISOString().slice(11, 16));
    const { url: baseUrl, appId, appKey } = work.sandbox;
    const connection = { baseUrl, appId, appKey, home: work.home, window: `${from}-${to} UTC` };
    const summary = await refreshMirrorOf({ connection, signal: AbortSignal.timeout(100) });
    expect(summary).toMatchObject({ status: 'interrupted', waited_ms: expect.any(Number) });
    expect(summary.duration_ms).toBeGreaterThanOrEqual(summary.waited_ms ?? 0);
  });

  test('that fails is made up for by the next one', async () => {
    await using work = await startMirroring({ customers: 300 });
    await work.refresh();
    const [id = ''] = work.sandbox.snapshot().customerIds();
    await work.post(`user/update/${id}`, { nick: 'Edited' });
    work.sandbox.setFaults({ '500': 1 });
    expect(await work.refresh()).toMatchObject({ kind: 'changes', status: 'aborted', complete: false });
    expect(work.mirror.status()).toMatchObject({ complete: false, customers: 300 });
    work.sandbox.setFaults({});
    expect(await work.refresh()).toMatchObject({ kind: 'changes', complete: true, changed: 1 });
    expect(work.mirror.status()).toMatchObject({ complete: true });
  });

  test('that is stopped keeps what it has read, and the next one goes on', async () => {
    await using work = await startMirroring({ customers: 300 });
    expect(await work.refresh({}, AbortSignal.abort())).toMatchObject({ status: 'interrupted', complete: false });
    expect(work.mirror.status().complete).toBe(false);
    expect(await work.refresh()).toMatchObject({ kind: 'full', complete: true, read: 300 });
  });

  test('that was killed is read again from where it began', async () => {
    await using work = await startMirroring({ customers: 300 });
    await work.refresh();
    // What a process leaves that is killed while it reads.
    work.mirror.write(() => work.mirror.parts.state.update({ unfinished: 'changes' }));
    expect(work.mirror.status()).toMatchObject({ complete: false, reason: 'a refresh is running or was cut short' });
    const refreshed = await work.refresh();
    expect(refreshed).toMatchObject({ kind: 'changes', complete: true });
    expect(work.mirror.status()).toMatchObject({ complete: true, customers: 300 });
  });

  test('is as exact with faults as without', async () => {
    await using work = await startMirroring({
      customers: 400,
      faults: { '500': 0.05, 'reset-after': 0.05, '429': 0.05 },
    });
    expect(await work.refresh()).toMatchObject({ complete: true, read: 400 });
    const rows = work.sandbox.snapshot().customers();
    for (const row of rows) expect(work.mirror.get(String(row['id']))?.row).toMatchObject({ nick: row['nick'] });
  });
});
