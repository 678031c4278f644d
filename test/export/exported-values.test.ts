import { describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { parseTime, wallClock } from '../../src/export/wall-clock.ts';
import { type Exporting, startExporting } from './exporting.ts';

/** Saves a customer; custom fields by their names, in wire form. */
async function save(
  { session }: Exporting,
  members: Record<string, unknown>,
  custom: Record<string, readonly string[]> = {},
): Promise<string> {
  const fields = await session.readList(endpoints.listCustomerFields);
  const entries = Object.entries(custom).map(([name, values]) => {
    const field = fields.find((each) => each['field_name'] === name);
    const options = (field?.['cus_field_data_info_list'] ?? []) as Record<string, string>[];
    const wire = values.map((value) => options.find((each) => each['data_name'] === value)?.['data_value'] ?? value);
    return { fieldid: String(field?.['field_id']), field_value: wire.join(',') };
  });
  const input = { nick: 'Ann', crm_status: 2, tel: '13200000000', ...members, ex_field_str: JSON.stringify(entries) };
  const { answer } = await session.dispatcher.send(endpoints.saveCustomer, input as never);
  return String((answer as { data: { userid: string } }).data.userid);
}

describe('an export', () => {
  test('shows custom fields under their names, options as joined labels, and a cascade as its path', async () => {
    await using exporting = await startExporting();
    await save(
      exporting,
      {},
      {
        Notes: ['=1+1 stays text'],
        Birthday: ['1999-12-31'],
        'Call time': ['09:30'],
        'Credit limit': ['12500'],
        'Favourite fruit': ['Watermelon'],
        Interests: ['Fishing', 'Music'],
        Plan: ['Pro'],
        Region: ['APAC', 'China', 'Shanghai'],
      },
    );
    const { rows } = await exporting.export('customers');
    expect(rows[0]).toMatchObject({
      Notes: '=1+1 stays text',
      Birthday: '1999-12-31',
      'Call time': '09:30',
      'Credit limit': '12500',
      'Favourite fruit': 'Watermelon',
      Interests: 'Fishing; Music',
      Plan: 'Pro',
      Region: 'APAC / China / Shanghai',
    });
  });

  test('shows codes as words, and sources and levels under the names of the tenant', async () => {
    await using exporting = await startExporting();
    const [level] = await exporting.session.readList(endpoints.listLevels);
    const [agent] = (await exporting.export('agents')).rows;
    const id = await save(exporting, { sex: 2, crm_status: 3, is_vip: '1', liable_serviceid: agent?.['id'] });
    const change = { id, nick: 'Ann', vip_level: String(level?.['data_value']) };
    await exporting.session.dispatcher.send(endpoints.updateCustomer, change);
    const { rows } = await exporting.export('customers');
    expect(rows[0]).toMatchObject({
      sex: 'female',
      crm_status: 'follow-up',
      is_vip: 'vip',
      vip_level: 'VIP1',
      user_status: 'normal',
      create_type: 'agent',
    });
    expect(rows[0]?.['source']).not.toMatch(/^\d*$/);
  });

  test('shows everything as the API sent it, with raw', async () => {
    await using exporting = await startExporting();
    await save(exporting, { sex: 1 }, { Plan: ['Pro'] });
    const { rows, header } = await exporting.export('customers', { show: 'raw' });
    expect(rows[0]).toMatchObject({ sex: '1', crm_status: '2', extend_fields: '{}' });
    expect(rows[0]?.['create_time']).toMatch(/^\d{10}$/);
    expect(JSON.parse(rows[0]?.['ex_field_str'] ?? '')).toHaveLength(1);
    expect(header).not.toContain('Plan');
  });

  test('shows times in the given time zone, with their offset', async () => {
    const createdAt = Date.parse('2026-07-01T22:30:00Z');
    await using exporting = await startExporting({ now: () => createdAt, clockSkewSeconds: 1e9 });
    await save(exporting, {});
    const { rows } = await exporting.export('customers', { show: wallClock('Europe/Berlin') });
    expect(rows[0]?.['create_time']).toBe('2026-07-02T00:30:00+02:00');
  });

  test('shows all details, with details', async () => {
    await using exporting = await startExporting({ camelCaseDetail: true });
    await save(exporting, { countryid: '101', whatsappids: ['w1', 'w2'] });
    const { rows, header } = await exporting.export('customers', { details: true });
    expect(rows[0]).toMatchObject({ country_name: 'China', whatsappids: 'w1; w2', crm_status: 'to-be-assigned' });
    const { header: plain } = await exporting.export('customers');
    expect(plain).not.toContain('whatsappids');
    expect(header.filter((name) => name === 'nick')).toHaveLength(1);
  });

  test('shows tag names, with their groups where names are shared, read for a hundred customers a call', async () => {
    await using exporting = await startExporting({ customers: 250 });
    const { rows } = await exporting.export('customers', { tags: true, pageSize: 60 });
    const { rows: tags } = await exporting.export('tags');
    const names = new Map(tags.map(({ id, name, group_name }) => [id, name === 'Hot' ? `${group_name}/Hot` : name]));
    const wanted = exporting.sandbox
      .snapshot()
      .customers()
      .map(({ id, biz_label }) => [
        id,
        String(biz_label ?? '')
          .split(',')
          .filter(Boolean)
          .map((tag) => names.get(tag))
          .join('; '),
      ]);
    expect(new Map(rows.map(({ id, tags: shown }) => [id, shown]))).toEqual(new Map(wanted as [string, string][]));
  });

  test('shows only the requested columns, custom fields by name, variable or id', async () => {
    await using exporting = await startExporting();
    await save(exporting, {}, { Plan: ['Free'], Notes: ['x'] });
    const columns = [{ name: 'Plan', as: 'Tarif' }, { name: 'customField1' }, { name: 'nick' }];
    const { header, rows } = await exporting.export('customers', { columns });
    expect(header).toEqual(['Tarif', 'Notes', 'nick']);
    expect(rows).toEqual([{ Tarif: 'Free', Notes: 'x', nick: 'Ann' }]);
    const before = exporting.sandbox.stats().requests;
    await exporting.export('customers', { columns: [{ name: 'nick' }] });
    // The page, and the empty one after it: no list of names is read.
    expect(exporting.sandbox.stats().requests - before).toBe(2);
  });

  test.each([
    [[{ name: 'nik' }], /customers has no column "nik"\. Did you mean "nick"\?/],
    [[{ name: 'nick' }, { name: 'uname', as: 'nick' }], /Two columns would be named "nick"/],
  ])('refuses columns %j', async (columns, message) => {
    await using exporting = await startExporting();
    await expect(exporting.export('customers', { columns })).rejects.toThrow(message);
  });
});

describe('a wall clock', () => {
  test.each([
    ['2026-03-29T00:59:59Z', '2026-03-29T01:59:59+01:00'],
    ['2026-03-29T01:00:00Z', '2026-03-29T03:00:00+02:00'],
    ['2026-10-25T00:59:59Z', '2026-10-25T02:59:59+02:00'],
    ['2026-10-25T01:00:00Z', '2026-10-25T02:00:00+01:00'],
  ])('goes with summer time: %s', (instant, shown) => {
    expect(wallClock('Europe/Berlin')(Date.parse(instant) / 1000)).toBe(shown);
  });

  test.each([
    ['2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z'],
    ['2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z'],
    ['2026-07-01T12:30', '2026-07-01T10:30:00Z', '2026-07-01T10:30:00Z'],
    ['2026-07-01 12:30:15 Z', '2026-07-01T12:30:15Z', '2026-07-01T12:30:15Z'],
    ['1767225600', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['2d', '2026-08-29T12:00:00Z', '2026-08-29T12:00:00Z'],
  ])('is read back: %s', (text, start, end) => {
    const time = parseTime(text, wallClock('Europe/Berlin'), Date.parse('2026-08-31T12:00:00Z'));
    expect(time).toEqual({ start: Date.parse(start) / 1000, end: Date.parse(end) / 1000 });
  });

  test.each(['yesterday', '2026-02-30', '2026-13-01', '', '12'])('does not guess at "%s"', (text) => {
    expect(parseTime(text, wallClock('UTC'), 0)).toBeUndefined();
  });
});
