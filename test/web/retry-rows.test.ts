import { expect, test } from 'vitest';
import { editedFailedRow, failedRows } from '../../src/web/schemas/runs.ts';
import { openPage } from '../support/page-client.ts';

const CONTENT = {
  version: 1,
  target: 'customer',
  key: 'partnerid',
  fields: {
    partnerid: 'ID',
    nick: 'Name',
    email: { column: 'Email', transform: ['email'] },
    remark: 'Note',
    crm_status: { const: 2 },
  },
};

/** The rows 5, 12 and 39 have no e-mail address. */
const BAD = [5, 12, 39];
const SHEET = [
  'ID,Name,Email,Note',
  ...Array.from({ length: 60 }, (_, at) => {
    const email = BAD.includes(at + 2) ? 'nobody at example' : `p${at}@example.com`;
    return `C${at},Person ${at},${email},note`;
  }),
].join('\n');

test('rows keep the numbers of the file, however often they are corrected and sent again', async () => {
  await using page = await openPage();
  const upload = await page.upload('people.csv', SHEET);
  const rowsOf = (run: string | null) => page.call(failedRows, 'GET', `/api/runs/${run}/rows`);
  const correct = (run: string | null, row: number) =>
    page.call(editedFailedRow, 'PATCH', `/api/runs/${run}/rows/${row}`, {
      column: 'Email',
      text: `row${row}@example.com`,
    });
  const retry = (run: string | null) => page.job({ kind: 'import', from: { retryOf: run ?? '' } });

  let { run } = await page.job({ kind: 'import', from: { upload, content: CONTENT } });
  for (const [at, row] of BAD.entries()) {
    const left = BAD.slice(at);
    expect((await rowsOf(run)).rows.map((each) => each.row)).toEqual(left);
    expect(await correct(run, row)).toMatchObject({ row: { row, status: 'fit' }, edits: 1 });
    const retried = await retry(run);
    expect(retried).toMatchObject({ summary: { rows: { read: left.length, created: 1, rejected: left.length - 1 } } });
    run = retried.run;
    if (left.length === 1) continue;
    expect(retried.causes[0]?.message).toContain(`row ${left[1]}, column "Email"`);
    const errors = await page.request('GET', `/api/runs/${run}/files/errors.csv`);
    expect(errors.text).toContain(`,note,${left[1]},rejected,`);
  }
  expect(page.sandbox.snapshot().customerCount()).toBe(60);
  expect(page.unexpected).toEqual([]);
});

test('a run that was stopped between two rows of such a file is resumed with them', async () => {
  await using page = await openPage({ sandbox: { latencyMs: 20 }, connection: { concurrency: 1 } });
  const sheet = SHEET.replaceAll(/,[^,]*,note/g, ',nobody,note');
  const upload = await page.upload('people.csv', sheet);
  const { run } = await page.job({ kind: 'import', from: { upload, content: CONTENT } });
  for (let row = 2; row <= 41; row += 1) {
    await page.request('PATCH', `/api/runs/${run}/rows/${row}`, { column: 'Email', text: `row${row}@example.com` });
  }
  const started = await page.request('POST', '/api/jobs', { kind: 'import', from: { retryOf: run } });
  const { job } = JSON.parse(started.text) as { job: string };
  while (page.sandbox.snapshot().customerCount() < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  await page.request('POST', `/api/jobs/${job}/stop`);
  const stopped = await page.follow(job);
  expect(stopped.offers).toContain('resume');
  const resumed = await page.job({ kind: 'resume', run: stopped.run ?? '' });
  expect(resumed).toMatchObject({ summary: { rows: { read: 60, created: 40, rejected: 20 } } });
  expect(page.sandbox.snapshot().customerCount()).toBe(40);
  const left = await page.call(failedRows, 'GET', `/api/runs/${stopped.run}/rows`);
  expect(left.rows.map(({ row }) => row)).toEqual(Array.from({ length: 20 }, (_, at) => at + 42));
});
