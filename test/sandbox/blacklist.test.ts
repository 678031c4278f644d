import { describe, expect, it } from 'vitest';
import { addCustomer, handClock, openSession, type Session } from './session.ts';

async function blackRows(session: Session, query: Record<string, string | number> = {}): Promise<unknown[]> {
  const { items } = await session.get('user/query_black_list', { page_no: 1, page_size: 15, ...query });
  return items.map(({ nick, black_type, is_black }) => [nick, black_type, is_black]);
}

async function block(session: Session, nick: string, black_type: number): Promise<string> {
  const user_id = await addCustomer(session, { nick });
  const answer = await session.post('user/add_black_list', { user_id, black_type, black_reason: `${nick}!` });
  expect(answer.ret_code).toBe('000000');
  return user_id;
}

describe('the blacklist', () => {
  it('lists from when until when a customer is on it', async () => {
    const clock = handClock();
    await using session = await openSession({ now: clock.now });
    const seconds = clock.now() / 1000;
    const user_id = await block(session, 'Ann', 48);
    expect((await session.get('user/query_black_list', { page_no: 1, page_size: 15 })).items).toEqual([
      {
        user_id,
        black_type: 48,
        black_reason: 'Ann!',
        nick: 'Ann',
        black_time: seconds,
        black_end_time: seconds + 172_800,
        is_black: 1,
        user_status: 1,
      },
    ]);
    expect((await session.post('user/detail', { id: user_id })).item['user_status']).toBe('1');
  });

  it('releases customers when their time is over, except those listed for ever', async () => {
    const clock = handClock();
    await using session = await openSession({ now: clock.now, tokenTtlSeconds: 1_000_000 });
    await block(session, 'day', 24);
    await block(session, 'ever', -1);
    await block(session, 'three days', 72);
    expect(await blackRows(session)).toEqual([
      ['three days', 72, 1],
      ['ever', -1, 1],
      ['day', 24, 1],
    ]);
    clock.pass(24 * 3600 - 1);
    expect(await blackRows(session, { black_type: 24 })).toEqual([['day', 24, 1]]);
    clock.pass(1);
    expect(await blackRows(session, { black_type: 24 })).toEqual([]);
    expect(await blackRows(session)).toEqual([
      ['three days', 72, 1],
      ['ever', -1, 1],
      ['day', 0, 0],
    ]);
    clock.pass(10 * 86_400);
    expect(await blackRows(session, { black_type: -1 })).toEqual([['ever', -1, 1]]);
  });

  it('releases a removed customer at once, and a repeated removal does no harm', async () => {
    await using session = await openSession();
    const user_id = await block(session, 'Ann', -1);
    for (let time = 0; time < 2; time++) {
      expect((await session.post('user/remove_black_list', { user_id })).ret_code).toBe('000000');
      expect(await blackRows(session)).toEqual([['Ann', 0, 0]]);
    }
    await session.post('user/add_black_list', { user_id, black_type: 24, black_reason: 'again' });
    await session.post('user/add_black_list', { user_id, black_type: 72, black_reason: 'longer' });
    expect(await blackRows(session)).toEqual([['Ann', 72, 1]]);
  });

  it('can be filtered by customer and time', async () => {
    const clock = handClock();
    await using session = await openSession({ now: clock.now });
    const start = clock.now() / 1000;
    const first = await block(session, 'first', 24);
    clock.pass(60);
    await block(session, 'second', 24);
    expect(await blackRows(session, { user_id: first })).toEqual([['first', 24, 1]]);
    expect(await blackRows(session, { start_time: start + 1 })).toEqual([['second', 24, 1]]);
    expect(await blackRows(session, { end_time: start + 59 })).toEqual([['first', 24, 1]]);
    expect(await blackRows(session, { page_no: 2, page_size: 1 })).toEqual([['first', 24, 1]]);
    expect((await session.get('user/query_black_list', { black_type: 12 })).ret_code).toBe('400004');
  });

  it('refuses unknown customers, unknown types, and a missing reason', async () => {
    await using session = await openSession();
    const user_id = await addCustomer(session);
    const codeFor = async (members: object): Promise<string> => {
      const right = { user_id, black_type: 24, black_reason: 'spam' };
      return (await session.post('user/add_black_list', { ...right, ...members })).ret_code;
    };
    expect(await codeFor({ user_id: 'ffff' })).toBe('400011');
    expect(await codeFor({ black_type: 36 })).toBe('400004');
    expect(await codeFor({ black_type: '24' })).toBe('400002');
    expect(await codeFor({ black_reason: '' })).toBe('400001');
    expect((await session.post('user/remove_black_list', {})).ret_code).toBe('400001');
    expect((await session.post('user/remove_black_list', { user_id: 'ffff' })).ret_code).toBe('400011');
  });
});
