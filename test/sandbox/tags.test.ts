import { describe, expect, it } from 'vitest';
import { groupId, openSession, type Session, tagsOf } from './session.ts';

const newGroup = (name: string, ...labels: object[]): object => ({
  name,
  color_value: '#345454',
  is_multiple_choice: 1,
  label_list: labels,
});

async function groupNames(session: Session): Promise<unknown[]> {
  return (await session.get('label_group/list', { page_no: 1, page_size: 100 })).items.map(({ name }) => name);
}

async function tagNames(session: Session, group: string): Promise<unknown[]> {
  return (await tagsOf(session, group)).map(({ name }) => name);
}

describe('tag groups', () => {
  it('of the tenant have one tag name in two groups', async () => {
    await using session = await openSession();
    expect(await groupNames(session)).toEqual(['Status', 'Interest', 'Channel']);
    expect(await tagNames(session, await groupId(session, 'Status'))).toEqual(['Hot', 'Warm', 'Cold']);
    expect(await tagNames(session, await groupId(session, 'Interest'))).toEqual(['Hot', 'Premium', 'Trial']);
    expect(await tagNames(session, await groupId(session, 'Channel'))).toEqual(['Web', 'Phone', 'Fair']);
  });

  it('are created with their tags, changed and removed', async () => {
    await using session = await openSession();
    const made = await session.post(
      'label_group/save',
      newGroup('Size', { name: 'S' }, { name: 'L', param_name: 'l' }),
    );
    expect(made).toEqual({ item: expect.stringMatching(/^[0-9a-f]{32}$/), ret_code: '000000', ret_msg: 'Success' });
    const id = String(made.item);
    expect(await tagsOf(session, id)).toMatchObject([
      { name: 'S', groupid: id, param_name: null, status: 1, bizid: null },
      { name: 'L', groupid: id, param_name: 'l' },
    ]);
    expect(await session.post('label_group/update', { id: `${id} `, name: 'Sizes', is_multiple_choice: 0 })).toEqual({
      ret_code: '000000',
      ret_msg: 'Success',
    });
    const { items } = await session.get('label_group/list', { page_no: 1, page_size: 100 });
    expect(items.at(-1)).toMatchObject({ id, name: 'Sizes', color_value: '#345454', is_multiple_choice: 0, type: 1 });
    expect(items.at(-1)?.['create_time']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(await session.get('label_group/remove', { id })).toMatchObject({ ret_code: '000000' });
    expect(await groupNames(session)).toEqual(['Status', 'Interest', 'Channel']);
    expect((await session.get('label/list', { groupid: id })).ret_code).toBe('510001');
    expect((await session.get('label_group/remove', { id })).ret_code).toBe('510001');
  });

  it('are paged', async () => {
    await using session = await openSession();
    const page = await session.get('label_group/list', { page_no: 2, page_size: 2 });
    expect(page).toMatchObject({ page_no: 2, page_count: 2, total_count: 3, page_size: 2 });
    expect(page.items.map(({ name }) => name)).toEqual(['Channel']);
  });

  it.each<[wrong: string, members: object, code: string]>([
    ['no name', { name: undefined }, '510005'],
    ['a blank name', { name: ' ' }, '510005'],
    ['a name of 31 characters', { name: 'x'.repeat(31) }, '510007'],
    ['a name that another group has', { name: 'Status' }, '510002'],
    ['no colour', { color_value: undefined }, '400001'],
    ['no choice', { is_multiple_choice: undefined }, '400001'],
    ['a choice that is text', { is_multiple_choice: '1' }, '400002'],
    ['a choice of 2', { is_multiple_choice: 2 }, '400004'],
    ['no list of tags', { label_list: undefined }, '400001'],
    ['tags as text', { label_list: 'S,L' }, '400002'],
    ['tags as a list of text', { label_list: ['S'] }, '400002'],
    ['a tag without a name', { label_list: [{ name: '' }] }, '510006'],
    ['a tag with a name of 31 characters', { label_list: [{ name: '名'.repeat(31) }] }, '510007'],
    ['a tag with a param name of 31 characters', { label_list: [{ name: 'S', param_name: 'x'.repeat(31) }] }, '510008'],
    ['two tags of one name', { label_list: [{ name: 'S' }, { name: 'S' }] }, '510003'],
    [
      'two tags of one param name',
      {
        label_list: [
          { name: 'S', param_name: 'p' },
          { name: 'L', param_name: 'p' },
        ],
      },
      '510004',
    ],
  ])('are refused with %s', async (_wrong, members, code) => {
    await using session = await openSession();
    const answer = await session.post('label_group/save', { ...newGroup('Size'), ...members });
    expect(answer.ret_code).toBe(code);
    expect(await groupNames(session)).toHaveLength(3);
  });

  it('can be saved under their own name, but not under that of another group', async () => {
    await using session = await openSession();
    const id = await groupId(session, 'Status');
    const rename = async (name: string, one = id): Promise<string> =>
      (await session.post('label_group/update', { id: one, name })).ret_code;
    expect(await rename('Status')).toBe('000000');
    expect(await rename('Interest')).toBe('510002');
    expect(await rename('State')).toBe('000000');
    expect((await session.post('label_group/save', newGroup('Status'))).ret_code).toBe('000000');
    expect(await rename('Other', 'ffff')).toBe('510001');
    expect(await rename('')).toBe('510005');
  });
});

describe('tags', () => {
  it('are created in a group, changed and removed', async () => {
    await using session = await openSession();
    const groupid = await groupId(session, 'Channel');
    const made = await session.post('label/save', { name: 'Radio', groupid, param_name: 'radio' });
    expect(made).toEqual({ ret_code: '000000', ret_msg: 'Success' });
    const tag = (await tagsOf(session, groupid)).at(-1);
    expect(tag).toMatchObject({ name: 'Radio', param_name: 'radio', groupid });
    await session.post('label/update', { id: tag?.['id'], name: 'Television' });
    expect((await tagsOf(session, groupid)).at(-1)).toMatchObject({ name: 'Television', param_name: 'radio' });
    expect((await session.get('label/remove', { id: String(tag?.['id']) })).ret_code).toBe('000000');
    expect(await tagNames(session, groupid)).toEqual(['Web', 'Phone', 'Fair']);
    expect((await session.get('label/remove', { id: String(tag?.['id']) })).ret_code).toBe('510004');
    expect((await session.get('label/remove')).ret_code).toBe('400001');
  });

  it('are refused with an unknown group or an invalid name', async () => {
    await using session = await openSession();
    const groupid = await groupId(session, 'Channel');
    const codeFor = async (members: object): Promise<string> =>
      (await session.post('label/save', { name: 'Radio', groupid, ...members })).ret_code;
    expect(await codeFor({ groupid: 'ffff' })).toBe('510001');
    expect(await codeFor({ groupid: undefined })).toBe('400001');
    expect(await codeFor({ name: '' })).toBe('510006');
    expect(await codeFor({ name: 'x'.repeat(31) })).toBe('510007');
    expect(await codeFor({ param_name: 'x'.repeat(31) })).toBe('510008');
    expect(await codeFor({ name: 'Web' })).toBe('510003');
    expect(await codeFor({ name: 'Hot' })).toBe('000000');
    expect(await codeFor({ param_name: 'radio' })).toBe('000000');
    expect(await codeFor({ name: 'Radio 2', param_name: 'radio' })).toBe('510004');
    const [web] = await tagsOf(session, groupid);
    expect((await session.post('label/update', { id: web?.['id'], name: 'Phone' })).ret_code).toBe('510003');
    expect((await session.post('label/update', { id: web?.['id'], name: 'Web' })).ret_code).toBe('000000');
    expect((await session.post('label/update', { id: 'ffff', name: 'Web' })).ret_code).toBe('510004');
  });
});
