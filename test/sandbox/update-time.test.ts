import { expect, it } from 'vitest';
import { addCustomer, agentIds, groupId, handClock, openSession, type Session, tagId } from './session.ts';

type Write = (session: Session, userid: string) => Promise<unknown>;

const tag = (session: Session): Promise<string> => tagId(session, 'Status', 'Hot');

const WRITES: readonly (readonly [string, Write])[] = [
  ['user/update', ({ post }, id) => post(`user/update/${id}`, { nick: 'Bea', upset_ex_field_str: 1 })],
  ['user/save, which finds it', ({ post }) => post('user/save', { nick: 'Ann', tel: '1', crm_status: 2 })],
  [
    'label/update_biz_label',
    async (session, userid) => session.post('label/update_biz_label', { userid, add_tag: [await tag(session)] }),
  ],
  [
    'label/update_userlabel',
    async (session, id) => session.post(`label/update_userlabel/${id}`, [{ id: await tag(session), name: 'Hot' }]),
  ],
  [
    'user_stage/stage_save',
    async ({ get, post }, userid) => {
      const { items } = await get('user_stage/query_list_by_type');
      const stage = { stageid: items[0]?.['id'], stage_name: items[0]?.['name'], stage_type: 1 };
      return post('user_stage/stage_save', { userid, ...stage });
    },
  ],
  ['user_stage/record_save', ({ post }, userid) => post('user_stage/record_save', { userid, content: 'Called' })],
  [
    'user/add_black_list',
    ({ post }, user_id) => post('user/add_black_list', { user_id, black_type: 24, black_reason: 'spam' }),
  ],
  [
    'public_user/assign',
    async (session, confirmids) => {
      const [id] = await agentIds(session, 'Li Na');
      const liable_list = [{ liable_serviceid: id, liable_service_name: 'Li Na' }];
      return session.post('public_user/assign', { confirmids, liable_list, assign_biz_type: '1' });
    },
  ],
  ['public_user/confirm', ({ post }, confirmids) => post('public_user/confirm', { confirmids, confirm_type: 1 })],
];

/** The customers that a list by update time shows. */
async function updatedSince(session: Session, seconds: number): Promise<unknown[]> {
  const query = { page_no: 1, page_size: 100, update_start_time: seconds };
  return (await session.get('user/list_by_page', query)).items.map(({ id }) => id);
}

async function updateTime(session: Session, id: string): Promise<number> {
  return Number((await session.post('user/detail', { id })).item['update_time']);
}

it.each(WRITES)('a customer is updated now by %s', async (_, write) => {
  const clock = handClock();
  await using session = await openSession({ now: clock.now, identifiedBy: ['tel'] });
  const id = await addCustomer(session, { tel: '1' });
  await addCustomer(session, { tel: '2' });
  clock.pass(60);
  const now = clock.now() / 1000;
  expect(await updatedSince(session, now)).toEqual([]);
  expect(await write(session, id)).toMatchObject({ ret_code: '000000' });
  expect(await updateTime(session, id)).toBe(now);
  expect(await updatedSince(session, now)).toEqual([id]);
});

it('the removal from the blacklist updates a customer', async () => {
  const clock = handClock();
  await using session = await openSession({ now: clock.now });
  const user_id = await addCustomer(session);
  await session.post('user/add_black_list', { user_id, black_type: 24, black_reason: 'spam' });
  clock.pass(60);
  await session.post('user/remove_black_list', { user_id });
  expect(await updatedSince(session, clock.now() / 1000)).toEqual([user_id]);
});

it('the time of the last update goes back with the clock', async () => {
  const clock = handClock();
  await using session = await openSession({ now: clock.now });
  const id = await addCustomer(session);
  const before = await updateTime(session, id);
  clock.pass(-60);
  await session.post(`user/update/${id}`, { nick: 'Bea', upset_ex_field_str: 1 });
  expect(await updateTime(session, id)).toBe(before - 60);
});

it.each(['tag', 'tag group'])('a customer loses a %s that is deleted, and is not updated by that', async (what) => {
  const clock = handClock();
  await using session = await openSession({ now: clock.now });
  const userid = await addCustomer(session);
  await session.post('label/update_biz_label', { userid, add_tag: [await tag(session)] });
  clock.pass(60);
  if (what === 'tag') await session.get('label/remove', { id: await tag(session) });
  else await session.get('label_group/remove', { id: await groupId(session, 'Status') });
  expect((await session.post('user/detail', { id: userid })).item).not.toHaveProperty('biz_label');
  expect(await updatedSince(session, clock.now() / 1000)).toEqual([]);
});

it('a basic list shows no custom fields, and the details do', async () => {
  await using session = await openSession({ customers: 20, listMembers: 'basic' });
  const { items } = await session.get('user/list_by_page', { page_no: 1, page_size: 20 });
  expect(items.length).toBe(20);
  expect(items.filter((row) => 'ex_field_str' in row || 'countryid' in row || 'lineids' in row)).toEqual([]);
  const { item } = await session.post('user/detail', { id: items[0]?.['id'] });
  expect(item).toHaveProperty('ex_field_str');
  await using full = await openSession({ customers: 20 });
  const all = (await full.get('user/list_by_page', { page_no: 1, page_size: 20 })).items;
  expect(all.some((row) => 'ex_field_str' in row)).toBe(true);
});
