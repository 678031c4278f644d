import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { alterServer } from '../export/altered-server.ts';
import { folderWith, importHere } from './in-process.ts';

const MAPPING =
  'version: 1\ntarget: customer\nkey: partnerid\nfields:\n  nick: Name\n  partnerid: Id\n  crm_status: { const: 1 }\n';
const PAGE = 10;
const BEFORE = 18;
const CONNECTION = { timeoutMs: 1000, concurrency: 1 };
const people = (count: number, letter: string) => Array.from({ length: count }, (_, at) => `${letter}${at},Ann`);

/**
 * Two pages of customers with the same name, the older first, and a count that ends after the first page, or is higher than the number
 * of customers returned. The answer for the last customer is lost.
 */
async function lostBehind(count: (total: number) => number, shownPages: number) {
  await using sandbox = await startSandbox({
    identifiedBy: ['tel'],
    maxPageSize: PAGE,
    script: [...Array.from({ length: BEFORE + 1 }, () => 'none' as const), 'reset-after'],
  });
  await using server = await alterServer(sandbox.url, {
    query(query) {
      if (!query.has('search_value')) return;
      const page = Number(query.get('page_no') ?? 1);
      query.set('page_no', String(page > shownPages ? 99 : page === 1 ? 2 : page === 2 ? 1 : page));
    },
    answer(answer) {
      answer['total_count'] = count(Number(answer['total_count']));
      delete answer['page_count'];
    },
  });
  const { appId, appKey } = sandbox;
  const before = folderWith(['Id,Name', ...people(BEFORE, 'B')], MAPPING);
  const made = await importHere(before, sandbox, { connection: CONNECTION });
  expect(made.summary.rows).toMatchObject({ created: BEFORE });
  const folder = folderWith(['Id,Name', ...people(2, 'N')], MAPPING);
  const { summary } = await importHere(folder, { appId, appKey, url: server.url }, { connection: CONNECTION });
  return { rows: summary.rows, customers: sandbox.snapshot().customerCount() };
}

test.each([
  ['is that of a page', () => PAGE],
  ['is 0', () => 0],
  ['is half', (total: number) => Math.floor(total / 2)],
])(
  'finds a customer on the second page when the count %s, and does not send it again',
  { timeout: 240_000 },
  async (_, count) => {
    const { rows, customers } = await lostBehind(count, 2);
    expect(rows).toMatchObject({ created: 2, in_doubt: 0, failed: 0 });
    expect(customers).toBe(BEFORE + 2);
  },
);

test('leaves a customer in doubt that may be among those counted but not returned', {
  timeout: 240_000,
}, async () => {
  const { rows, customers } = await lostBehind((total) => total, 1);
  expect(rows).toMatchObject({ created: 1, in_doubt: 1 });
  expect(customers).toBe(BEFORE + 2);
});
