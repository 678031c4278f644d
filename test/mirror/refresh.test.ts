import { describe, expect, test } from 'vitest';
import { startMirroring } from './mirroring.ts';

describe('a refresh', () => {
  test('reads every customer the first time, and finds each by its keys', async () => {
    await using work = await startMirroring({ customers: 350 });
    expect(await work.refresh()).toMatchObject({
      kind: 'full',
      status: 'completed',
      complete: true,
      ...{ read: 350, added: 350, changed: 0, unchanged: 0, vanished: 0 },
    });
    const { mirror } = work;
    expect(mirror.status()).toMatchObject({ complete: true, customers: 350, details: 0, tags: 350 });
    for (const row of work.sandbox.snapshot().customers()) {
      const id = String(row['id']);
      expect(mirror.get(id)?.row).toMatchObject({ id, nick: row['nick'], update_time: row['update_time'] });
      for (const field of ['partnerid', 'email', 'tel', 'nick'] as const) {
        if (row[field]) expect(mirror.find(field, String(row[field]))).toContain(id);
      }
    }
    expect(mirror.get('nobody')).toBeUndefined();
    expect(mirror.find('email', 'nobody@example.com')).toEqual([]);
  });

  test('reads only changes later, and notices edits and new customers of other clients', async () => {
    await using work = await startMirroring({ customers: 350 });
    await work.refresh();
    const { mirror } = work;
    const state = mirror.state;
    expect(await work.refresh()).toMatchObject({ kind: 'changes', complete: true, added: 0, changed: 0 });
    expect(mirror.state).toBe(state);
    const [id = ''] = work.sandbox.snapshot().customerIds();
    const old = mirror.get(id)?.row;
    await work.post(`user/update/${id}`, { nick: 'Edited', email: 'edited@example.com' });
    await work.post('user/save', { nick: 'New', partnerid: 'NEW-1', crm_status: 1 });
    const refreshed = await work.refresh();
    expect(refreshed).toMatchObject({ kind: 'changes', complete: true, added: 1, changed: 1 });
    expect(refreshed.read).toBeLessThan(350);
    expect(refreshed.vanished).toBeUndefined();
    expect(mirror.state).not.toBe(state);
    expect(mirror.find('nick', 'Edited')).toEqual([id]);
    expect(mirror.find('email', 'EDITED@example.com ')).toEqual([id]);
    expect(mirror.find('email', String(old?.['email']))).toEqual([]);
    const [added = ''] = mirror.find('partnerid', 'NEW-1');
    expect(mirror.get(added)?.row).toMatchObject({ nick: 'New' });
  });

  test('skips the tags if asked, and leaves out tags that were read before a change', async () => {
    await using work = await startMirroring({ customers: 120 });
    await work.refresh({ tags: false });
    const ids = work.sandbox.snapshot().customerIds();
    expect(work.mirror.status().tags).toBe(0);
    expect(work.mirror.get(ids[0] ?? '')?.tags).toBeUndefined();
    await work.refresh({ full: true });
    expect(work.mirror.status().tags).toBe(120);
    const settled = ids.map((id) => work.mirror.get(id)).find((one) => (one?.tags?.length ?? 0) > 0);
    expect(settled).toBeDefined();
    await work.post(`user/update/${settled?.id}`, { nick: 'Edited' });
    await work.refresh({ tags: false });
    expect(work.mirror.get(settled?.id ?? '')?.tags).toBeUndefined();
  });

  test('leaves a mirror as it is that is recent enough', async () => {
    await using work = await startMirroring({ customers: 20 });
    expect(await work.refresh({ maxAgeMs: 60_000 })).toMatchObject({ kind: 'full' });
    expect(await work.refresh({ maxAgeMs: 60_000 })).toMatchObject({ kind: 'none', complete: true, read: 0 });
    expect(await work.refresh({ maxAgeMs: 60_000, full: true })).toMatchObject({ kind: 'full' });
  });
});
