import { describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import type { Alteration, AskedPage, ServedPage } from './altered-server.ts';
import { type ExportOptions, startExporting } from './exporting.ts';

type Row = Record<string, unknown>;

const REFUSED = { ret_code: '700099', ret_msg: 'the result window is too large' };

function cut(rows: readonly Row[], { number, size }: AskedPage): readonly Row[] {
  return rows.slice((number - 1) * size, number * size);
}

/** A server that gives every row and misreports how many there are. */
function counting(count: (total: number, asked: AskedPage) => unknown): Alteration {
  return {
    serve(rows, asked) {
      const total_count = count(rows.length, asked);
      return { items: cut(rows, asked), ...(total_count !== undefined && { total_count }) };
    },
  };
}

/** A server that gives so many rows of any list, and answers what it likes behind them. */
function windowed(most: number, behind: (rows: readonly Row[], asked: AskedPage) => ServedPage): Alteration {
  return {
    serve(rows, asked) {
      const shown = rows.slice(0, most);
      const total_count = shown.length;
      const items = cut(shown, asked);
      if (items.length > 0 || asked.number === 1) return { items, total_count };
      return { total_count, ...behind(shown, asked) };
    },
  };
}

const isCutByTime = ({ query }: AskedPage) => query.has('create_start_time');

/** All rows come in the end, and it is said that they are all. */
const recoverable: Readonly<Record<string, Alteration>> = {
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
  'counts only what is left behind a page': counting((total, { number, size }) =>
    Math.max(0, total - (number - 1) * size),
  ),
  'caps the count of what is cut by time': counting((total, asked) =>
    isCutByTime(asked) ? Math.min(total, 41) : total,
  ),
  'caps the count of what is not cut': counting((total, asked) => (isCutByTime(asked) ? total : Math.min(total, 100))),
  'lies about the number of pages': {
    serve: (rows, asked) => ({ items: cut(rows, asked), total_count: rows.length, page_count: 1 }),
  },
  'gives 9 rows a page at most': {
    serve: (rows, asked) => ({
      items: cut(rows, { ...asked, size: Math.min(9, asked.size) }),
      total_count: rows.length,
    }),
  },
  'gives 9 rows a page at most and no count': {
    serve: (rows, asked) => ({ items: cut(rows, { ...asked, size: Math.min(9, asked.size) }) }),
  },
  'repeats its last page': {
    serve(rows, asked) {
      const last = Math.max(1, Math.ceil(rows.length / asked.size));
      return { items: cut(rows, { ...asked, number: Math.min(asked.number, last) }), total_count: rows.length };
    },
  },
  'repeats its first page behind the last': {
    serve(rows, asked) {
      const items = cut(rows, asked);
      return { items: items.length > 0 ? items : cut(rows, { ...asked, number: 1 }), total_count: rows.length };
    },
  },
  'refuses pages deeper than 3': {
    serve: (rows, asked) => (asked.number > 3 ? REFUSED : { items: cut(rows, asked), total_count: rows.length }),
  },
  'refuses pages deeper than 1': {
    serve: (rows, asked) => (asked.number > 1 ? REFUSED : { items: cut(rows, asked), total_count: rows.length }),
  },
  'refuses pages deeper than 2 with HTTP 400, and caps its count': {
    serve: (rows, asked) =>
      asked.number > 2
        ? { httpStatus: 400, error: 'too deep' }
        : { items: cut(rows, asked), total_count: Math.min(100, rows.length) },
  },
  'refuses pages deeper than 2 with HTTP 500': {
    serve: (rows, asked) =>
      asked.number > 2
        ? { httpStatus: 500, ret_code: '999999' }
        : { items: cut(rows, asked), total_count: rows.length },
  },
  'gives 100 rows of any list, and empty pages behind them': windowed(100, () => ({ items: [] })),
  'gives 53 rows of any list, and empty pages behind them': windowed(53, () => ({ items: [] })),
  'gives 100 rows of any list, and refuses pages behind them': windowed(100, () => REFUSED),
  'gives 100 rows of any list, and their first page behind them': windowed(100, (rows, asked) => ({
    items: cut(rows, { ...asked, number: 1 }),
  })),
  'gives 60 rows of any list, without a count': {
    serve: (rows, asked) => ({ items: cut(rows.slice(0, 60), asked) }),
  },
  'gives 47 rows of what is cut by time': {
    serve: (rows, asked) => {
      const shown = isCutByTime(asked) ? rows.slice(0, 47) : rows;
      return { items: cut(shown, asked), total_count: shown.length };
    },
  },
};

/** Nothing shows that the rows are all: that is said, and the export ends. */
const unprovable: Readonly<Record<string, Alteration>> = {
  'counts 10 too many': counting((total) => total + 10),
  'counts a thousand millions': counting(() => 1_000_000_000),
  'counts double': counting((total) => total * 2),
};

const PAGE_SIZES = [20, 100];
const MOST_REQUESTS = 1500;

async function exported(alteration: Alteration, stream: string, options: ExportOptions, customers = 300) {
  await using exporting = await startExporting({ customers }, alteration);
  const truth = exporting.sandbox.snapshot();
  const { summary, rows } = await exporting.export(stream, options);
  const ids = rows.map(({ id, user_id }) => id ?? user_id ?? '');
  expect(new Set(ids).size).toBe(ids.length);
  return { summary, ids: new Set(ids), truth };
}

/** Lists that cannot be cut: they are whole only where their pages and their count say so. */
const blacklists: readonly (readonly [name: string, listed: number, complete: boolean, alteration: Alteration])[] = [
  ['an honest server', 120, true, counting((total) => total)],
  ['an honest server that repeats its last page', 120, true, recoverable['repeats its last page'] ?? {}],
  ['a server without a count', 130, true, counting(() => undefined)],
  ['a server that counts what is left', 130, true, recoverable['counts only what is left behind a page'] ?? {}],
  ['a server that caps its count', 130, false, counting((total) => Math.min(total, 100))],
  ['a server that counts half', 130, false, counting((total) => Math.floor(total / 2))],
  ['a server that counts too many', 130, false, counting((total) => total + 10)],
  ['a server that counts a thousand millions', 130, false, counting(() => 1_000_000_000)],
  ['a server that refuses deep pages', 130, false, recoverable['refuses pages deeper than 3'] ?? {}],
  ['a server that gives 1000 rows of any list', 1040, false, windowed(1000, () => ({ items: [] }))],
];

test.each(blacklists)(
  'the blacklist of %s with %i entries is whole: %s',
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
    expect(summary.requests.sent).toBeLessThan(listed * 2 + MOST_REQUESTS);
  },
);

test('a count that is too high for every customer ends an export of behaviors as incomplete, with few requests', async () => {
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

test('an honest server costs one request a page, and a few more', async () => {
  for (const customers of [0, 1, 20, 100, 300, 1000]) {
    await using exporting = await startExporting({ customers }, recoverable['lies about the number of pages'] ?? {});
    const { summary } = await exporting.export('customers', { pageSize: 20 });
    expect(summary).toMatchObject({ complete: true, rows: { written: customers } });
    expect(summary.requests.sent, `${customers} customers`).toBeLessThan((customers / 20) * 1.1 + 15);
  }
});

test('what was made within one second, deeper than pages go, is said to be incomplete, and which second', async () => {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const alteration = recoverable['refuses pages deeper than 3'] ?? {};
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
  test.each(Object.entries(recoverable))('%s is read whole', { timeout: 60_000 }, async (_name, alteration) => {
    const { summary, ids, truth } = await exported(alteration, 'customers', { pageSize });
    expect(ids).toEqual(new Set(truth.customerIds()));
    expect(summary).toMatchObject({ complete: true, status: 'completed' });
    expect(summary.requests.sent).toBeLessThan(MOST_REQUESTS);
  });

  test.each(Object.entries(unprovable))(
    '%s is said to be incomplete',
    { timeout: 60_000 },
    async (_name, alteration) => {
      const { summary, ids, truth } = await exported(alteration, 'customers', { pageSize });
      expect(ids).toEqual(new Set(truth.customerIds()));
      expect(summary).toMatchObject({ complete: false, status: 'completed_with_errors' });
      expect(summary.reason).toMatch(/user\/list_by_page/);
      expect(summary.requests.sent).toBeLessThan(MOST_REQUESTS);
    },
  );
});
