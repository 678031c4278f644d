import { describe, expect, it } from 'vitest';
import { addCustomer, agentIds, customField, openSession, type Session } from './session.ts';

async function customValues(session: Session, id: string): Promise<Record<string, string>> {
  const { item } = await session.post('user/detail', { id });
  const entries = JSON.parse(String(item['ex_field_str'])) as { fieldid: string; field_value: string }[];
  return Object.fromEntries(
    entries.filter(({ field_value }) => field_value !== '').map(({ fieldid, field_value }) => [fieldid, field_value]),
  );
}

describe('user/update', () => {
  it('changes given fields, clears blank ones and keeps the others', async () => {
    await using session = await openSession();
    const id = await addCustomer(session, { uname: 'Ann Lee', remark: 'old', qq: '5', email: 'a@x' });
    const answer = await session.post(`user/update/${id}`, { nick: 'Anne', remark: '', email: 'b@x', crm_status: 4 });
    expect(answer).toEqual({ ret_code: '000000', ret_msg: 'Success' });
    const [row] = session.sandbox.snapshot().customers({ id });
    expect(row).toMatchObject({ nick: 'Anne', uname: 'Ann Lee', qq: '5', email: 'b@x', crm_status: 2 });
    expect(row).not.toHaveProperty('remark');
  });

  it('refuses an unknown customer, and a missing nick', async () => {
    await using session = await openSession();
    const id = await addCustomer(session);
    expect(await session.post('user/update/ffff', { nick: 'Ann' })).toMatchObject({ ret_code: '400011' });
    expect(await session.post(`user/update/${id}`, { uname: 'Ann' })).toMatchObject({ ret_code: '400001' });
    expect(await session.post(`user/update/${id}`, { nick: 'x'.repeat(51) })).toMatchObject({ ret_code: '400003' });
  });

  it('overwrites all custom fields by default, and merges them on request', async () => {
    await using session = await openSession();
    const { field_id: notes } = await customField(session, 'Notes');
    const { field_id: limit } = await customField(session, 'Credit limit');
    const given = (fieldid: string, field_value: string): { ex_field_str: string } => ({
      ex_field_str: JSON.stringify([{ fieldid, field_value }]),
    });
    const id = await addCustomer(session, given(notes, 'hello'));
    await session.post(`user/update/${id}`, { nick: 'Ann', upset_ex_field_str: 1, ...given(limit, '500') });
    expect(await customValues(session, id)).toEqual({ [notes]: 'hello', [limit]: '500' });
    await session.post(`user/update/${id}`, { nick: 'Ann', upset_ex_field_str: 1, ...given(notes, '') });
    expect(await customValues(session, id)).toEqual({ [limit]: '500' });
    await session.post(`user/update/${id}`, { nick: 'Ann', ...given(notes, 'new') });
    expect(await customValues(session, id)).toEqual({ [notes]: 'new' });
    await session.post(`user/update/${id}`, { nick: 'Ann' });
    expect(await customValues(session, id)).toEqual({ [notes]: 'new' });
    await session.post(`user/update/${id}`, { nick: 'Ann', upset_ex_field_str: 0, ex_field_str: '[]' });
    expect(await customValues(session, id)).toEqual({});
    const wrong = await session.post(`user/update/${id}`, { nick: 'Ann', upset_ex_field_str: 2 });
    expect(wrong).toMatchObject({ ret_code: '400004' });
  });

  it('sets the level, which cannot be set at creation', async () => {
    await using session = await openSession();
    const { items } = await session.get('custom_field/get_vip_level_data_list');
    expect(items.map((level) => level['data_name'])).toEqual(['VIP1', 'VIP2', 'VIP3']);
    const vip_level = String(items[1]?.['data_value']);
    const id = await addCustomer(session, { vip_level });
    expect(session.sandbox.snapshot().customers({ id })[0]).not.toHaveProperty('vip_level');
    await session.post(`user/update/${id}`, { nick: 'Ann', is_vip: '1', vip_level });
    expect(session.sandbox.snapshot().customers({ id })).toMatchObject([{ is_vip: '1', vip_level }]);
    const wrong = await session.post(`user/update/${id}`, { nick: 'Ann', vip_level: 'VIP2' });
    expect(wrong).toMatchObject({ ret_code: '400019' });
  });

  it('assigns the customer to another agent, and records the assignment', async () => {
    await using session = await openSession();
    const [maria] = await agentIds(session, 'Maria Garcia');
    const id = await addCustomer(session);
    await session.post(`user/update/${id}`, { nick: 'Ann', liable_serviceid: maria });
    const now = Math.floor(Date.now() / 1000);
    const { items } = await session.post('user/cus_distribute_records', {
      liable_serviceid: maria,
      start_time: now - 60,
      end_time: now + 60,
    });
    expect(items).toMatchObject([{ userid: id, nick: 'Ann' }]);
  });
});
