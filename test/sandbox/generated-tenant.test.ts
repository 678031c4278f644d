import { describe, expect, it } from 'vitest';
import { handClock, type Members, openSession } from './session.ts';

describe('a generated tenant', () => {
  it('is the same for the same seed and time, and differs otherwise', async () => {
    const rows = async (seed: number): Promise<string> => {
      await using session = await openSession({ customers: 50, seed, now: handClock().now });
      return JSON.stringify(session.sandbox.snapshot().customers());
    };
    expect(await rows(1)).toBe(await rows(1));
    expect(await rows(1)).not.toBe(await rows(2));
  });

  it('is spread over the past two years', async () => {
    const clock = handClock();
    await using session = await openSession({ customers: 730, now: clock.now });
    const times = session.sandbox
      .snapshot()
      .customers()
      .map((row) => Number(row['create_time']));
    expect(times).toEqual([...times].sort((one, other) => one - other));
    const now = clock.now() / 1000;
    expect(times[0]).toBeGreaterThanOrEqual(now - 730 * 86_400);
    expect(times[0]).toBeLessThan(now - 728 * 86_400);
    expect(times.at(-1)).toBeLessThan(now);
    expect(times.at(-1)).toBeGreaterThan(now - 2 * 86_400);
    const list = await session.get('user/list_by_page', { create_start_time: now - 86_400 * 10, page_size: 100 });
    expect(list.total_count).toBeGreaterThanOrEqual(9);
    expect(list.total_count).toBeLessThanOrEqual(11);
  });

  it('has names of several scripts, and every kind of value', async () => {
    await using session = await openSession({ customers: 500 });
    const rows = session.sandbox.snapshot().customers();
    for (const script of [/\p{Script=Han}/u, /\p{Script=Arabic}/u, /\p{Script=Cyrillic}/u, /[äöüß]/, /\p{Emoji}/u]) {
      expect(rows.some(({ nick }) => script.test(String(nick)))).toBe(true);
    }
    for (const name of [
      'biz_label',
      'vip_level',
      'liable_serviceid',
      'enterpriseid',
      'cityid',
      'whatsappids',
      'stageid',
    ]) {
      const share = rows.filter((row) => row[name] !== undefined).length / rows.length;
      expect([name, share > 0.02 && share < 0.9]).toEqual([name, true]);
    }
    const types = rows.flatMap((row) =>
      (JSON.parse(String(row['ex_field_str'] ?? '[]')) as Members[]).map((one) => one['field_type']),
    );
    expect([...new Set(types)].sort()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    for (const by of ['tel', 'email', 'partnerid'] as const) {
      expect(session.sandbox.snapshot().duplicateCustomers(by)).toEqual({});
    }
  });

  it('passes its own checks: every customer can be saved again unchanged', async () => {
    await using session = await openSession({ customers: 100 });
    for (const row of session.sandbox.snapshot().customers()) {
      const { nick, partnerid, crm_status, is_vip, sex, ...texts } = row;
      const { proviceid, cityid, areaid, enterpriseid, timezoneid, language, liable_serviceid, ex_field_str } = texts;
      const ids = { proviceid, cityid, areaid, enterpriseid, timezoneid, language };
      const answer = await session.post('user/save', {
        ...{ nick, partnerid, crm_status, is_vip, sex, liable_serviceid, ex_field_str, ...ids },
      });
      expect(answer).toMatchObject({ ret_code: '000000', action: 'update', data: { userid: row['id'] } });
    }
  });
});

describe('churn', () => {
  it('adds and removes customers at every list, and keeps the others', async () => {
    await using session = await openSession({ customers: 200, churn: { inserts: 2, removes: 1.5, seed: 4 } });
    const before = new Set(session.sandbox.snapshot().customerIds());
    const totals = new Set<number>();
    for (let call = 0; call < 10; call++) {
      totals.add((await session.get('user/list_by_page', { page_no: 1, page_size: 10 })).total_count);
    }
    expect(totals.has(200)).toBe(true);
    expect(totals.size).toBeGreaterThan(3);
    const after = session.sandbox.snapshot().customerIds();
    const stayed = after.filter((id) => before.has(id));
    expect(after.length - stayed.length).toBeGreaterThan(10);
    expect(200 - stayed.length).toBeGreaterThan(5);
    expect(new Set(after).size).toBe(after.length);
  });
});
