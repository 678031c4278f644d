import { describe, expect, test } from 'vitest';
import { startExporting } from './exporting.ts';

type Row = Record<string, unknown>;

describe('a server that', () => {
  test('returns its first page for every page number is read in partitions of one page', async () => {
    const alteration = { query: (query: URLSearchParams) => query.set('page_no', '1') };
    await using exporting = await startExporting({ customers: 90 }, alteration);
    const { summary } = await exporting.export('customers', {
      pageSize: 20,
      where: ['search_type=email', 'search_value=example'],
    });
    expect(summary).toMatchObject({ complete: true, rows: { written: 90 } });
  });

  test('repeats a page of customers without creation times makes the export incomplete', async () => {
    const alteration = {
      query: (query: URLSearchParams) => query.set('page_no', '1'),
      answer: ({ items }: Row) => {
        for (const row of items as Row[]) delete row['create_time'];
      },
    };
    await using exporting = await startExporting({ customers: 90 }, alteration);
    const { summary } = await exporting.export('customers', { pageSize: 20 });
    expect(summary).toMatchObject({
      status: 'completed_with_errors',
      complete: false,
      rows: { written: 20, expected: 90 },
    });
    expect(summary.reason).toMatch(/counts 90 records, but returned only 20 different ones/);
  });

  test('counts more customers than it returns makes the export incomplete', async () => {
    const alteration = {
      answer: (answer: Row) => {
        answer['total_count'] = Number(answer['total_count']) + 1;
      },
    };
    await using exporting = await startExporting({ customers: 3 }, alteration);
    const { summary } = await exporting.export('customers');
    expect(summary).toMatchObject({ status: 'completed_with_errors', complete: false, rows: { written: 3 } });
    expect(summary.rows.expected).toBeGreaterThan(3);
  });

  test('ignores the times of a partition is read in one piece', async () => {
    const alteration = {
      query: (query: URLSearchParams) => {
        query.delete('create_start_time');
        query.delete('create_end_time');
      },
    };
    await using exporting = await startExporting({ customers: 300 }, alteration);
    const { summary, rows } = await exporting.export('customers', { pageSize: 20 });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(300);
    expect(summary).toMatchObject({ complete: true, rows: { written: 300, expected: 300 } });
    expect(summary.notices.join()).toMatch(/read in one piece/);
  });

  test('sends no count is read to its end', async () => {
    const alteration = {
      answer: (answer: Row) => {
        delete answer['total_count'];
        delete answer['page_count'];
      },
    };
    await using exporting = await startExporting({ customers: 130 }, alteration);
    const { summary, rows } = await exporting.export('customers', { pageSize: 20 });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(130);
    expect(summary.complete).toBe(true);
  });

  test('lists in no order of time is read completely, although customers are added and removed', async () => {
    const alteration = {
      answer: (answer: Row) => {
        answer['items'] = (answer['items'] as Row[]).toSorted((one, other) =>
          String(one['id']) < String(other['id']) ? -1 : 1,
        );
      },
    };
    await using exporting = await startExporting({ customers: 600, churn: { inserts: 1, removes: 1 } }, alteration);
    const before = exporting.sandbox.snapshot().customerIds();
    const { summary, rows } = await exporting.export('customers', { pageSize: 20 });
    const after = new Set(exporting.sandbox.snapshot().customerIds());
    const found = new Set(rows.map(({ id }) => id));
    expect(before.filter((id) => after.has(id) && !found.has(id))).toEqual([]);
    expect(summary.complete).toBe(true);
  });

  test('sends undocumented members gets a column for them', async () => {
    const alteration = {
      answer: ({ items }: Row) => {
        for (const row of items as Row[]) row['loyalty_points'] = 7;
      },
    };
    await using exporting = await startExporting({ customers: 5 }, alteration);
    const { header, rows } = await exporting.export('customers');
    expect(header.at(-1)).toBe('_other');
    expect(rows[0]?.['_other']).toBe('{"loyalty_points":7}');
    const { rows: chosen } = await exporting.export('customers', { columns: [{ name: 'id' }, { name: '_other' }] });
    expect(Object.keys(chosen[0] ?? {})).toEqual(['id', '_other']);
  });
});
