import { describe, expect, it } from 'vitest';
import { addCustomer, agentIds, handClock, openSession, type Session } from './session.ts';

async function stateOf(session: Session, id: string): Promise<unknown> {
  const [row] = session.sandbox.snapshot().customers({ id });
  return [row?.['crm_status'], row?.['liable_service_name']];
}

describe('public_user/assign', () => {
  it('assigns all customers of a list to an agent, and can be repeated without harm', async () => {
    await using session = await openSession();
    const [liNa] = await agentIds(session, 'Li Na');
    const ids = [await addCustomer(session, { tel: '1' }), await addCustomer(session, { tel: '2', crm_status: 4 })];
    const body = {
      confirmids: ids.join(', '),
      liable_list: [{ liable_serviceid: liNa, liable_service_name: 'Li Na' }],
      assign_biz_type: '1',
    };
    for (let time = 0; time < 2; time++) {
      expect(await session.post('public_user/assign', body)).toEqual({ ret_code: '000000', ret_msg: 'Success' });
      for (const id of ids) expect(await stateOf(session, id)).toEqual([3, 'Li Na']);
    }
  });

  it('assigns customers to several agents in turn', async () => {
    await using session = await openSession();
    const agents = await agentIds(session, 'Chen Jie');
    expect(agents).toHaveLength(2);
    const ids: string[] = [];
    for (let number = 0; number < 4; number++) ids.push(await addCustomer(session));
    await session.post('public_user/assign', {
      confirmids: ids.join(','),
      liable_list: agents.map((id) => ({ liable_serviceid: id, liable_service_name: 'Chen Jie' })),
      assign_biz_type: '4',
    });
    const owners = ids.map((id) => session.sandbox.snapshot().customers({ id })[0]?.['liable_serviceid']);
    expect(owners).toEqual([agents[0], agents[1], agents[0], agents[1]]);
  });

  it('refuses the whole list because of one unknown customer, and names it', async () => {
    await using session = await openSession();
    const [liNa] = await agentIds(session, 'Li Na');
    const id = await addCustomer(session);
    const answer = await session.post('public_user/assign', {
      confirmids: `${id},ffff`,
      liable_list: [{ liable_serviceid: liNa, liable_service_name: 'Li Na' }],
      assign_biz_type: '1',
    });
    expect(answer).toEqual({ ret_code: '400011', ret_msg: 'confirmids: no customer has the id ffff' });
    expect(await stateOf(session, id)).toEqual([2, undefined]);
  });

  it('refuses what is missing or of a wrong type', async () => {
    await using session = await openSession();
    const [liNa] = await agentIds(session, 'Li Na');
    const right = {
      confirmids: await addCustomer(session),
      liable_list: [{ liable_serviceid: liNa, liable_service_name: 'Li Na' }],
      assign_biz_type: '1',
    };
    const codeFor = async (members: object): Promise<string> =>
      (await session.post('public_user/assign', { ...right, ...members })).ret_code;
    expect(await codeFor({ confirmids: '' })).toBe('400001');
    expect(await codeFor({ confirmids: [right.confirmids] })).toBe('400002');
    expect(await codeFor({ assign_biz_type: 1 })).toBe('400002');
    expect(await codeFor({ assign_biz_type: '6' })).toBe('400004');
    expect(await codeFor({ liable_list: [] })).toBe('400001');
    expect(await codeFor({ liable_list: {} })).toBe('400002');
    expect(await codeFor({ liable_list: [{ liable_serviceid: liNa }] })).toBe('400001');
    expect(await codeFor({ liable_list: [{ liable_serviceid: 'ffff', liable_service_name: 'x' }] })).toBe('400012');
  });
});

describe('public_user/confirm', () => {
  it('puts customers into the pool, without an agent', async () => {
    await using session = await openSession();
    const [liNa] = await agentIds(session, 'Li Na');
    const first = await addCustomer(session, { crm_status: 3, liable_serviceid: liNa });
    const second = await addCustomer(session, { crm_status: 1 });
    const recycle = async (members: object): Promise<string> =>
      (await session.post('public_user/confirm', { confirmids: `${first},${second}`, confirm_type: 1, ...members }))
        .ret_code;
    expect(await recycle({ confirm_type: '1' })).toBe('400002');
    expect(await recycle({ confirm_type: 3 })).toBe('400004');
    expect(await recycle({ confirmids: `${first},x` })).toBe('400011');
    expect(await stateOf(session, first)).toEqual([3, 'Li Na']);
    expect(await recycle({})).toBe('000000');
    expect(await recycle({ confirm_type: 2 })).toBe('000000');
    expect(await stateOf(session, first)).toEqual([4, undefined]);
    expect(await stateOf(session, second)).toEqual([4, undefined]);
  });
});

describe('the history of assignments', () => {
  it('lists the customers that were assigned to an agent in a range of time, in pages requested in the body', async () => {
    const clock = handClock();
    await using session = await openSession({ now: clock.now });
    const [john] = await agentIds(session, 'John Smith');
    const start = clock.now() / 1000;
    for (const nick of ['0', '10', '20']) {
      await addCustomer(session, { nick, crm_status: 3, liable_serviceid: john });
      clock.pass(10);
    }
    const list = (members: object) =>
      session.post('user/cus_distribute_records', {
        liable_serviceid: john,
        start_time: start,
        end_time: start + 20,
        ...members,
      });
    const all = await list({});
    expect(all).toMatchObject({ page_no: 1, page_count: 1, total_count: 3, page_size: 15 });
    expect(all.items.map(({ nick, assign_time }) => [nick, assign_time])).toEqual([
      ['20', start + 20],
      ['10', start + 10],
      ['0', start],
    ]);
    expect((await list({ page_no: 2, page_size: 2 })).items).toMatchObject([{ nick: '0' }]);
    expect((await list({ start_time: start + 1, end_time: start + 19 })).items).toMatchObject([{ nick: '10' }]);
    expect((await list({ start_time: undefined })).ret_code).toBe('400001');
    expect((await list({ end_time: String(start) })).ret_code).toBe('400002');
    expect((await list({ end_time: start - 1 })).ret_code).toBe('400004');
    expect((await list({ liable_serviceid: 'ffff' })).ret_code).toBe('400012');
  });

  it('counts them by day, in the requested time zone', async () => {
    const clock = handClock(Date.parse('2026-03-01T15:00:00Z'));
    await using session = await openSession({ now: clock.now, tokenTtlSeconds: 1_000_000 });
    const [john] = await agentIds(session, 'John Smith');
    for (const hours of [2, 24, 0]) {
      await addCustomer(session, { crm_status: 3, liable_serviceid: john });
      clock.pass(hours * 3600);
    }
    const count = (members: object) =>
      session.post('user/cus_distribute_statistics', {
        liable_serviceid: john,
        start_date: '2026-02-15',
        end_date: '2026-03-15',
        ...members,
      });
    const counts = async (members: object): Promise<unknown[]> =>
      (await count(members)).items.map(({ assign_date, assign_num }) => [assign_date, assign_num]);
    expect(await counts({})).toEqual([
      ['2026-03-01', 1],
      ['2026-03-02', 1],
      ['2026-03-03', 1],
    ]);
    expect(await counts({ timezone: '-05:00' })).toEqual([
      ['2026-03-01', 2],
      ['2026-03-02', 1],
    ]);
    expect(await counts({ start_date: '2026-03-02', end_date: '2026-03-02' })).toEqual([['2026-03-02', 1]]);
    expect((await count({ end_date: '2026-03-16' })).ret_code).toBe('400021');
    expect((await count({ start_date: '2026-01-31', end_date: '2026-02-28' })).ret_code).toBe('000000');
    expect((await count({ start_date: '2026-01-31', end_date: '2026-03-01' })).ret_code).toBe('400021');
    expect((await count({ end_date: '2026-02-14' })).ret_code).toBe('400004');
    expect((await count({ start_date: '2026/02/15' })).ret_code).toBe('400005');
    expect((await count({ timezone: 'Asia/Shanghai' })).ret_code).toBe('400005');
  });
});
