import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Customer } from '../../src/sandbox/store/customer.ts';
import { RowCache } from '../../src/sandbox/store/row-cache.ts';
import { addCustomer, handClock, type Members, openSession, type Session, tagId, takeToken } from './session.ts';

/** All rows of the list. Different page sizes make different page boundaries. */
async function listAll(session: Session, pageSize: number): Promise<Members[]> {
  const rows: Members[] = [];
  for (let page = 1; ; page++) {
    const { items } = await session.get('user/list_by_page', { page_no: page, page_size: pageSize });
    if (items.length === 0) return rows;
    rows.push(...items);
  }
}

/** Expects the list to show the current state of every customer, however often it was read before. */
async function expectCurrent(session: Session): Promise<void> {
  for (const pageSize of [7, 100, 13]) {
    const rows = await listAll(session, pageSize);
    const records = session.sandbox.snapshot().customers().toReversed();
    expect(rows.map(({ id }) => id)).toEqual(records.map(({ id }) => id));
    for (const [index, row] of rows.entries()) {
      const { stageid, wx_unionids, whatsappids, lineids, ...shown } = JSON.parse(JSON.stringify(records[index]));
      expect(row).toEqual(shown);
    }
  }
}

describe('rows of the list', () => {
  it('show every change of their customers', async () => {
    const clock = handClock();
    await using session = await openSession({ customers: 60, seed: 7, now: clock.now, tokenTtlSeconds: 1_000_000 });
    const ids = session.sandbox.snapshot().customerIds();
    const [first = '', second = '', third = ''] = ids;
    await expectCurrent(session);
    await session.post(`user/update/${first}`, { nick: 'Ünïcode "quoted" 王芳 🎉', remark: 'a\nb' });
    await expectCurrent(session);
    const tag = await tagId(session, 'Status', 'Hot');
    await session.post('label/update_biz_label', { userid: second, add_tag: [tag] });
    await expectCurrent(session);
    await session.post('label/update', { id: tag, name: 'Boiling' });
    await expectCurrent(session);
    await session.get('label/remove', { id: tag });
    await expectCurrent(session);
    await session.post('user/add_black_list', { user_id: third, black_type: 24, black_reason: 'spam' });
    await expectCurrent(session);
    clock.pass(25 * 3600);
    await expectCurrent(session);
    await addCustomer(session, { nick: 'New' });
    await expectCurrent(session);
  });

  it('show customers that are added and removed with every page', async () => {
    await using session = await openSession({ customers: 80, churn: { inserts: 1, removes: 1 } });
    for (let round = 0; round < 5; round++) {
      const before = session.sandbox.snapshot().customers().toReversed();
      const { items } = await session.get('user/list_by_page', { page_no: 1, page_size: 50 });
      expect(items).toMatchObject(before.slice(0, 50).map(({ id, nick, update_time }) => ({ id, nick, update_time })));
    }
  });

  it('have numbers as strings if the option is set, also when they are cached', async () => {
    await using session = await openSession({ customers: 20, stringNumbers: true });
    const [once, again] = [await listAll(session, 20), await listAll(session, 20)];
    expect(again).toEqual(once);
    expect(once.every(({ create_time }) => typeof create_time === 'string')).toBe(true);
  });

  it('have the same bytes when they are requested again', async () => {
    await using sandbox = await startSandbox({ customers: 50 });
    const token = await takeToken(sandbox);
    const read = async () =>
      (
        await fetch(`${sandbox.url}/api/scrm/5/user/list_by_page?page_no=1&page_size=50`, { headers: { token } })
      ).text();
    expect(await read()).toBe(await read());
  });
});

describe('the row cache', () => {
  const customer = (id: string) => ({ id }) as Customer;

  it('stores rows next to each other, and drops deleted ones', () => {
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

  it('adds no rows when it is full, until half of them are deleted', () => {
    const rows = new RowCache(10 << 20);
    const row = 'x'.repeat(1 << 20);
    const all = Array.from({ length: 11 }, (_, index) => customer(String(index)));
    const added = all.map((each) => rows.add(each, row) !== undefined);
    expect(added.indexOf(false)).toBe(10);
    for (const each of all.slice(0, 4)) rows.delete(each);
    expect(rows.add(customer('new'), row)).toBeUndefined();
    for (const each of all.slice(4, 5)) rows.delete(each);
    expect(rows.add(customer('new'), row)).toBeDefined();
    expect(rows.add(customer('too long'), `${row}x`)).toBeUndefined();
  });
});
