import { describe, expect, it } from 'vitest';
import { addCustomer, agentIds, handClock, openSession, type Session, tagId } from './session.ts';

async function listed(session: Session, query: Record<string, string | number>): Promise<unknown[]> {
  const { items, ret_code } = await session.get('user/list_by_page', { page_no: 1, page_size: 100, ...query });
  return ret_code === '000000' ? items.map(({ nick }) => nick) : [ret_code];
}

describe('user/list_by_page', () => {
  it("answers a row as the document's example has it", async () => {
    const clock = handClock();
    await using session = await openSession({ now: clock.now });
    const id = await addCustomer(session, { tel: '1', sex: 2, language: 'de', timezoneid: 'Europe/Berlin' });
    const { items } = await session.get('user/list_by_page', { page_no: 1, page_size: 15 });
    expect(items).toEqual([
      {
        id,
        pid: expect.stringMatching(/^[0-9a-f]{32}$/),
        nick: 'Ann',
        tel: '1',
        sex: 2,
        source: 8,
        status: 8,
        is_vip: '0',
        user_status: 0,
        extend_fields: {},
        fixed_fields: {},
        create_type: 1,
        create_time: clock.now() / 1000,
        create_date: Date.parse('2026-02-28T16:00:00Z') / 1000,
        create_serviceid: expect.any(String),
        create_service_name: expect.any(String),
        update_time: clock.now() / 1000,
        update_user_id: expect.any(String),
        update_user_name: expect.any(String),
        crm_status: 2,
        timezoneid: 'Europe/Berlin',
        timezone_value: 'GMT+01:00 Berlin',
        language: 'de',
        language_value: 'German',
      },
    ]);
  });

  it('is paged from the newest to the oldest', async () => {
    await using session = await openSession();
    for (const nick of ['1', '2', '3', '4', '5']) await addCustomer(session, { nick });
    const page = await session.get('user/list_by_page', { page_no: 2, page_size: 2 });
    expect(page).toMatchObject({ page_no: 2, page_count: 3, total_count: 5, page_size: 2 });
    expect(page.items.map(({ nick }) => nick)).toEqual(['3', '2']);
    expect(await listed(session, { page_no: 3, page_size: 2 })).toEqual(['1']);
    expect(await listed(session, { page_no: 4, page_size: 2 })).toEqual([]);
    expect(await listed(session, { page_no: 0 })).toEqual(['400004']);
    expect(await listed(session, { page_size: 0 })).toEqual(['400004']);
    expect(await listed(session, { page_size: 'all' })).toEqual(['400002']);
  });

  it('has pages of 15 by default, and none larger than its cap', async () => {
    await using session = await openSession({ customers: 30, maxPageSize: 20 });
    expect(await session.get('user/list_by_page')).toMatchObject({ page_size: 15, page_count: 2, total_count: 30 });
    const capped = await session.get('user/list_by_page', { page_no: 1, page_size: 1000 });
    expect(capped).toMatchObject({ page_size: 20, page_count: 2 });
    expect(capped.items).toHaveLength(20);
  });

  it('can return an empty list in three ways', async () => {
    for (const [emptyItems, items] of [
      ['empty', []],
      ['null', null],
      ['absent', undefined],
    ] as const) {
      await using session = await openSession({ emptyItems });
      expect((await session.get('user/list_by_page')).items).toEqual(items);
    }
  });

  it('can repeat its last page endlessly', async () => {
    await using session = await openSession({ repeatPages: true });
    for (const nick of ['1', '2', '3']) await addCustomer(session, { nick });
    expect(await listed(session, { page_no: 2, page_size: 2 })).toEqual(['1']);
    expect(await listed(session, { page_no: 9, page_size: 2 })).toEqual(['1']);
  });

  it('searches for a text anywhere in a field, ignoring case', async () => {
    await using session = await openSession();
    const { item: enterpriseid } = await session.post('enterprise/save', { enterprise_name: 'Nord GmbH' });
    await addCustomer(session, { nick: 'Ann Lee', email: 'ann@x.example', tel: '555123' });
    await addCustomer(session, { nick: 'Joanna', uname: 'Lee', email: 'joanna@x.example', tel: '123' });
    await addCustomer(session, { nick: '王芳', email: 'ann@y.example', enterpriseid });
    const search = (type: number, value: string): Promise<unknown[]> =>
      listed(session, { search_type: type, search_value: value });
    expect(await search(1, 'ANN')).toEqual(['Joanna', 'Ann Lee']);
    expect(await search(1, '王')).toEqual(['王芳']);
    expect(await search(2, 'lee')).toEqual(['Joanna']);
    expect(await search(3, 'nord')).toEqual(['王芳']);
    expect(await search(4, '123')).toEqual(['Joanna', 'Ann Lee']);
    expect(await search(5, 'ann@')).toEqual(['王芳', 'Ann Lee']);
    expect(await search(5, 'nn')).toEqual(['王芳', 'Joanna', 'Ann Lee']);
    expect(await search(5, 'nobody@x.example')).toEqual([]);
    expect(await search(6, 'x')).toEqual(['400004']);
    expect(await listed(session, { search_value: 'x' })).toEqual(['400001']);
  });

  it('searches the current value of a field', async () => {
    await using session = await openSession({ customers: 50 });
    const id = await addCustomer(session, { nick: 'Before', email: 'before@z.example' });
    const search = (value: string): Promise<unknown[]> => listed(session, { search_type: 5, search_value: value });
    expect(await search('before@z')).toEqual(['Before']);
    await session.post(`user/update/${id}`, { nick: 'After', email: 'after@z.example' });
    expect(await search('before@z')).toEqual([]);
    expect(await search('after@z')).toEqual(['After']);
    await addCustomer(session, { nick: 'Another', email: 'after@z.example.com', partnerid: 'p' });
    expect(await search('after@z')).toEqual(['Another', 'After']);
  });

  it('filters by times of creation and of change, both ends inclusive', async () => {
    const clock = handClock();
    await using session = await openSession({ now: clock.now });
    const start = clock.now() / 1000;
    for (const nick of ['0', '10', '20']) {
      await addCustomer(session, { nick, partnerid: nick });
      clock.pass(10);
    }
    await addCustomer(session, { nick: '0', partnerid: '0', remark: 'changed at 30' });
    expect(await listed(session, { create_start_time: start + 10 })).toEqual(['20', '10']);
    expect(await listed(session, { create_end_time: start + 10 })).toEqual(['10', '0']);
    expect(await listed(session, { create_start_time: start + 1, create_end_time: start + 19 })).toEqual(['10']);
    expect(await listed(session, { create_start_time: start + 11, create_end_time: start + 19 })).toEqual([]);
    expect(await listed(session, { create_start_time: start + 20, create_end_time: start })).toEqual([]);
    expect(await listed(session, { update_start_time: start + 20 })).toEqual(['20', '0']);
    expect(await listed(session, { update_start_time: start + 11, update_end_time: start + 20 })).toEqual(['20']);
    expect(await listed(session, { create_end_time: start, update_start_time: start + 30 })).toEqual(['0']);
    expect(await listed(session, { create_start_time: '2026-03-01' })).toEqual(['400002']);
  });

  it('filters by status, agent, stage, tag, blacklist and ids', async () => {
    await using session = await openSession();
    const [agent = ''] = await agentIds(session, 'John Smith');
    const { items: stages } = await session.get('user_stage/query_list_by_type');
    const stageid = String(stages[2]?.['id']);
    const premium = await tagId(session, 'Interest', 'Premium');
    const trial = await tagId(session, 'Interest', 'Trial');
    const inquiry = await addCustomer(session, { nick: 'inquiry', crm_status: 1, wx_build_unionid: 'u1' });
    const waiting = await addCustomer(session, { nick: 'waiting', crm_status: 2, wx_external_userids: ['e1', 'e2'] });
    await addCustomer(session, { nick: 'followed', crm_status: 3, liable_serviceid: agent });
    const pooled = await addCustomer(session, { nick: 'pooled', crm_status: 4 });
    await session.post('label/update_biz_label', { userid: inquiry, add_tag: [premium] });
    await session.post('label/update_biz_label', { userid: waiting, add_tag: [trial] });
    await session.post('user_stage/stage_save', { userid: waiting, stageid, stage_name: 'Intention', stage_type: 1 });
    await session.post('user/add_black_list', { user_id: pooled, black_type: 24, black_reason: 'spam' });
    expect(await listed(session, { module_type: 1 })).toEqual(['pooled', 'followed', 'waiting', 'inquiry']);
    expect(await listed(session, { module_type: 2 })).toEqual(['inquiry']);
    expect(await listed(session, { module_type: 3 })).toEqual(['waiting']);
    expect(await listed(session, { module_type: 4 })).toEqual(['followed']);
    expect(await listed(session, { module_type: 5 })).toEqual(['pooled']);
    expect(await listed(session, { module_type: 6 })).toEqual(['followed']);
    expect(await listed(session, { module_type: 7 })).toEqual(['400004']);
    expect(await listed(session, { liable_serviceid: agent })).toEqual(['followed']);
    expect(await listed(session, { stageid })).toEqual(['waiting']);
    expect(await listed(session, { user_label: premium })).toEqual(['inquiry']);
    expect(await listed(session, { user_label: `${premium},${trial}` })).toEqual(['waiting', 'inquiry']);
    expect(await listed(session, { isblack: 1 })).toEqual(['pooled']);
    expect(await listed(session, { isblack: 0 })).toEqual(['followed', 'waiting', 'inquiry']);
    expect(await listed(session, { wx_build_unionId: 'u1' })).toEqual(['inquiry']);
    expect(await listed(session, { external_userid: 'e2' })).toEqual(['waiting']);
    expect(await listed(session, { development_mode: 2 })).toHaveLength(4);
    expect(await listed(session, { user_label: trial, module_type: 2 })).toEqual([]);
  });
});
