import { describe, expect, test } from 'vitest';
import { startExporting } from './exporting.ts';

describe('--where', () => {
  test.each([
    [['liable_serviceid=Li Na'], (row: Row) => row['liable_service_name'] === 'Li Na'],
    [['module_type=customer-pool'], (row: Row) => row['crm_status'] === 4],
    [['module_type=5'], (row: Row) => row['crm_status'] === 4],
    [['isblack=no', 'module_type=to-be-assigned'], (row: Row) => row['crm_status'] === 2 && row['user_status'] === 0],
    [['search_type=email', 'search_value=customer7'], (row: Row) => String(row['email']).includes('customer7')],
    [['stageid=Intention'], (row: Row) => row['stageid'] !== undefined && row['stageid'] === intention],
  ])('%j selects the matching customers', async (where, holds) => {
    await using exporting = await startExporting({ customers: 400 });
    const stages = await exporting.export('stages');
    intention = stages.rows.find(({ name }) => name === 'Intention')?.['id'];
    const { rows, summary } = await exporting.export('customers', { where });
    const wanted = exporting.sandbox.snapshot().customers().filter(holds);
    expect(wanted.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(wanted.map(({ id }) => String(id))));
    expect(summary.complete).toBe(true);
  });

  test('takes several tags by name and selects customers with any of them', async () => {
    await using exporting = await startExporting({ customers: 300 });
    const { rows: tags } = await exporting.export('tags');
    const wanted = tags.filter(({ name }) => name === 'Premium' || name === 'Trial').map(({ id }) => id);
    const { rows } = await exporting.export('customers', {
      where: ['user_label=Premium', 'user_label=Interest/Trial'],
    });
    const bearing = exporting.sandbox
      .snapshot()
      .customers()
      .filter(({ biz_label }) => wanted.some((id) => String(biz_label ?? '').includes(id ?? '')));
    expect(rows).toHaveLength(bearing.length);
  });

  test('takes creation times as dates', async () => {
    await using exporting = await startExporting({ customers: 300 });
    const middle = String(exporting.sandbox.snapshot().customers()[150]?.['create_time']);
    const day = new Date(Number(middle) * 1000).toISOString().slice(0, 10);
    const { rows, summary } = await exporting.export('customers', {
      where: [`create_start_time=${day}`],
      pageSize: 20,
    });
    const from = Date.parse(`${day}T00:00:00Z`) / 1000;
    const wanted = exporting.sandbox
      .snapshot()
      .customers()
      .filter(({ create_time }) => Number(create_time) >= from);
    expect(rows).toHaveLength(wanted.length);
    expect(summary.complete).toBe(true);
  });

  test.each([
    ['customers', 'module_typ=2', /customers cannot be filtered by "module_typ"\. Did you mean "module_type"\?/],
    ['customers', 'module_type=pool', /"pool" is none of all \(1\), new \(2\)/],
    ['customers', 'module_type', /is not of the form name=value/],
    ['customers', 'module_type=', /has no value/],
    ['customers', 'liable_serviceid=Li Nah', /no agent.*Li Na/],
    ['customers', 'liable_serviceid=Chen Jie', /Sales East\/Chen Jie/],
    ['customers', 'update_start_time=soon', /write a time as 2025-03-04/],
    ['agents', 'name=Li', /agents cannot be filtered by "name"\. It has no filters/],
    ['behaviors', 'biz_type=other2', /none of follow-up-record/],
  ])('of %s refuses %s', async (stream, condition, message) => {
    await using exporting = await startExporting();
    await expect(exporting.export(stream, { where: [condition] })).rejects.toThrow(message);
  });

  test('filters the parents of a stream, too', async () => {
    await using exporting = await startExporting({ customers: 200 });
    const { rows } = await exporting.export('behaviors', { where: ['module_type=customer-pool'] });
    const pool = exporting.sandbox
      .snapshot()
      .customers()
      .filter(({ crm_status }) => crm_status === 4);
    expect(new Set(rows.map(({ userid }) => userid))).toEqual(new Set(pool.map(({ id }) => String(id))));
  });

  test('names a required filter that is missing', async () => {
    await using exporting = await startExporting();
    await expect(exporting.export('translations')).rejects.toThrow(/translations needs --where placeholder=/);
  });
});

describe('--since and --until', () => {
  test('select the records that were changed in between, both ends included', async () => {
    await using exporting = await startExporting({ customers: 300 });
    const times = exporting.sandbox
      .snapshot()
      .customers()
      .map(({ update_time }) => Number(update_time))
      .toSorted();
    const [since = 0, until = 0] = [times[100], times[200]];
    const { rows, summary } = await exporting.export('customers', { since, until, pageSize: 20 });
    expect(rows).toHaveLength(times.filter((time) => time >= since && time <= until).length);
    expect(summary.complete).toBe(true);
  });

  test('are refused for streams without a time, and next to filters that mean the same', async () => {
    await using exporting = await startExporting();
    await expect(exporting.export('agents', { since: 1 })).rejects.toThrow(/agents cannot be filtered by time/);
    await expect(exporting.export('customers', { since: 1, where: ['update_start_time=2026-01-01'] })).rejects.toThrow(
      /give only one of them/,
    );
  });
});

type Row = Readonly<Record<string, unknown>>;
let intention: string | undefined;
