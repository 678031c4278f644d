import { describe, expect, it } from 'vitest';
import { addCustomer, agentIds, handClock, openSession, type Session, tagId } from './session.ts';

async function typesOf(session: Session, userid: string, biz_type = ''): Promise<unknown[]> {
  const { items } = await session.get('user_dynamic/list_by_page', { userid, biz_type, page_no: 1, page_size: 100 });
  return items.map((item) => item['biz_type']);
}

describe('user_dynamic/list_by_page', () => {
  it('lists what happened to a customer, the latest first, in three groups', async () => {
    await using session = await openSession();
    const [liNa] = await agentIds(session, 'Li Na');
    const userid = await addCustomer(session, { tel: '1' });
    await addCustomer(session, { tel: '1', remark: 'new' });
    await addCustomer(session, { tel: '1', remark: 'new' });
    await session.post('user_stage/record_save', { userid, content: 'Called' });
    const { items: stages } = await session.get('user_stage/query_list_by_type');
    const stage = { stageid: stages[0]?.['id'], stage_name: stages[0]?.['name'], stage_type: 1 };
    await session.post('user_stage/stage_save', { userid, ...stage });
    await session.post('public_user/assign', {
      confirmids: userid,
      liable_list: [{ liable_serviceid: liNa, liable_service_name: 'Li Na' }],
      assign_biz_type: '1',
    });
    await session.post('label/update_biz_label', { userid, add_tag: [await tagId(session, 'Status', 'Hot')] });
    await session.post('user/add_black_list', { user_id: userid, black_type: -1, black_reason: 'spam' });
    await session.post('user/remove_black_list', { user_id: userid });
    await session.post('public_user/confirm', { confirmids: userid, confirm_type: 1 });
    expect(await typesOf(session, userid)).toEqual([
      'user_recycle',
      'user_black_remove',
      'user_black_add',
      'user_label_update',
      'user_assign',
      'user_stage_update',
      'user_follow_record',
      'user_update',
      'user_create',
    ]);
    expect(await typesOf(session, userid, 'groupService')).toEqual(['user_stage_update', 'user_follow_record']);
    expect(await typesOf(session, userid, 'groupUser')).toEqual([
      'user_recycle',
      'user_assign',
      'user_update',
      'user_create',
    ]);
    expect(await typesOf(session, userid, 'groupOther')).toHaveLength(3);
  });

  it('lists the changed fields, with times in milliseconds except for stages', async () => {
    const clock = handClock();
    await using session = await openSession({ now: clock.now });
    const userid = await addCustomer(session, { tel: '1', remark: 'old' });
    await addCustomer(session, { tel: '1', remark: 'new' });
    const { items: stages } = await session.get('user_stage/query_list_by_type');
    const stageid = stages[4]?.['id'];
    await session.post('user_stage/stage_save', { userid, stageid, stage_name: 'Deal closing', stage_type: 21 });
    const { items } = await session.get('user_dynamic/list_by_page', { userid, page_no: 1, page_size: 10 });
    const seconds = clock.now() / 1000;
    expect(items).toMatchObject([
      {
        biz_time: seconds,
        biz_content: { stageType: '21', stageTypeName: 'order', stageId: stageid, oldStageName: null },
      },
      {
        biz_time: clock.now(),
        biz_content: { datas: [{ type: 1, field: 'remark', name: 'remark', value: 'new', oldValue: 'old' }] },
      },
      { biz_time: clock.now(), create_time: seconds, biz_content: { bizOperatorTypeName: 'Create manually' } },
    ]);
  });

  it('lists the creation of a generated customer with its original values', async () => {
    await using session = await openSession({ customers: 1 });
    const [row] = session.sandbox.snapshot().customers();
    const userid = String(row?.['id']);
    await session.post(`user/update/${userid}`, { nick: 'Changed' });
    const { items } = await session.get('user_dynamic/list_by_page', { userid, page_no: 1, page_size: 10 });
    expect(items.map((item) => item['biz_type'])).toEqual(['user_update', 'user_create']);
    expect(items[1]).toMatchObject({
      biz_content: {
        datas: expect.arrayContaining([expect.objectContaining({ field: 'nick', value: row?.['nick'] })]),
      },
    });
  });

  it('refuses an unknown or a missing customer', async () => {
    await using session = await openSession();
    expect((await session.get('user_dynamic/list_by_page', { userid: 'ffff' })).ret_code).toBe('400011');
    expect((await session.get('user_dynamic/list_by_page')).ret_code).toBe('400001');
  });
});

describe('follow-ups', () => {
  it('are added at every call', async () => {
    await using session = await openSession();
    const userid = await addCustomer(session);
    for (let time = 0; time < 2; time++) {
      expect((await session.post('user_stage/record_save', { userid, content: 'Called' })).ret_code).toBe('000000');
    }
    expect(await typesOf(session, userid, 'groupService')).toHaveLength(2);
    expect(session.sandbox.snapshot().followUps()).toEqual([
      { userid, content: 'Called' },
      { userid, content: 'Called' },
    ]);
    expect((await session.post('user_stage/record_save', { userid })).ret_code).toBe('400001');
    expect((await session.post('user_stage/record_save', { userid: 'ffff', content: 'x' })).ret_code).toBe('400011');
  });

  it('show the stage of every generated customer that has one', async () => {
    await using session = await openSession({ customers: 40 });
    const records = session.sandbox.snapshot().records();
    expect(records.filter(({ stageId }) => stageId !== undefined).length).toBeGreaterThan(0);
    for (const { id: userid, stageId } of records) {
      const query = { userid, biz_type: 'user_stage_update', page_no: 1, page_size: 10 };
      const { items } = await session.get('user_dynamic/list_by_page', query);
      expect(items.map(({ biz_content }) => (biz_content as Record<string, unknown>)['stageId'])).toEqual(
        stageId === undefined ? [] : [stageId],
      );
    }
  });

  it('have stages with known ids and types', async () => {
    await using session = await openSession();
    const userid = await addCustomer(session);
    const { items } = await session.get('user_stage/query_list_by_type');
    expect(items.map(({ name, sortnum }) => [name, sortnum])).toEqual([
      ['Preliminary Communication', 0],
      ['Normal follow-up', 1],
      ['Intention', 2],
      ['Payment process', 3],
      ['Deal closing', 4],
    ]);
    const codeFor = async (members: object): Promise<string> => {
      const right = { userid, stageid: items[0]?.['id'], stage_name: 'Preliminary Communication', stage_type: 1 };
      return (await session.post('user_stage/stage_save', { ...right, ...members })).ret_code;
    };
    for (const stage_type of [1, 21, 22, 23]) expect(await codeFor({ stage_type })).toBe('000000');
    expect(await codeFor({ stage_type: 2 })).toBe('400004');
    expect(await codeFor({ stage_type: '1' })).toBe('400002');
    expect(await codeFor({ stageid: 'ffff' })).toBe('400018');
    expect(await codeFor({ stage_name: undefined })).toBe('400001');
    expect(await codeFor({ userid: 'ffff' })).toBe('400011');
  });
});
