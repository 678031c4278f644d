import { describe, expect, it } from 'vitest';
import { customField, openSession, option, type Session } from './session.ts';

async function saveWith(session: Session, name: string, value: string): Promise<{ code: string; text: string }> {
  const { field_id: fieldid } = await customField(session, name);
  const ex_field_str = JSON.stringify([{ fieldid, field_value: value }]);
  const { ret_code: code, ret_msg: text } = await session.post('user/save', {
    nick: 'Ann',
    crm_status: 1,
    ex_field_str,
  });
  return { code, text };
}

/** Values of fields without options: the valid ones, and those refused with `400005`. */
const FORMATS: readonly [field: string, right: readonly string[], wrong: readonly string[]][] = [
  ['Notes', ['anything', '😀,"\n'], []],
  ['History', ['line\nline'], []],
  ['Birthday', ['1980-11-27', '2024-02-29', ''], ['27.11.1980', '2023-02-29', '1980-1-1', '1980-11-27 00:00', '0']],
  ['Call time', ['00:00', '23:59', ''], ['24:00', '9:30', '09:60', '09:30:00']],
  ['Credit limit', ['0', '-5', '12.50', '000123', ''], ['1,000', '12.', 'twelve', '1e5', '€5']],
];

describe('custom fields of customers', () => {
  it.each(FORMATS)('accept %s only in its format', async (field, right, wrong) => {
    await using session = await openSession();
    for (const value of right) expect([value, (await saveWith(session, field, value)).code]).toEqual([value, '000000']);
    for (const value of wrong) {
      const { code, text } = await saveWith(session, field, value);
      expect([value, code]).toEqual([value, '400005']);
      expect(text).toContain(`ex_field_str "${field}": must look like`);
    }
  });

  it('accept options by their value, one or several depending on the type', async () => {
    await using session = await openSession();
    for (const [name, one, other] of [
      ['Favourite fruit', 'Apple', 'Banana'],
      ['Plan', 'Free', 'Pro'],
      ['Interests', 'Music', 'Travel'],
    ] as const) {
      const field = await customField(session, name);
      const [first, second] = [option(field, one), option(field, other)];
      expect((await saveWith(session, name, first)).code).toBe('000000');
      const both = await saveWith(session, name, `${first},${second}`);
      expect([name, both.code]).toEqual([name, name === 'Interests' ? '000000' : '400015']);
      expect((await saveWith(session, name, one)).text).toBe(`ex_field_str "${name}": "${one}" is none of its options`);
      expect((await saveWith(session, name, `${first},`)).code).toBe('400015');
    }
  });

  it('accept a cascade as its path from the top', async () => {
    await using session = await openSession();
    const region = await customField(session, 'Region');
    const path = (...names: string[]): string => names.map((name) => option(region, name)).join(',');
    for (const right of [
      path('APAC'),
      path('APAC', 'China'),
      path('APAC', 'China', 'Shanghai'),
      path('EMEA', 'France'),
    ]) {
      expect((await saveWith(session, 'Region', right)).code).toBe('000000');
    }
    for (const wrong of [path('China'), path('APAC', 'France'), path('APAC', 'Shanghai'), path('China', 'APAC')]) {
      expect((await saveWith(session, 'Region', wrong)).code).toBe('400016');
    }
    expect((await saveWith(session, 'Region', 'APAC')).code).toBe('400015');
    expect((await saveWith(session, 'Region', path('EMEA', 'China'))).text).toBe(
      'ex_field_str "Region": "China" is not below "EMEA"',
    );
  });

  it('are listed with their options, a cascade flat with the option above each', async () => {
    await using session = await openSession();
    const { items } = await session.get('custom_field/custom_fieid_info_list');
    expect(items.map((field) => field['field_type'])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(items[0]).toMatchObject({
      field_name: 'Notes',
      field_variable: 'customField1',
      fill_flag: 0,
      operate_type: 1,
    });
    const { cus_field_data_info_list: options } = await customField(session, 'Region');
    const names = new Map(options.map((one) => [one['data_id'], one['data_name']]));
    expect(options.map((one) => [one['data_name'], names.get(one['parent_data_id'])])).toEqual([
      ['APAC', undefined],
      ['China', 'APAC'],
      ['Shanghai', 'China'],
      ['Beijing', 'China'],
      ['Singapore', 'APAC'],
      ['EMEA', undefined],
      ['Germany', 'EMEA'],
      ['Berlin', 'Germany'],
      ['France', 'EMEA'],
      ['Americas', undefined],
      ['USA', 'Americas'],
      ['New York', 'USA'],
    ]);
  });

  it('can be identified by the param name of a drop-down', async () => {
    await using session = await openSession();
    const fruit = await customField(session, 'Favourite fruit');
    const entry = { field_params: fruit['field_params'], field_value: option(fruit, 'Watermelon') };
    const { data } = await session.post('user/save', {
      nick: 'Ann',
      crm_status: 1,
      ex_field_str: JSON.stringify([entry]),
    });
    const [row] = session.sandbox.snapshot().customers({ id: data.userid });
    expect(JSON.parse(String(row?.['ex_field_str']))).toEqual([
      {
        fieldid: fruit.field_id,
        field_value: option(fruit, 'Watermelon'),
        field_text: 'Watermelon',
        field_type: '6',
        field_params: 'favourite_fruit',
        data_params: 'xigua',
      },
    ]);
  });

  it('are refused if the entry is not as documented', async () => {
    await using session = await openSession();
    const { field_id: fieldid } = await customField(session, 'Notes');
    const codeFor = async (ex_field_str: unknown): Promise<string> =>
      (await session.post('user/save', { nick: 'Ann', crm_status: 1, ex_field_str })).ret_code;
    expect(await codeFor('not JSON')).toBe('400005');
    expect(await codeFor('{}')).toBe('400005');
    expect(await codeFor('["text"]')).toBe('400002');
    expect(await codeFor(JSON.stringify([{ fieldid, field_value: 5 }]))).toBe('400002');
    expect(await codeFor(JSON.stringify([{ fieldid }]))).toBe('400001');
    expect(await codeFor(JSON.stringify([{ field_value: 'x' }]))).toBe('400001');
    expect(await codeFor(JSON.stringify([{ fieldid: 'ffff', field_value: 'x' }]))).toBe('400014');
    expect(await codeFor('')).toBe('000000');
    expect(await codeFor('[]')).toBe('000000');
  });

  it('must be filled if the tenant requires it', async () => {
    await using session = await openSession({ requiredCustomFields: ['Plan'] });
    const plan = await customField(session, 'Plan');
    expect(plan['fill_flag']).toBe(1);
    expect(await session.post('user/save', { nick: 'Ann', crm_status: 1, tel: '1' })).toEqual({
      ret_code: '400001',
      ret_msg: 'ex_field_str "Plan": required',
    });
    const ex_field_str = JSON.stringify([{ fieldid: plan.field_id, field_value: option(plan, 'Pro') }]);
    const { data } = await session.post('user/save', { nick: 'Ann', crm_status: 1, tel: '1', ex_field_str });
    expect((await session.post('user/save', { nick: 'Ann', crm_status: 1, tel: '1' })).action).toBe('update');
    const emptied = await session.post(`user/update/${data.userid}`, { nick: 'Ann', ex_field_str: '[]' });
    expect(emptied.ret_code).toBe('400001');
  });
});
