import { describe, expect, it } from 'vitest';
import { addCustomer, agentIds, customField, handClock, openSession, option } from './session.ts';

describe('user/save', () => {
  it('creates a customer, then identifies it by telephone, e-mail or partnerid', async () => {
    await using session = await openSession();
    const first = await session.post('user/save', {
      nick: 'Ann',
      crm_status: 2,
      tel: '1',
      email: 'a@x',
      partnerid: 'p',
    });
    expect(first).toEqual({
      data: { userid: expect.stringMatching(/^[0-9a-f]{32}$/) },
      action: 'add',
      ret_code: '000000',
      ret_msg: 'Success',
    });
    for (const known of [{ tel: '1' }, { email: 'a@x' }, { partnerid: 'p' }]) {
      const again = await session.post('user/save', { nick: 'Anne', crm_status: 2, ...known });
      expect(again).toMatchObject({ action: 'update', data: first.data });
    }
    expect(session.sandbox.snapshot().customerCount()).toBe(1);
  });

  it('creates another customer each time if nothing identifies it', async () => {
    await using session = await openSession();
    for (const members of [{}, { wx: 'same' }, { tel: '' }]) {
      await addCustomer(session, members);
      const again = await session.post('user/save', { nick: 'Ann', crm_status: 2, ...members });
      expect(again.action).toBe('add');
    }
    expect(session.sandbox.snapshot().customerCount()).toBe(6);
  });

  it("applies the tenant's own rules of identification, the first match first", async () => {
    await using session = await openSession({ identifiedBy: ['qq', 'tel'] });
    const byQq = await addCustomer(session, { qq: '7' });
    const byTel = await addCustomer(session, { tel: '7', email: 'a@x' });
    expect(await addCustomer(session, { qq: '7', tel: '8' })).toBe(byQq);
    expect(await addCustomer(session, { qq: '8', tel: '7' })).toBe(byTel);
    expect(await addCustomer(session, { email: 'a@x' })).not.toBe(byTel);
  });

  it('finds a customer by its new telephone, and no longer by the old one', async () => {
    await using session = await openSession();
    const id = await addCustomer(session, { tel: '1', partnerid: 'p' });
    expect(await addCustomer(session, { tel: '2', partnerid: 'p' })).toBe(id);
    expect(await addCustomer(session, { tel: '2' })).toBe(id);
    expect(await addCustomer(session, { tel: '1' })).not.toBe(id);
  });

  it('changes given fields and keeps the others, but never changes status and agent', async () => {
    await using session = await openSession();
    const [liNa] = await agentIds(session, 'Li Na');
    const [john] = await agentIds(session, 'John Smith');
    const id = await addCustomer(session, {
      tel: '1',
      uname: 'Old',
      remark: 'keep',
      crm_status: 3,
      liable_serviceid: liNa,
    });
    await addCustomer(session, { tel: '1', uname: 'New', crm_status: 3, liable_serviceid: john });
    await addCustomer(session, { tel: '1', crm_status: 4 });
    expect(session.sandbox.snapshot().customers({ id })).toMatchObject([
      { uname: 'New', remark: 'keep', crm_status: 3, liable_serviceid: liNa, liable_service_name: 'Li Na' },
    ]);
  });

  it('merges custom fields into the existing ones', async () => {
    await using session = await openSession();
    const notes = await customField(session, 'Notes');
    const plan = await customField(session, 'Plan');
    const field = (one: { field_id: string }, value: string): object => ({
      ex_field_str: JSON.stringify([{ fieldid: one.field_id, field_value: value }]),
    });
    const id = await addCustomer(session, { tel: '1', ...field(notes, 'hello') });
    await addCustomer(session, { tel: '1', ...field(plan, option(plan, 'Pro')) });
    const [row] = session.sandbox.snapshot().customers({ id });
    expect(JSON.parse(String(row?.['ex_field_str']))).toEqual([
      { fieldid: notes.field_id, field_value: 'hello', field_type: '1' },
      { fieldid: plan.field_id, field_value: option(plan, 'Pro'), field_text: 'Pro', field_type: '8' },
    ]);
  });

  it('fills in the names for ids, and the times from its clock', async () => {
    const clock = handClock();
    await using session = await openSession({ now: clock.now });
    const [aisha] = await agentIds(session, 'Aisha Khan');
    const { item: enterpriseid } = await session.post('enterprise/save', { enterprise_name: 'Nord GmbH' });
    const id = await addCustomer(session, {
      crm_status: 3,
      liable_serviceid: aisha,
      enterpriseid,
      proviceid: '130000',
      cityid: '130300',
      areaid: '130303',
      partnerid: 'p',
    });
    clock.pass(90);
    await addCustomer(session, { partnerid: 'p', remark: 'later' });
    expect(session.sandbox.snapshot().customers({ id })).toMatchObject([
      {
        liable_service_name: 'Aisha Khan',
        enterprise_name: 'Nord GmbH',
        provice_name: 'Hebei Province',
        city_name: 'Qinhuangdao City',
        area_name: 'Shanhaiguan District',
        create_time: clock.now() / 1000 - 90,
        update_time: clock.now() / 1000,
      },
    ]);
  });

  it('keeps the ids of channels', async () => {
    await using session = await openSession();
    const lists = { whatsappids: ['w1', 'w2'], faceBookids: ['f'], lineids: [], wx_unionids: ['u'] };
    const id = await addCustomer(session, lists);
    const { item } = await session.post('user/detail', { id });
    expect(item).toMatchObject({ whatsappids: ['w1', 'w2'], faceBookids: ['f'], wx_unionids: ['u'] });
  });
});
