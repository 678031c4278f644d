import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns, pruneOldRuns } from '../../src/app/runs.ts';
import { checkedRows, checkState, recheckedRow, startedCheck } from '../../src/web/schemas/checks.ts';
import { startedJob } from '../../src/web/schemas/jobs.ts';
import { runViews } from '../../src/web/schemas/runs.ts';
import { pageSession } from '../../src/web/schemas/session.ts';
import { openPage, type PageClient } from '../support/page-client.ts';
import { newPostgresDatabase } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';

const CONTENT = {
  version: 1,
  target: 'customer',
  key: 'partnerid',
  fields: { partnerid: 'ID', nick: 'Name', email: 'Email', crm_status: { const: 2 } },
};

const sheet = (rows: number, idOf = (index: number) => `C${index}`) =>
  ['ID,Name,Email', ...Array.from({ length: rows }, (_, at) => `${idOf(at)},Person ${at},p${at}@example.com`)].join(
    '\n',
  );

async function checked(page: PageClient, upload: string): Promise<string> {
  const { check } = await page.call(startedCheck, 'POST', '/api/checks', { upload, content: CONTENT });
  await until(async () => (await page.call(checkState, 'GET', `/api/checks/${check}`)).state === 'ended');
  return check;
}

describe('jobs of the page', () => {
  test('go on without a page, stop so that they can be resumed, and resume with the corrected cells', async () => {
    await using page = await openPage({ sandbox: { latencyMs: 20 }, connection: { concurrency: 1 } });
    const upload = await page.upload('people.csv', sheet(40));
    const check = await checked(page, upload);
    await page.request('PATCH', `/api/checks/${check}/rows/41`, { column: 'Name', text: 'Corrected' });
    const options = { undoable: false };
    const { job } = await page.call(startedJob, 'POST', '/api/jobs', { kind: 'import', from: { check }, options });
    await until(() => page.sandbox.snapshot().customerCount() > 0);
    await page.request('POST', `/api/jobs/${job}/stop`);
    const stopped = await page.follow(job);
    expect(stopped).toMatchObject({
      state: 'ended',
      summary: { status: 'interrupted' },
      offers: expect.arrayContaining(['resume']),
    });
    const resumed = await page.job({ kind: 'resume', run: stopped.run ?? '' });
    expect(resumed).toMatchObject({ state: 'ended', run: stopped.run, summary: { rows: { read: 40, created: 40 } } });
    const names = page.sandbox
      .snapshot()
      .customers()
      .map(({ nick }) => nick);
    expect(names).toContain('Corrected');
    expect(page.unexpected).toEqual([]);
  });

  test('wait for the confirmation of what is destructive', async () => {
    await using page = await openPage({ sandbox: { customers: 3 } });
    const upload = await page.upload('gone.csv', 'Tag\nWarm\n');
    const content = { version: 1, target: 'tag-remove', fields: { id: { column: 'Tag', lookup: 'tag' } } };
    const asked = await page.job({ kind: 'import', from: { upload, content } });
    expect(asked).toMatchObject({ state: 'confirm', confirm: { question: expect.any(String) } });
    expect(asked.confirm?.details.join(' ')).toContain('deletes');
    expect(asked.confirm?.details.join(' ')).toContain('row 2: Tag: Warm');
    await page.request('POST', `/api/jobs/${asked.id}/confirm`, { agreed: false });
    const ended = await page.follow(asked.id);
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'Declined', message: 'Nothing was sent.' } });
    expect((await page.request('POST', `/api/jobs/${asked.id}/confirm`, { agreed: true })).status).toBe(409);
  });

  test('report what is wrong with a mapping without the folders of the page', async () => {
    await using page = await openPage();
    const upload = await page.upload('people.csv', sheet(1));
    const content = { ...CONTENT, fields: { ...CONTENT.fields, nick: 'No such column' } };
    const state = await page.job({ kind: 'import', from: { upload, content } });
    expect(state).toMatchObject({ state: 'failed', error: { code: 'MappingError' } });
    expect(state.error?.message).toContain('No such column');
    expect(state.error?.message).not.toContain(page.home);
  });

  test('tag a pasted list and export what was tagged', async () => {
    await using page = await openPage();
    const upload = await page.upload('people.csv', sheet(3));
    await page.job({ kind: 'import', from: { upload, content: CONTENT } });
    const values = ['p0@example.com', 'p2@example.com', 'nobody@example.com'];
    const tagging = { customers: { values }, by: 'email' as const, add: ['Page/Fair'], createMissing: true };
    const tagged = await page.job({ kind: 'tag', tagging });
    expect(tagged).toMatchObject({ state: 'ended', summary: { rows: { read: 3, done: 2, rejected: 1 } } });
    const exported = await page.job({
      kind: 'export',
      export: { stream: 'customers', format: 'csv', columns: ['nick', 'email'] },
    });
    expect(exported).toMatchObject({ state: 'ended', summary: { complete: true }, offers: ['download'] });
    const file = await page.request('GET', `/api/runs/${exported.run}/files/output`);
    expect(file.text.split('\n').filter((line) => line.includes('@example.com'))).toHaveLength(3);
    expect(page.unexpected).toEqual([]);
  });

  test('have their runs in the ledger of the page, also while rehearsing', async () => {
    const ledger = await newPostgresDatabase();
    await using page = await openPage({ connection: { ledger } });
    for (const rows of [2, 3]) {
      const upload = await page.upload('people.csv', sheet(rows));
      const { run } = await page.job({ kind: 'import', from: { upload, content: CONTENT }, options: {} });
      const runs = await page.call(runViews, 'GET', '/api/runs');
      expect(runs[0]).toMatchObject({ run, rows: { created: rows } });
      expect(await listRuns({ ledger, env: {} }, 10)).toHaveLength(runs.length);
      await page.request('POST', '/api/rehearse');
    }
    expect(existsSync(join(page.home, 'ledger.db'))).toBe(false);
    expect(page.unexpected).toEqual([]);
  });

  test('say that their ledger cannot be used', async () => {
    await using page = await openPage({ connection: { ledger: 'postgres://etl@127.0.0.1:1/none' } });
    const upload = await page.upload('people.csv', sheet(1));
    const state = await page.job({ kind: 'import', from: { upload, content: CONTENT }, options: {} });
    expect(state).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining('no PostgreSQL server') },
    });
    const { text } = await page.request('GET', '/api/runs');
    expect(text).toContain('no PostgreSQL server can be reached');
    expect(page.unexpected).toEqual([]);
  });

  test('run on the sandbox while rehearsing, and on the CRM again afterwards', async () => {
    await using page = await openPage();
    const session = await page.call(pageSession, 'POST', '/api/rehearse');
    expect(session).toMatchObject({ rehearsing: true, connection: { ready: true } });
    expect(session.connection.baseUrl).not.toBe(page.sandbox.url);
    const upload = await page.upload('people.csv', sheet(2));
    await page.job({ kind: 'import', from: { upload, content: CONTENT } });
    expect(page.sandbox.snapshot().customerCount()).toBe(0);
    expect(await page.call(pageSession, 'DELETE', '/api/rehearse')).toMatchObject({ rehearsing: false });
    await page.job({ kind: 'import', from: { upload, content: CONTENT } });
    expect(page.sandbox.snapshot().customerCount()).toBe(2);
  });
});

describe('checked rows', () => {
  test('keep the duplicate of a key rejected until its key differs', async () => {
    await using page = await openPage();
    const upload = await page.upload(
      'twice.csv',
      sheet(4, (index) => (index === 3 ? 'C1' : `C${index}`)),
    );
    const check = await checked(page, upload);
    const edit = (column: string, text: string) =>
      page.call(recheckedRow, 'PATCH', `/api/checks/${check}/rows/5`, { column, text });
    expect(await edit('Name', 'Other')).toMatchObject({
      row: { status: 'rejected', problems: [{ code: 'duplicate-key' }] },
    });
    expect(await edit('ID', 'C2')).toMatchObject({ row: { status: 'rejected' } });
    expect(await edit('ID', 'C9')).toMatchObject({ row: { status: 'fit' }, counts: { rejected: 0 }, edits: 2 });
    expect((await page.request('PATCH', `/api/checks/${check}/rows/99`, { column: 'ID', text: '' })).status).toBe(400);
  });

  test('are found by offset at once, in the order of the file', async () => {
    const rows = process.env['SOAK'] ? 100_000 : 2000;
    await using page = await openPage();
    const upload = await page.upload('many.csv', sheet(rows));
    const check = await checked(page, upload);
    const began = performance.now();
    const last = await page.call(checkedRows, 'GET', `/api/checks/${check}/rows?offset=${rows - 2}&limit=100`);
    expect(performance.now() - began).toBeLessThan(500);
    expect([last.total, last.rows.map(({ row }) => row)]).toEqual([rows, [rows, rows + 1]]);
  });
});

test('forgets uploads with the runs that read them', async () => {
  await using page = await openPage();
  const upload = await page.upload('people.csv', sheet(1));
  const { run } = await page.job({ kind: 'import', from: { upload, content: CONTENT } });
  const folder = join(page.home, 'uploads', upload);
  expect([typeof run, existsSync(folder)]).toEqual(['string', true]);
  await pruneOldRuns({ home: page.home, env: {} }, 3_600_000);
  expect(existsSync(folder)).toBe(true);
  await pruneOldRuns({ home: page.home, env: {} }, -1000);
  expect(existsSync(folder)).toBe(false);
});
