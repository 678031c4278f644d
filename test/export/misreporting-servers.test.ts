import { describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import type { Alteration, RequestedPage, ServedPage } from './altered-server.ts';
import { type ExportOptions, startExporting } from './exporting.ts';

type Row = Record<string, unknown>;

const REFUSED = { ret_code: '700099', ret_msg: 'the result window is too large' };

function cut(rows: readonly Row[], { number, size }: RequestedPage): readonly Row[] {
  return rows.slice((number - 1) * size, number * size);
}

/** A server that returns every row and miscounts them. */
function counting(count: (total: number, requested: RequestedPage) => unknown): Alteration {
  return {
    serve(rows, requested) {
      const total_count = count(rows.length, requested);
      return { items: cut(rows, requested), ...(total_count !== undefined && { total_count }) };
    },
  };
}

/** A server that returns at most so many rows of any list, and anything else for the pages after them. */
function windowed(maxRows: number, after: (rows: readonly Row[], requested: RequestedPage) => ServedPage): Alteration {
  return {
    serve(rows, requested) {
      const shown = rows.slice(0, maxRows);
      const total_count = shown.length;
      const items = cut(shown, requested);
      if (items.length > 0 || requested.number === 1) return { items, total_count };
      return { total_count, ...after(shown, requested) };
    },
  };
}

const isFilteredByTime = ({ query }: RequestedPage) => query.has('create_start_time');

/** All rows are read in the end, and the export is reported as complete. */
const RECOVERABLE: Readonly<Record<string, Alteration>> = {
  'caps its count at 100': counting((total) => Math.min(total, 100)),
  'caps its count at 37': counting((total) => Math.min(total, 37)),
  'caps its count at 1': counting((total) => Math.min(total, 1)),
  'counts half': counting((total) => Math.floor(total / 2)),
  'counts nothing': counting(() => 0),
  'counts one too few': counting((total) => Math.max(0, total - 1)),
  'sends its count as text': counting((total) => String(total)),
  'sends a count of null': counting(() => null),
  'sends no count': counting(() => undefined),
  'sends a count of -1': counting(() => -1),
  'sends a count that is no number': counting((total) => `${total}+`),
  'counts only the rows after a page': counting((total, { number, size }) => Math.max(0, total - (number - 1) * size)),
  'caps the count of lists that are filtered by time': counting((total, requested) =>
    isFilteredByTime(requested) ? Math.min(total, 41) : total,
  ),
  'caps the count of lists that are not filtered by time': counting((total, requested) =>
    isFilteredByTime(requested) ? total : Math.min(total, 100),
  ),
  'reports a wrong number of pages': {
    serve: (rows, requested) => ({ items: cut(rows, requested), total_count: rows.length, page_count: 1 }),
  },
  'returns at most 9 rows a page': {
    serve: (rows, requested) => ({
      items: cut(rows, { ...requested, size: Math.min(9, requested.size) }),
      total_count: rows.length,
    }),
  },
  'returns at most 9 rows a page and no count': {
    serve: (rows, requested) => ({ items: cut(rows, { ...requested, size: Math.min(9, requested.size) }) }),
  },
  'repeats its last page': {
    serve(rows, requested) {
      const last = Math.max(1, Math.ceil(rows.length / requested.size));
      return { items: cut(rows, { ...requested, number: Math.min(requested.number, last) }), total_count: rows.length };
    },
  },
  'repeats its first page after the last': {
    serve(rows, requested) {
      const items = cut(rows, requested);
      return { items: items.length > 0 ? items : cut(rows, { ...requested, number: 1 }), total_count: rows.length };
    },
  },
  'refuses pages deeper than 3': {
    serve: (rows, requested) =>
      requested.number > 3 ? REFUSED : { items: cut(rows, requested), total_count: rows.length },
  },
  'refuses pages deeper than 1': {
    serve: (rows, requested) =>
      requested.number > 1 ? REFUSED : { items: cut(rows, requested), total_count: rows.length },
  },
  'refuses pages deeper than 2 with HTTP 400, and caps its count': {
    serve: (rows, requested) =>
      requested.number > 2
        ? { httpStatus: 400, error: 'too deep' }
        : { items: cut(rows, requested), total_count: Math.min(100, rows.length) },
  },
  'refuses pages deeper than 2 with HTTP 500': {
    serve: (rows, requested) =>
      requested.number > 2
        ? { httpStatus: 500, ret_code: '999999' }
        : { items: cut(rows, requested), total_count: rows.length },
  },
  'returns 100 rows of any list, then empty pages': windowed(100, () => ({ items: [] })),
  'returns 53 rows of any list, then empty pages': windowed(53, () => ({ items: [] })),
  'returns 100 rows of any list, then refuses pages': windowed(100, () => REFUSED),
  'returns 100 rows of any list, then their first page': windowed(100, (rows, requested) => ({
    items: cut(rows, { ...requested, number: 1 }),
  })),
  'returns 60 rows of any list, without a count': {
    serve: (rows, requested) => ({ items: cut(rows.slice(0, 60), requested) }),
  },
  'returns 47 rows of lists that are filtered by time': {
    serve: (rows, requested) => {
      const shown = isFilteredByTime(requested) ? rows.slice(0, 47) : rows;
      return { items: cut(shown, requested), total_count: shown.length };
    },
  },
};

/** Nothing shows that the rows are all: the export ends and is reported as incomplete. */
const UNPROVABLE: Readonly<Record<string, Alteration>> = {
  'counts 10 too many': counting((total) => total + 10),
  'counts a billion': counting(() => 1_000_000_000),
  'counts double': counting((total) => total * 2),
};

const PAGE_SIZES = [20, 100];
const MAX_REQUESTS = 1500;

async function exported(alteration: Alteration, stream: string, options: ExportOptions, customers = 300) {
  await using exporting = await startExporting({ customers }, alteration);
  const expected = exporting.sandbox.snapshot();
  const { summary, rows } = await exporting.export(stream, options);
  const ids = rows.map(({ id, user_id }) => id ?? user_id ?? '');
  expect(new Set(ids).size).toBe(ids.length);
  return { summary, ids: new Set(ids), expected };
}

/** Lists that cannot be split: they are complete only if their pages and their count say so. */
const BLACKLISTS: readonly (readonly [name: string, listed: number, complete: boolean, alteration: Alteration])[] = [
  ['an honest server', 120, true, counting((total) => total)],
  ['an honest server that repeats its last page', 120, true, RECOVERABLE['repeats its last page'] ?? {}],
  ['a server without a count', 130, true, counting(() => undefined)],
  ['a server that counts the remaining rows', 130, true, RECOVERABLE['counts only the rows after a page'] ?? {}],
  ['a server that caps its count', 130, false, counting((total) => Math.min(total, 100))],
  ['a server that counts half', 130, false, counting((total) => Math.floor(total / 2))],
  ['a server that counts too many', 130, false, counting((total) => total + 10)],
  ['a server that counts a billion', 130, false, counting(() => 1_000_000_000)],
  ['a server that refuses deep pages', 130, false, RECOVERABLE['refuses pages deeper than 3'] ?? {}],
  ['a server that returns 1000 rows of any list', 1040, false, windowed(1000, () => ({ items: [] }))],
];

test.each(BLACKLISTS)(
  'the blacklist of %s with %i entries is reported as complete: %s',
  async (_name, listed, complete, alteration) => {
    const list = { ...alteration, list: '/user/query_black_list' };
    await using exporting = await startExporting({ customers: listed }, list);
    const { session, sandbox } = exporting;
    await Promise.all(
      sandbox
        .snapshot()
        .customerIds()
        .map((user_id) =>
          session.dispatcher.send(endpoints.addToBlacklist, { user_id, black_type: -1, black_reason: 'x' }),
        ),
    );
    const { summary, rows } = await exporting.export('blacklist', { pageSize: 20 });
    expect(summary.complete).toBe(complete);
    if (complete) expect(new Set(rows.map(({ user_id }) => user_id)).size).toBe(listed);
    expect(summary.requests.sent).toBeLessThan(listed * 2 + MAX_REQUESTS);
  },
);

test('an export of behaviors with too high a count for every customer ends as incomplete, with few requests', async () => {
  const list = {
    list: '/user_dynamic/list_by_page',
    answer: (answer: Row) => {
      answer['total_count'] = Number(answer['total_count']) + 1;
    },
  };
  await using exporting = await startExporting({ customers: 60 }, list);
  const { summary } = await exporting.export('behaviors');
  expect(summary).toMatchObject({ complete: false });
  expect(summary.requests.sent).toBeLessThan(60 * 4);
  expect(summary.notices.length).toBeLessThan(12);
});

test('an export from an honest server takes one request a page and a few more', async () => {
  for (const customers of [0, 1, 20, 100, 300, 1000]) {
    await using exporting = await startExporting({ customers }, RECOVERABLE['reports a wrong number of pages'] ?? {});
    const { summary } = await exporting.export('customers', { pageSize: 20 });
    expect(summary).toMatchObject({ complete: true, rows: { written: customers } });
    expect(summary.requests.sent, `${customers} customers`).toBeLessThan((customers / 20) * 1.1 + 15);
  }
});

test('names the second whose records are incomplete because the server refuses deeper pages', async () => {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const alteration = RECOVERABLE['refuses pages deeper than 3'] ?? {};
  await using exporting = await startExporting({ now: () => now }, alteration);
  const { session } = exporting;
  await Promise.all(
    Array.from({ length: 90 }, (_, number) =>
      session.dispatcher.send(endpoints.saveCustomer, { nick: `N${number}`, crm_status: 2, tel: `1300000${number}` }),
    ),
  );
  const { summary } = await exporting.export('customers', { pageSize: 20 });
  expect(summary).toMatchObject({ complete: false, rows: { written: 60 } });
  expect(summary.reason).toMatch(/refuses page 4/);
  expect(summary.reason).toContain(new Date(now).toISOString().replace('.000', ''));
});

describe.each(PAGE_SIZES)('with pages of %i, a server that', (pageSize) => {
  test.each(Object.entries(RECOVERABLE))('%s is read completely', { timeout: 60_000 }, async (_name, alteration) => {
    const { summary, ids, expected } = await exported(alteration, 'customers', { pageSize });
    expect(ids).toEqual(new Set(expected.customerIds()));
    expect(summary).toMatchObject({ complete: true, status: 'completed' });
    expect(summary.requests.sent).toBeLessThan(MAX_REQUESTS);
  });

  test.each(Object.entries(UNPROVABLE))(
    '%s is reported as incomplete',
    { timeout: 60_000 },
    async (_name, alteration) => {
      const { summary, ids, expected } = await exported(alteration, 'customers', { pageSize });
      expect(ids).toEqual(new Set(expected.customerIds()));
      expect(summary).toMatchObject({ complete: false, status: 'completed_with_errors' });
      expect(summary.reason).toMatch(/user\/list_by_page/);
      expect(summary.requests.sent).toBeLessThan(MAX_REQUESTS);
    },
  );
});
