import { describe, expect, it } from 'vitest';
import { agentIds, type Members, openSession } from './session.ts';

describe('the reference lists of the tenant', () => {
  it('contain time zones, languages and countries in the language of the query', async () => {
    await using session = await openSession();
    const timezones = await session.get('user/get_timezone', { language: 'zh' });
    expect(timezones.items.find(({ timezoneid }) => timezoneid === 'Asia/Shanghai')).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      language: 'zh',
      timezone_value: 'GMT+08:00 北京',
      timezoneid: 'Asia/Shanghai',
    });
    const languages = await session.get('user/get_language', { language: 'en' });
    expect(languages.items).toContainEqual(
      expect.objectContaining({ language_code: 'zh', language_value: 'Simplified Chinese' }),
    );
    const countries = await session.get('user/get_country', { language: 'en' });
    expect(countries.items[0]).toEqual({ countryid: '101', country_name: 'China' });
    for (const path of ['user/get_timezone', 'user/get_language', 'user/get_country']) {
      expect((await session.get(path)).ret_code).toBe('400001');
      expect((await session.get(path, { language: 'fr' })).ret_code).toBe('400004');
    }
  });

  it('contain multilingual content, with rich text filtered unless requested', async () => {
    await using session = await openSession();
    const content = (members: object) =>
      session.post('user/get_multilingual_content_detail', { placeholder: '{dc_test}', ...members });
    expect((await content({ lang_type: ['zh', 'en'] })).item).toMatchObject({
      placeholder: '{dc_test}',
      name: 'Sample',
      lang_list: [
        { lang_value: 'The Chinese', lang_type: 'zh' },
        { lang_value: 'The English', lang_type: 'en' },
      ],
    });
    expect((await content({ lang_type: ['en'], rich_text_flag: 1 })).item['lang_list']).toEqual([
      { lang_value: '<p>The English</p>', lang_type: 'en' },
    ]);
    expect((await content({})).item['lang_list']).toHaveLength(2);
    expect((await content({ placeholder: '{none}' })).ret_code).toBe('400019');
    expect((await content({ placeholder: undefined })).ret_code).toBe('400001');
    expect((await content({ lang_type: 'en' })).ret_code).toBe('400002');
    expect((await content({ rich_text_flag: 2 })).ret_code).toBe('400004');
  });

  it('contain provinces, their cities and their districts', async () => {
    await using session = await openSession();
    const { items: provinces } = await session.get('user_dynamic/provice');
    expect(provinces).toContainEqual({ provinceid: '130000', province_name: 'Hebei Province' });
    const { items: cities } = await session.get('user_dynamic/city/130000');
    expect(cities).toContainEqual({ cityid: '130300', city_name: 'Qinhuangdao City', provinceid: '130000' });
    expect((await session.get('user_dynamic/area/130300')).items).toEqual([
      { areaid: '130302', area_name: 'Seaport area', cityid: '130300' },
      { areaid: '130303', area_name: 'Shanhaiguan District', cityid: '130300' },
    ]);
    expect((await session.get('user_dynamic/city/5')).ret_code).toBe('400017');
    expect((await session.get('user_dynamic/area/5')).ret_code).toBe('400017');
  });

  it('contain ambiguous names of regions', async () => {
    await using session = await openSession();
    const withCity = async (name: string): Promise<number> => {
      let count = 0;
      for (const { provinceid } of (await session.get('user_dynamic/provice')).items) {
        const { items } = await session.get(`user_dynamic/city/${provinceid}`);
        count += items.filter(({ city_name }) => city_name === name).length;
      }
      return count;
    };
    expect(await withCity('Xinhua City')).toBe(2);
    expect(await withCity('Jilin City')).toBe(1);
  });

  it('contain agents as a tree of departments', async () => {
    await using session = await openSession();
    const { items } = await session.get('user/user_list');
    const outline = (nodes: readonly Members[]): unknown[] =>
      nodes.map(({ name, sub_list }) => (sub_list ? [name, ...outline(sub_list as readonly Members[])] : name));
    expect(outline(items)).toEqual([
      ['Sales', ['Sales East', 'Li Na', 'Wang Wei', 'Chen Jie'], ['Sales West', 'Maria Garcia'], 'John Smith'],
      ['Support', 'Aisha Khan', 'Tom Müller', 'Chen Jie'],
    ]);
    const [east] = items.flatMap(({ sub_list }) => sub_list as readonly Members[]);
    expect(String(east?.['path']).split('|')).toEqual([expect.any(String), items[0]?.['id'], east?.['id']]);
    expect(await agentIds(session, 'Chen Jie')).toHaveLength(2);
  });

  it('contain the sources', async () => {
    await using session = await openSession();
    const { items } = await session.get('user_dynamic/getsource');
    expect(items).toHaveLength(15);
    expect(items).toContainEqual({ label: 'WeChat official account', value: '1' });
  });

  it('have the same ids for the same seed, and others for another', async () => {
    const idsWith = async (seed: number): Promise<string> => {
      await using session = await openSession({ seed });
      const fields = await session.get('custom_field/custom_fieid_info_list');
      const agents = await session.get('user/user_list');
      return JSON.stringify([fields.items, agents.items]);
    };
    expect(await idsWith(7)).toBe(await idsWith(7));
    expect(await idsWith(7)).not.toBe(await idsWith(8));
  });
});
