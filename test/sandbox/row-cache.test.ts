import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Customer } from '../../src/sandbox/store/customer.ts';
import { RowCache } from '../../src/sandbox/store/row-cache.ts';
import { addCustomer, handClock, type Members, openSession, type Session, tagId, takeToken } from './session.ts';

/** All rows of the list, in pages of an odd size, that end elsewhere each time. */
async function listAll(session: Session, pageSize: number): Promise<Members[]> {
  const rows: Members[] = [];
  for (let page = 1; ; page++) {
    const { items } = await session.get('user/list_by_page', { page_no: page, page_size: pageSize });
    if (items.length === 0) return rows;
    rows.push(...items);
  }
}

/** The list says of everybody what is true now, however often it was read before. */
async function expectTrue(session: Session): Promise<void> {
  for (const pageSize of [7, 100, 13]) {
    const rows = await listAll(session, pageSize);
    const records = session.sandbox.snapshot().customers().toReversed();
    expect(rows.map(({ id }) => id)).toEqual(records.map(({ id }) => id));
    for (const [place, row] of rows.entries()) {
      const { stageid, wx_unionids, whatsappids, lineids, ...shown } = JSON.parse(JSON.stringify(records[place]));
      expect(row).toEqual(shown);
    }
  }
}

describe('rows of the list', () => {
  it('follow every change of what they show', async () => {
    const clock = handClock();
    await using session = await openSession({ customers: 60, seed: 7, now: clock.now, tokenTtlSeconds: 1_000_000 });
    const ids = session.sandbox.snapshot().customerIds();
    const [first = '', second = '', third = ''] = ids;
    await expectTrue(session);
    await session.post(`user/update/${first}`, { nick: 'Ünïcode "quoted" 王芳 🎉', remark: 'a\nb' });
    await expectTrue(session);
    const tag = await tagId(session, 'Status', 'Hot');
    await session.post('label/update_biz_label', { userid: second, add_tag: [tag] });
    await expectTrue(session);
    await session.post('label/update', { id: tag, name: 'Boiling' });
    await expectTrue(session);
    await session.get('label/remove', { id: tag });
    await expectTrue(session);
    await session.post('user/add_black_list', { user_id: third, black_type: 24, black_reason: 'spam' });
    await expectTrue(session);
    clock.pass(25 * 3600);
    await expectTrue(session);
    await addCustomer(session, { nick: 'New' });
    await expectTrue(session);
  });

  it('follow customers that come and go with every page', async () => {
    await using session = await openSession({ customers: 80, churn: { inserts: 1, removes: 1 } });
    for (let round = 0; round < 5; round++) {
      const before = session.sandbox.snapshot().customers().toReversed();
      const { items } = await session.get('user/list_by_page', { page_no: 1, page_size: 50 });
      expect(items).toMatchObject(before.slice(0, 50).map(({ id, nick, update_time }) => ({ id, nick, update_time })));
    }
  });

  it('have their numbers as strings where that is wanted, the first time and the next', async () => {
    await using session = await openSession({ customers: 20, stringNumbers: true });
    const [once, again] = [await listAll(session, 20), await listAll(session, 20)];
    expect(again).toEqual(once);
    expect(once.every(({ create_time }) => typeof create_time === 'string')).toBe(true);
  });

  it('are the same bytes when they are asked for again', async () => {
    await using sandbox = await startSandbox({ customers: 50 });
    const token = await takeToken(sandbox);
    const read = async () =>
      (
        await fetch(`${sandbox.url}/api/scrm/5/user/list_by_page?page_no=1&page_size=50`, { headers: { token } })
      ).text();
    expect(await read()).toBe(await read());
  });
});

describe('kept rows', () => {
  const customer = (id: string) => ({ id }) as Customer;

  it('lie side by side, and are gone once forgotten', () => {
    const rows = new RowCache();
    const [ann, bob] = [customer('ann'), customer('bob')];
    const first = rows.add(ann, ',{"nick":"Änn"}');
    const second = rows.add(bob, ',{}');
    expect(first?.end).toBe(second?.start);
    expect(first?.slab.toString('utf8', first.start, second?.end)).toBe(',{"nick":"Änn"},{}');
    rows.delete(ann);
    expect(rows.get(ann)).toBeUndefined();
    expect(rows.get(bob)).toEqual(second);
    rows.clear();
    expect(rows.get(bob)).toBeUndefined();
  });

  it('are bounded: what comes then is not kept, until half of it is of no use', () => {
    const rows = new RowCache(10 << 20);
    const row = 'x'.repeat(1 << 20);
    const all = Array.from({ length: 11 }, (_, index) => customer(String(index)));
    const kept = all.map((each) => rows.add(each, row) !== undefined);
    expect(kept.indexOf(false)).toBe(10);
    for (const each of all.slice(0, 4)) rows.delete(each);
    expect(rows.add(customer('new'), row)).toBeUndefined();
    for (const each of all.slice(4, 5)) rows.delete(each);
    expect(rows.add(customer('new'), row)).toBeDefined();
    expect(rows.add(customer('too long'), `${row}x`)).toBeUndefined();
  });
});
