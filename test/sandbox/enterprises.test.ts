import { describe, expect, it } from 'vitest';
import { type FieldRow, openSession, option } from './session.ts';

describe('enterprise/save', () => {
  it('creates another enterprise each time', async () => {
    await using session = await openSession();
    const first = await session.post('enterprise/save', { enterprise_name: 'Nord GmbH' });
    const second = await session.post('enterprise/save', { enterprise_name: 'Nord GmbH' });
    expect(first).toEqual({ item: expect.stringMatching(/^[0-9a-f]{32}$/), ret_code: '000000', ret_msg: 'Success' });
    expect(second.item).not.toBe(first.item);
    expect(session.sandbox.snapshot().duplicateEnterprises()).toEqual({ 'Nord GmbH': 2 });
    expect(session.sandbox.stats().distinct).toMatchObject({ enterprises: 2, enterpriseNames: 1 });
  });

  it('keeps domains, region and custom fields given as an array', async () => {
    await using session = await openSession();
    const { items } = await session.get('enterprise/query_custom_field_list');
    const fields = items as readonly FieldRow[];
    expect(fields.map((field) => [field['field_variable'], field.field_name, field['field_type']])).toEqual([
      ['customField1', 'Industry', 6],
      ['customField3', 'About', 2],
      ['customField4', 'Founded', 3],
      ['customField6', 'Employees', 5],
      ['customField8', 'Channels', 7],
      ['customField9', 'Tier', 8],
    ]);
    const channels = fields[4] as FieldRow;
    const both = `${option(channels, 'Web')},${option(channels, 'Store')}`;
    await session.post('enterprise/save', {
      enterprise_name: '华信',
      cityid: '310100',
      enterprise_domains: ['a.example', 'b.example'],
      extend_fields: [{ fieldid: channels.field_id, field_value: both }],
    });
    expect(session.sandbox.snapshot().enterprises({ enterprise_name: '华信' })).toMatchObject([
      {
        cityid: '310100',
        city_name: 'Shanghai City',
        enterprise_domains: ['a.example', 'b.example'],
        extend_fields: [{ fieldid: channels.field_id, field_value: both, field_text: 'Web,Store', field_type: '7' }],
      },
    ]);
  });

  it('refuses what is missing or of a wrong type', async () => {
    await using session = await openSession();
    const codeFor = async (members: object): Promise<string> =>
      (await session.post('enterprise/save', { enterprise_name: 'A', ...members })).ret_code;
    expect(await codeFor({ enterprise_name: ' ' })).toBe('400001');
    expect(await codeFor({ enterprise_domains: 'a.example' })).toBe('400002');
    expect(await codeFor({ extend_fields: '[]' })).toBe('400002');
    expect(await codeFor({ extend_fields: [{ fieldid: 'ffff', field_value: '' }] })).toBe('400014');
    expect(await codeFor({ proviceid: '5' })).toBe('400017');
    expect(session.sandbox.snapshot().enterpriseCount()).toBe(0);
  });
});
