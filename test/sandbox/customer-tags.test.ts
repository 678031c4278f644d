import { describe, expect, it } from 'vitest';
import { addCustomer, groupId, openSession, type Session, tagId } from './session.ts';

async function tagsOn(session: Session, id: string): Promise<unknown[]> {
  const { items } = await session.post('label/userlabels', [id]);
  return items.flatMap(({ label_set }) => label_set as { name: string }[]).map(({ name }) => name);
}

describe('tags of customers', () => {
  it('are added and removed one by one', async () => {
    await using session = await openSession();
    const id = await addCustomer(session);
    const [premium, trial, web] = await Promise.all([
      tagId(session, 'Interest', 'Premium'),
      tagId(session, 'Interest', 'Trial'),
      tagId(session, 'Channel', 'Web'),
    ]);
    const change = async (members: object): Promise<string> =>
      (await session.post('label/update_biz_label', { userid: id, ...members })).ret_code;
    expect(await change({ add_tag: [premium, web] })).toBe('000000');
    expect(await tagsOn(session, id)).toEqual(['Premium', 'Web']);
    expect(await change({ add_tag: [web, trial], remove_tag: [premium] })).toBe('000000');
    expect(await tagsOn(session, id)).toEqual(['Web', 'Trial']);
    expect(await change({ remove_tag: [premium] })).toBe('000000');
    expect(session.sandbox.snapshot().customers({ id })).toMatchObject([
      { biz_label: `${web},${trial}`, fixed_fields: { userLabel: 'Web,Trial' } },
    ]);
    expect(await change({ remove_tag: [web, trial] })).toBe('000000');
    expect(session.sandbox.snapshot().customers({ id })[0]).not.toHaveProperty('biz_label');
  });

  it('can be set by unionid and by external_userid', async () => {
    await using session = await openSession();
    const tag = await tagId(session, 'Channel', 'Fair');
    const byUnion = await addCustomer(session, { wx_build_unionid: 'u' });
    const byList = await addCustomer(session, { wx_unionids: ['v', 'w'] });
    const byExternal = await addCustomer(session, { wx_external_userids: ['e'] });
    for (const name of [{ unionid: 'u' }, { unionid: 'w' }, { external_userid: 'e' }]) {
      expect((await session.post('label/update_biz_label', { ...name, add_tag: [tag] })).ret_code).toBe('000000');
    }
    for (const id of [byUnion, byList, byExternal]) expect(await tagsOn(session, id)).toEqual(['Fair']);
    const unknown = await session.post('label/update_biz_label', { unionid: 'x', add_tag: [tag] });
    expect(unknown).toMatchObject({ ret_code: '400011', ret_msg: 'unionid: no customer has the id x' });
  });

  it('are refused without a customer, without a tag, or with an unknown one', async () => {
    await using session = await openSession();
    const userid = await addCustomer(session);
    const tag = await tagId(session, 'Channel', 'Fair');
    const codeFor = async (body: object): Promise<string> =>
      (await session.post('label/update_biz_label', body)).ret_code;
    expect(await codeFor({ add_tag: [tag] })).toBe('400001');
    expect(await codeFor({ userid })).toBe('400001');
    expect(await codeFor({ userid, add_tag: [], remove_tag: [] })).toBe('400001');
    expect(await codeFor({ userid, add_tag: tag })).toBe('400002');
    expect(await codeFor({ userid, add_tag: ['ffff'] })).toBe('510004');
    expect(await codeFor({ userid: 'ffff', add_tag: [tag] })).toBe('400011');
  });

  it('are replaced as a whole', async () => {
    await using session = await openSession();
    const id = await addCustomer(session);
    const web = { id: await tagId(session, 'Channel', 'Web'), name: 'Web' };
    const phone = { id: await tagId(session, 'Channel', 'Phone'), name: 'Phone' };
    const replace = async (body: unknown, customer = id): Promise<string> =>
      (await session.post(`label/update_userlabel/${customer}`, body)).ret_code;
    expect(await replace([web, phone])).toBe('000000');
    expect(await replace([phone])).toBe('000000');
    expect(await tagsOn(session, id)).toEqual(['Phone']);
    expect(await replace([])).toBe('000000');
    expect(await tagsOn(session, id)).toEqual([]);
    expect(await replace({ list: [web] })).toBe('400043');
    expect(await replace([web.id])).toBe('400002');
    expect(await replace([{ id: web.id }])).toBe('400001');
    expect(await replace([{ id: 'ffff', name: 'Web' }])).toBe('510004');
    expect(await replace([web], 'ffff')).toBe('400011');
  });

  it('replace each other in a group that allows only one', async () => {
    await using session = await openSession();
    const userid = await addCustomer(session);
    const hot = await tagId(session, 'Status', 'Hot');
    const cold = await tagId(session, 'Status', 'Cold');
    const web = await tagId(session, 'Channel', 'Web');
    await session.post('label/update_biz_label', { userid, add_tag: [web, hot] });
    await session.post('label/update_biz_label', { userid, add_tag: [cold] });
    expect(await tagsOn(session, userid)).toEqual(['Web', 'Cold']);
    const both = await session.post('label/update_biz_label', { userid, add_tag: [hot, cold] });
    expect(both).toEqual({
      ret_code: '400004',
      ret_msg: 'add_tag: "Hot" and "Cold" are of a group that allows only one',
    });
  });

  it('are listed for up to 100 customers at once, skipping unknown ones', async () => {
    await using session = await openSession();
    const first = await addCustomer(session, { tel: '1' });
    const second = await addCustomer(session, { tel: '2' });
    await session.post('label/update_biz_label', { userid: second, add_tag: [await tagId(session, 'Status', 'Warm')] });
    const { items } = await session.post('label/userlabels', [second, first, 'ffff', second]);
    expect(items).toEqual([
      { userid: second, label_set: [{ id: expect.any(String), name: 'Warm', color_value: '#E5484D' }] },
      { userid: first, label_set: [] },
    ]);
    const codeFor = async (body: unknown): Promise<string> => (await session.post('label/userlabels', body)).ret_code;
    expect(await codeFor(Array(100).fill(first))).toBe('000000');
    expect(await codeFor(Array(101).fill(first))).toBe('400003');
    expect(await codeFor([1])).toBe('400002');
  });

  it('are removed when their tag or its group is deleted', async () => {
    await using session = await openSession();
    const userid = await addCustomer(session);
    const web = await tagId(session, 'Channel', 'Web');
    const add_tag = [web, await tagId(session, 'Channel', 'Fair'), await tagId(session, 'Interest', 'Trial')];
    await session.post('label/update_biz_label', { userid, add_tag });
    await session.get('label/remove', { id: web });
    expect(await tagsOn(session, userid)).toEqual(['Fair', 'Trial']);
    await session.get('label_group/remove', { id: await groupId(session, 'Channel') });
    expect(await tagsOn(session, userid)).toEqual(['Trial']);
  });
});
