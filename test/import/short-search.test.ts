import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { alterServer } from '../export/altered-server.ts';
import { folderWith, importHere } from './in-process.ts';

const MAPPING =
  'version: 1\ntarget: customer\nkey: partnerid\nfields:\n  nick: Name\n  partnerid: Id\n  crm_status: { const: 1 }\n';
const PAGE = 10;
const BEFORE = 18;
const connection = { timeoutMs: 1000, concurrency: 1 };
const people = (count: number, letter: string) => Array.from({ length: count }, (_, at) => `${letter}${at},Ann`);

/**
 * Two pages of people of one name, the older first, and a count that ends behind the first page, or speaks of more than come: the
 * answer of the last of them is lost.
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
  const made = await importHere(before, sandbox, { connection });
  expect(made.summary.rows).toMatchObject({ created: BEFORE });
  const folder = folderWith(['Id,Name', ...people(2, 'N')], MAPPING);
  const { summary } = await importHere(folder, { appId, appKey, url: server.url }, { connection });
  return { rows: summary.rows, customers: sandbox.snapshot().customerCount() };
}

test.each([
  ['is that of a page', () => PAGE],
  ['is 0', () => 0],
  ['is half', (total: number) => Math.floor(total / 2)],
])(
  'a customer on the second page is found where the count %s, and not sent again',
  { timeout: 240_000 },
  async (_, count) => {
    const { rows, customers } = await lostBehind(count, 2);
    expect(rows).toMatchObject({ created: 2, in_doubt: 0, failed: 0 });
    expect(customers).toBe(BEFORE + 2);
  },
);

test('a customer who may be among those that were counted and did not come stays in doubt', {
  timeout: 240_000,
}, async () => {
  const { rows, customers } = await lostBehind((total) => total, 1);
  expect(rows).toMatchObject({ created: 1, in_doubt: 1 });
  expect(customers).toBe(BEFORE + 2);
});
