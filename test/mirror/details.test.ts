import { describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { startMirroring } from './mirroring.ts';

/** The details of a customer, as the client reads them, and the time by the server's clock. */
async function readDetail({ session }: Awaited<ReturnType<typeof startMirroring>>, id: string) {
  const { item } = await session.client.call(endpoints.getCustomer, { id });
  return { item: item as Record<string, unknown>, now: session.client.serverNow() ?? Date.now() };
}

describe('details in the mirror', () => {
  test.each([false, true])(
    'are kept until the customer changes, in whichever case the API writes them (%s)',
    async (camelCaseDetail) => {
      await using work = await startMirroring({ customers: 30, camelCaseDetail });
      await work.refresh();
      const { mirror } = work;
      const [id = ''] = work.sandbox.snapshot().customerIds();
      expect(mirror.get(id)?.detail).toBeUndefined();
      const { item, now } = await readDetail(work, id);
      mirror.putDetail(id, item, now);
      expect(mirror.get(id)?.detail).toEqual(JSON.parse(JSON.stringify(item)));
      expect(mirror.status().details).toBe(1);
      await work.post(`user/update/${id}`, { nick: 'Edited' });
      await work.refresh();
      expect(mirror.get(id)?.row).toMatchObject({ nick: 'Edited' });
      expect(mirror.get(id)?.detail).toBeUndefined();
    },
  );

  test('that were read within seconds of a change are not trusted: another change in that second would be missing', async () => {
    await using work = await startMirroring({ customers: 30 });
    const [id = ''] = work.sandbox.snapshot().customerIds();
    await work.post(`user/update/${id}`, { nick: 'Edited' });
    await work.refresh();
    const { item } = await readDetail(work, id);
    const changedMs = Number(item['update_time']) * 1000;
    for (const [afterMs, isKnown] of [
      [0, false],
      [1999, false],
      [2000, true],
    ] as const) {
      work.mirror.putDetail(id, item, changedMs + afterMs);
      expect(work.mirror.get(id)?.detail !== undefined).toBe(isKnown);
    }
  });

  test('of a customer that the list has not shown, and its tags, are left out', async () => {
    await using work = await startMirroring({ customers: 3 });
    await work.refresh();
    work.mirror.putDetail('nobody', { id: 'nobody', nick: 'Nobody' }, Date.now());
    work.mirror.putTags(new Map([['nobody', ['tag']]]), Date.now());
    expect(work.mirror.status()).toMatchObject({ details: 0, customers: 3 });
    expect(work.mirror.get('nobody')).toBeUndefined();
  });

  test('and tags are removed with their customer', async () => {
    const hidden = new Set<string>();
    await using work = await startMirroring(
      { customers: 5 },
      {
        serve: (rows) => {
          const items = rows.filter(({ id }) => !hidden.has(String(id)));
          return { items, total_count: items.length };
        },
      },
    );
    await work.refresh();
    const [id = ''] = work.sandbox.snapshot().customerIds();
    const { item, now } = await readDetail(work, id);
    work.mirror.putDetail(id, item, now);
    hidden.add(id);
    await work.refresh({ full: true });
    expect(work.mirror.status()).toMatchObject({ details: 0, tags: 4, customers: 4 });
  });
});
