import { describe, expect, test } from 'vitest';
import type { Alteration } from '../export/altered-server.ts';
import { startMirroring } from './mirroring.ts';

/** A server whose list hides some customers, or counts more than it returns. */
function hidingServer() {
  const hidden = new Set<string>();
  const server = { hidden, countsTooMany: false };
  const alteration: Alteration = {
    serve(rows, { number, size }) {
      const shown = rows.filter(({ id }) => !hidden.has(String(id)));
      const items = shown.slice((number - 1) * size, number * size);
      return { items, total_count: shown.length + (server.countsTooMany ? 7 : 0) };
    },
  };
  return { server, alteration };
}

describe('a customer that the CRM no longer has', () => {
  test('vanishes only with a complete reading of every customer', async () => {
    const { server, alteration } = hidingServer();
    await using work = await startMirroring({ customers: 230 }, alteration);
    const { mirror } = work;
    await work.refresh();
    const rows = work.sandbox.snapshot().customers().slice(0, 3);
    const ids = rows.map(({ id }) => String(id));
    for (const id of ids) server.hidden.add(id);

    await work.refresh();
    expect(mirror.status()).toMatchObject({ complete: true, customers: 230 });

    server.countsTooMany = true;
    const short = await work.refresh({ full: true });
    expect(short).toMatchObject({ kind: 'full', status: 'completed_with_errors', complete: false });
    expect(short.vanished).toBeUndefined();
    expect(short.reason).toContain('user/list_by_page counts');
    expect(mirror.status()).toMatchObject({ complete: false, customers: 230 });

    server.countsTooMany = false;
    // After an incomplete reading, the next one reads everything, too.
    const { state } = mirror;
    expect(await work.refresh()).toMatchObject({ kind: 'full', complete: true, vanished: 3 });
    expect(mirror.state).not.toBe(state);
    expect(mirror.status()).toMatchObject({ complete: true, customers: 227 });
    for (const row of rows) {
      expect(mirror.get(String(row['id']))).toBeUndefined();
      expect(mirror.find('nick', String(row['nick']))).not.toContain(row['id']);
    }
    const gone = [...mirror.changesSince(0)].filter(({ kind }) => kind === 'vanished');
    expect(gone.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(gone.map(({ lastRow }) => lastRow?.['nick']).toSorted()).toEqual(rows.map(({ nick }) => nick).toSorted());

    server.hidden.clear();
    expect(await work.refresh({ full: true })).toMatchObject({ added: 3, vanished: 0 });
    expect(mirror.changeCounts(0)).toEqual({ added: 3, changed: 0, vanished: 3 });
  });

  test('is found although customers are added and removed while all are read', async () => {
    await using work = await startMirroring({ customers: 900, churn: { inserts: 0.3, removes: 0.3, seed: 3 } });
    const first = await work.refresh();
    expect(first).toMatchObject({ kind: 'full', complete: true });
    const second = await work.refresh({ full: true });
    expect(second).toMatchObject({ kind: 'full', complete: true });
    const left = new Set(work.sandbox.snapshot().customerIds());
    const stale = [...work.mirror.changesSince(0)].filter(({ kind, id }) => kind === 'vanished' && left.has(id));
    expect(stale).toEqual([]);
    expect(second.vanished).toBeGreaterThan(0);
  });
});
