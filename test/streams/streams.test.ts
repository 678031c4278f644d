import { describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { filtersOf } from '../../src/streams/filters.ts';
import { streams } from '../../src/streams/index.ts';
import { startExporting } from '../export/exporting.ts';

const ALL = [...streams.values()];

/** The filters that an export of the stream requires. */
const REQUIRED_FILTERS: Readonly<Record<string, readonly string[]>> = { translations: ['placeholder={dc_test}'] };

describe.each(ALL)('stream $name', (stream) => {
  test('has a title, a summary of one sentence, and members that identify its rows', () => {
    expect(stream.title).not.toBe('');
    expect(stream.summary).toMatch(/\.$/);
    const names = stream.members.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const member of stream.id) expect(names).toContain(member);
  });

  test('is filtered and partitioned by parameters of its list', () => {
    const parameters = Object.keys(stream.endpoint.request.shape);
    const { span, partitionBy, parents, lookups = {} } = stream;
    for (const name of [
      span?.start,
      span?.end,
      partitionBy?.start,
      partitionBy?.end,
      parents?.parameter,
      ...Object.keys(lookups),
    ]) {
      if (name !== undefined) expect(parameters).toContain(name);
    }
    for (const filter of filtersOf(stream)) expect(filter.description).not.toBe('');
  });

  test('is exported completely from a sandbox', async () => {
    await using exporting = await startExporting({ customers: 60 });
    const { summary, rows, header } = await exporting.export(stream.name, {
      where: REQUIRED_FILTERS[stream.name] ?? [],
    });
    expect(summary).toMatchObject({ status: 'completed', complete: true, command: 'export', stream: stream.name });
    expect(summary.rows.written).toBe(summary.rows.expected);
    expect(rows).toHaveLength(summary.rows.written);
    const ids = rows.map((row) => stream.id.map((member) => row[member]).join(' '));
    expect(new Set(ids).size).toBe(rows.length);
    for (const { name } of stream.members) if (name !== stream.custom?.member) expect(header).toContain(name);
  });
});

describe('streams', () => {
  test('agents has one row for each agent, with the path of its departments', async () => {
    await using exporting = await startExporting();
    const { rows } = await exporting.export('agents');
    expect(rows.map(({ name, department }) => `${department} / ${name}`)).toEqual([
      'Sales / Sales East / Li Na',
      'Sales / Sales East / Wang Wei',
      'Sales / Sales East / Chen Jie',
      'Sales / Sales West / Maria Garcia',
      'Sales / John Smith',
      'Support / Aisha Khan',
      'Support / Tom Müller',
      'Support / Chen Jie',
    ]);
    expect(rows[0]).toMatchObject({ manager_flag: 'agent' });
    expect(rows[0]?.['path']?.split('|')).toHaveLength(3);
  });

  test('tags has the group of each tag, cities the province, and areas both city and province', async () => {
    await using exporting = await startExporting();
    const { rows: tags } = await exporting.export('tags');
    expect(tags.filter(({ name }) => name === 'Hot').map(({ group_name }) => group_name)).toEqual([
      'Status',
      'Interest',
    ]);
    const { rows: cities } = await exporting.export('cities', { where: ['provinceid=Jilin Province'] });
    expect(new Set(cities.map(({ province_name }) => province_name))).toEqual(new Set(['Jilin Province']));
    const { rows: areas } = await exporting.export('areas');
    const chaoyang = areas.filter(({ area_name }) => area_name === 'Chaoyang District');
    expect(chaoyang.map(({ province_name }) => province_name)).toEqual(['Beijing', 'Jilin Province']);
    expect(chaoyang.every(({ city_name }) => city_name !== '')).toBe(true);
  });

  test('customer-tags has a row for each customer and tag', async () => {
    await using exporting = await startExporting({ customers: 250 });
    const { rows, summary } = await exporting.export('customer-tags');
    const wanted = exporting.sandbox
      .snapshot()
      .customers()
      .flatMap(({ id, biz_label }) =>
        String(biz_label ?? '')
          .split(',')
          .filter(Boolean)
          .map((tag) => `${id} ${tag}`),
      );
    expect(rows.map(({ userid, id }) => `${userid} ${id}`).toSorted()).toEqual(wanted.toSorted());
    expect(summary.complete).toBe(true);
  });

  test('behaviors has every behavior of every customer, or of one customer on request', async () => {
    await using exporting = await startExporting({ customers: 120 });
    const { rows } = await exporting.export('behaviors');
    expect(new Set(rows.map(({ userid }) => userid))).toEqual(new Set(exporting.sandbox.snapshot().customerIds()));
    expect(rows[0]?.['nick']).not.toBe('');
    expect(rows[0]?.['biz_time']).toMatch(/^20\d\d-\d\d-\d\dT/);
    const userid = rows[7]?.['userid'] ?? '';
    const before = exporting.sandbox.stats().requests;
    const { rows: own } = await exporting.export('behaviors', { where: [`userid=${userid}`] });
    expect(own.every((row) => row['userid'] === userid)).toBe(true);
    // Without other lists to compare it with, a list has ended only if its next page is empty.
    expect(exporting.sandbox.stats().requests - before).toBe(2);
  });

  test('behaviors reads most short lists with one request', async () => {
    await using exporting = await startExporting({ customers: 120 });
    await exporting.export('behaviors');
    expect(exporting.sandbox.stats().byEndpoint.listBehaviors).toBeLessThan(140);
  });

  test('behaviors leaves out customers that are deleted while it reads', async () => {
    await using exporting = await startExporting({ customers: 300, churn: { inserts: 0, removes: 20 } });
    const { summary, rows } = await exporting.export('behaviors', { pageSize: 10 });
    expect(summary.complete).toBe(true);
    const left = exporting.sandbox.snapshot().customerIds();
    const found = new Set(rows.map(({ userid }) => userid));
    expect(left.filter((id) => !found.has(id))).toEqual([]);
  });

  test('assignment-stats is requested month by month, each day once', async () => {
    await using exporting = await startExporting({ customers: 400 });
    const { rows, summary } = await exporting.export('assignment-stats', { where: ['liable_serviceid=Li Na'] });
    expect(summary.requests.sent).toBeGreaterThanOrEqual(13);
    const days = rows.map(({ assign_date }) => assign_date);
    expect(new Set(days).size).toBe(days.length);
    const { rows: records } = await exporting.export('assignments', { where: ['liable_serviceid=Li Na'] });
    const first = days.toSorted()[0] ?? '';
    const counted = rows.reduce((sum, { assign_num }) => sum + Number(assign_num), 0);
    expect(records.filter(({ assign_time }) => (assign_time ?? '') >= first)).toHaveLength(counted);
  });

  test('blacklist distinguishes customers who are listed from those who no longer are', async () => {
    await using exporting = await startExporting();
    const { dispatcher } = exporting.session;
    const add = async (tel: string) => {
      const { answer } = await dispatcher.send(endpoints.saveCustomer, { nick: 'Ann', crm_status: 2, tel });
      return String(answer.data.userid);
    };
    const [stays, goes] = [await add('1'), await add('2')];
    for (const user_id of [stays, goes]) {
      await dispatcher.send(endpoints.addToBlacklist, { user_id, black_type: 24, black_reason: 'Spam' });
    }
    await dispatcher.send(endpoints.removeFromBlacklist, { user_id: goes });
    const { rows } = await exporting.export('blacklist');
    expect(rows.find(({ user_id }) => user_id === stays)).toMatchObject({ black_type: '24h', is_black: 'yes' });
    expect(rows.find(({ user_id }) => user_id === goes)).toMatchObject({
      black_type: 'not-listed',
      is_black: 'no',
      black_time: '',
    });
  });
});
