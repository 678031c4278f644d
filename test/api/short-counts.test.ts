import { expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { type PageCall, pages } from '../../src/api/pagination.ts';

const rows = Array.from({ length: 237 }, (_, index) => ({ id: String(index) }));

/** A list of 237 records, cut as it is asked for, with a count that is made of the true one. */
function counting(count: (total: number, page: number, size: number) => unknown, mostRows = 1000) {
  const asked = { requests: 0 };
  const call: PageCall = async (_, input) => {
    asked.requests += 1;
    const page = Number(input['page_no']);
    const size = Math.min(mostRows, Number(input['page_size']));
    return { items: rows.slice((page - 1) * size, page * size), total_count: count(rows.length, page, size) };
  };
  return { call, asked };
}

const COUNTS: Readonly<Record<string, (total: number, page: number, size: number) => unknown>> = {
  'is true': (total) => total,
  'is 0': () => 0,
  'is 1': () => 1,
  'is one too few': (total) => total - 1,
  'is half': (total) => Math.floor(total / 2),
  'is capped at 100': (total) => Math.min(total, 100),
  'is that of the page': (total, page, size) => Math.min(size, total - (page - 1) * size),
  'is that of what is left': (total, page, size) => Math.max(0, total - (page - 1) * size),
  'is missing': () => undefined,
  'is a thousand millions': () => 1e9,
};

test.each(Object.keys(COUNTS).flatMap((name) => [15, 50, 79, 100, 237, 1000].map((most) => [name, most] as const)))(
  'reads a list whose count %s, in pages of at most %i, to its end',
  async (name, most) => {
    const { call, asked } = counting(COUNTS[name] ?? (() => undefined), most);
    const ids: unknown[] = [];
    for await (const { items } of pages(call, endpoints.listCustomers, {}, { pageSize: 100 })) {
      ids.push(...items.map(({ id }) => id));
    }
    expect(ids).toEqual(rows.map(({ id }) => id));
    expect(asked.requests).toBeLessThanOrEqual(Math.ceil(rows.length / Math.min(most, 100)) + 1);
  },
);

test('sends one request for a search that finds one record or none', async () => {
  for (const found of [0, 1, 3]) {
    let requests = 0;
    const call: PageCall = async () => {
      requests += 1;
      return { items: rows.slice(0, found), total_count: found };
    };
    for await (const { items } of pages(call, endpoints.listCustomers, {}, { pageSize: 100 }))
      expect(items).toHaveLength(found);
    expect(requests).toBe(1);
  }
});

test('yields an empty page with the count if the count says that records are missing', async () => {
  const call: PageCall = async (_, { page_no }) => ({
    items: page_no === 1 ? rows.slice(0, 2) : [],
    total_count: 5,
  });
  const read: unknown[] = [];
  for await (const { items, total } of pages(call, endpoints.listCustomers, {}, { pageSize: 2 }))
    read.push([items.length, total]);
  expect(read).toEqual([
    [2, 5],
    [0, 5],
  ]);
});
