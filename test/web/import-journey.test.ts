import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkedRows, checkState, recheckedRow, rowPreview, startedCheck } from '../../src/web/schemas/checks.ts';
import {
  mappingSuggestion,
  parsedMapping,
  renderedMapping,
  savedMapping,
  targetForms,
} from '../../src/web/schemas/mappings.ts';
import { failedRows, planChanges, runDetails, runViews } from '../../src/web/schemas/runs.ts';
import { uploadPreview } from '../../src/web/schemas/uploads.ts';
import { openPage, type PageClient } from '../support/page-client.ts';
import { inCheckout, NO_KEYCHAIN } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

const HEADER = 'Customer ID,Full name,Mobile,Email,Gender,Notes';

/** Sixty customers, of whom two cannot be imported: one has no such gender, one has no e-mail address. */
const SHEET = [
  HEADER,
  ...Array.from({ length: 60 }, (_, index) => {
    const gender = index === 10 ? 'Robot' : index % 2 === 0 ? 'Male' : 'Female';
    const email = index === 20 ? 'nobody at example' : `person${index}@example.com`;
    return `C${1000 + index},Person ${index},+4915112345${100 + index},${email},${gender},"note, ${index}"`;
  }),
].join('\r\n');

const CONTENT = {
  version: 1,
  target: 'customer',
  key: 'partnerid',
  fields: {
    partnerid: 'Customer ID',
    nick: 'Full name',
    tel: { column: 'Mobile', transform: ['phone'] },
    email: { column: 'Email', transform: ['email'] },
    sex: { column: 'Gender', values: { Male: 1, Female: 2 } },
    remark: 'Notes',
    crm_status: { const: 2 },
  },
};

async function check(page: PageClient, upload: string, content: object = CONTENT): Promise<string> {
  const { check: id } = await page.call(startedCheck, 'POST', '/api/checks', { upload, content });
  await until(async () => {
    const { state, error } = await page.call(checkState, 'GET', `/api/checks/${id}`);
    if (error) throw new Error(error.message);
    return state === 'ended';
  });
  return id;
}

describe('the import of the page', () => {
  test('previews, suggests, checks, corrects, imports, retries and undoes a spreadsheet', async () => {
    await using page = await openPage({ sandbox: { customers: 10 } });
    const upload = await page.upload('people.csv', SHEET);
    const preview = await page.call(uploadPreview, 'GET', `/api/uploads/${upload}/preview`);
    expect(preview).toMatchObject({ rows: 60, headerRow: 1, encoding: 'utf-8', delimiter: ',', format: 'csv' });
    expect(preview.sample).toHaveLength(50);

    const suggestion = await page.call(mappingSuggestion, 'POST', '/api/mappings/suggest', { upload });
    expect(suggestion.lines.map(({ field }) => field)).toEqual(expect.arrayContaining(['nick', 'email', 'tel']));
    expect(suggestion.content).toMatchObject({ version: 1, target: 'customer' });

    const row = await page.call(rowPreview, 'POST', '/api/preview-row', { upload, content: CONTENT, row: 2 });
    expect(row).toMatchObject({ payload: { nick: 'Person 0', sex: 1, email: 'person0@example.com' }, problems: [] });

    const id = await check(page, upload);
    const state = await page.call(checkState, 'GET', `/api/checks/${id}`);
    expect(state.counts).toEqual({ read: 60, fit: 58, rejected: 2, skipped: 0 });
    expect(state.causes.map(({ column }) => column).sort()).toEqual(['Email', 'Gender']);
    const cause = state.causes.find(({ column }) => column === 'Gender')?.cause ?? '';
    const rows = await page.call(checkedRows, 'GET', `/api/checks/${id}/rows?cause=${encodeURIComponent(cause)}`);
    expect(rows).toMatchObject({ total: 1, rows: [{ row: 12, problems: [{ column: 'Gender' }] }] });

    const edit = await page.call(recheckedRow, 'PATCH', `/api/checks/${id}/rows/12`, {
      column: 'Gender',
      text: 'Male',
    });
    expect(edit).toMatchObject({
      row: { status: 'fit', edited: ['Gender'] },
      counts: { rejected: 1, fit: 59 },
      edits: 1,
    });

    const imported = await page.job({ kind: 'import', from: { check: id } });
    expect(imported).toMatchObject({ state: 'ended', summary: { rows: { read: 60, created: 59, rejected: 1 } } });
    expect(imported.offers).toEqual(expect.arrayContaining(['errors', 'retry', 'undo', 'report']));
    expect(page.sandbox.snapshot().customerCount()).toBe(69);
    const run = imported.run ?? '';
    expect((await page.call(runViews, 'GET', '/api/runs'))[0]).toMatchObject({ run, input: 'people.csv' });

    const failed = await page.call(failedRows, 'GET', `/api/runs/${run}/rows?status=error`);
    expect(failed).toMatchObject({
      total: 1,
      header: HEADER.split(','),
      rows: [{ row: 22, problems: [{ column: 'Email' }] }],
    });
    await page.request('PATCH', `/api/runs/${run}/rows/22`, { column: 'Email', text: 'somebody@example.com' });
    const retried = await page.job({ kind: 'import', from: { retryOf: run } });
    expect(retried).toMatchObject({ summary: { rows: { read: 1, created: 1 } } });
    expect(page.sandbox.snapshot().customerCount()).toBe(70);

    const errors = await page.request('GET', `/api/runs/${run}/files/errors.csv`);
    expect(errors.text).toContain('nobody at example');
    const details = await page.call(runDetails, 'GET', `/api/runs/${run}`);
    expect(details.files).toEqual(expect.arrayContaining(['errors.xlsx', 'report.html']));

    const undone = await page.job({ kind: 'undo', run });
    expect(undone).toMatchObject({ state: 'ended', summary: { undoes: run } });
    expect(page.unexpected).toEqual([]);
  });

  test('plans the changes of customers, leaves some out, and applies the others', async () => {
    await using page = await openPage();
    const upload = await page.upload('people.csv', SHEET);
    await page.job({ kind: 'import', from: { upload, content: CONTENT } });
    const changed = await page.upload(
      'changed.csv',
      SHEET.replace('Person 1,', 'Renamed 1,').replace('Person 2,', 'Renamed 2,'),
    );
    const planned = await page.job({ kind: 'plan', from: { upload: changed, content: CONTENT } });
    expect(planned).toMatchObject({
      state: 'ended',
      summary: { rows: { update: 2, unchanged: 56 } },
      offers: expect.arrayContaining(['apply']),
    });
    const plan = planned.run ?? '';
    const changes = await page.call(planChanges, 'GET', `/api/plans/${plan}/changes`);
    expect(changes).toMatchObject({
      total: 2,
      rows: [{ row: 3, cells: [{ field: 'nick', before: 'Person 1', after: 'Renamed 1' }] }, {}],
    });
    await page.request('PATCH', `/api/plans/${plan}/left-out`, { row: 3, isOut: true });
    const applied = await page.job({ kind: 'apply', plan });
    expect(applied).toMatchObject({ state: 'ended', summary: { rows: { updated: 1 } } });
    expect(page.unexpected).toEqual([]);
  });

  test('keeps the rules and the row filter of a mapping, and checks rows by them', async () => {
    await using page = await openPage();
    const upload = await page.upload(
      'people.csv',
      ['Id,Name,Badge', '1,Ann,B1', '2,Bo,B1', '3,Cy,x', '4,Di,'].join('\n'),
    );
    const yaml =
      "version: 1\ntarget: customer\nwhere: Name != 'Di'\nrules:\n  - { column: Badge, unique: true }\n  - { field: remark, match: '^B\\d$', level: warn }\n  - { field: nick, one-of: [01, Ann, Bo, Cy] }\nfields: { nick: Name, remark: Badge, partnerid: Id, crm_status: { const: 1 } }\n";
    const { content } = await page.call(parsedMapping, 'POST', '/api/mappings/parse', { yaml });
    const mapping = content ?? {};
    const saved = await page.call(savedMapping, 'PUT', '/api/mappings/people', { content: mapping });
    expect(saved).toMatchObject({ content: mapping, problems: [] });
    expect(saved.content).toMatchObject({
      where: "Name != 'Di'",
      rules: [{ unique: true }, { match: '^B\\d$' }, { 'one-of': ['01', 'Ann', 'Bo', 'Cy'] }],
    });
    // A rule about a field that is no longer mapped has nothing to check.
    const { remark: _, ...fields } = mapping['fields'] as Record<string, unknown>;
    const rendered = await page.call(renderedMapping, 'POST', '/api/mappings/render', {
      content: { ...mapping, fields },
    });
    expect(rendered.problems).toEqual([]);
    expect(rendered.yaml).not.toContain('remark');

    const preview = (row: number) =>
      page.call(rowPreview, 'POST', '/api/preview-row', { upload, content: mapping, row });
    expect(await preview(4)).toMatchObject({ problems: [], warnings: [{ code: 'rule-match', column: 'Badge' }] });
    expect(await preview(5)).toMatchObject({ payload: null, problems: [], leftOut: expect.stringContaining('Di') });

    const id = await check(page, upload, mapping);
    const { counts } = await page.call(checkState, 'GET', `/api/checks/${id}`);
    expect(counts).toEqual({ read: 4, fit: 2, rejected: 1, skipped: 1 });
    const { rows } = await page.call(checkedRows, 'GET', `/api/checks/${id}/rows`);
    expect(rows.map(({ status }) => status)).toEqual(['fit', 'rejected', 'fit', 'skipped']);
    expect(rows[1]?.problems).toMatchObject([{ code: 'rule-unique', column: 'Badge' }]);
    const edit = (column: string, text: string) =>
      page.call(recheckedRow, 'PATCH', `/api/checks/${id}/rows/3`, { column, text });
    const codes = ({ row }: Awaited<ReturnType<typeof edit>>) => row.problems.map(({ code }) => code);
    expect(codes(await edit('Name', 'Bob'))).toEqual(['rule-one-of', 'rule-unique']);
    expect(codes(await edit('Name', 'Ann'))).toEqual(['rule-unique']);
    expect(codes(await edit('Badge', 'B7'))).toEqual([]);
    expect(page.unexpected).toEqual([]);
  });

  test('corrects a cell of a workbook and leaves the numbers and dates of the others as they are', async () => {
    await using page = await openPage();
    const upload = await page.upload('companies.xlsx', readFileSync(inCheckout('samples/enterprise.xlsx')));
    const yaml = readFileSync(inCheckout('mappings/enterprise.yaml'), 'utf8');
    const { content } = await page.call(parsedMapping, 'POST', '/api/mappings/parse', { yaml });
    const before = await check(page, upload, content ?? {});
    const [row] = (await page.call(checkedRows, 'GET', `/api/checks/${before}/rows?status=fit`)).rows;
    const edit = { column: 'Company', text: 'Corrected & Sons' };
    await page.call(recheckedRow, 'PATCH', `/api/checks/${before}/rows/${row?.row}`, edit);
    const after = await check(page, upload, content ?? {});
    const rows = await page.call(checkedRows, 'GET', `/api/checks/${after}/rows`);
    expect(rows.rows.find((each) => each.row === row?.row)).toMatchObject({ edited: ['Company'], status: 'fit' });
    const { counts } = await page.call(checkState, 'GET', `/api/checks/${after}`);
    const imported = await page.job({ kind: 'import', from: { check: after } });
    expect(imported).toMatchObject({
      state: 'ended',
      summary: { rows: { created: counts.fit, rejected: counts.rejected } },
    });
    expect(page.unexpected).toEqual([]);
  });

  test('lists the fields, transforms and custom fields for a form', async () => {
    await using page = await openPage();
    const forms = await page.call(targetForms, 'GET', '/api/targets?target=customer');
    const customer = forms.targets.find(({ name }) => name === 'customer');
    expect(customer?.custom.map(({ name }) => name)).toContain('Favourite fruit');
    expect(customer?.sections.map(({ name }) => name)).toEqual(['tags', 'stage', 'follow-up', 'blacklist']);
    expect(forms.transforms.find(({ name }) => name === 'date')?.parameter).not.toBeNull();
    const agents = await page.request('GET', '/api/lookups/agent');
    expect(agents.text).toContain('Aisha Khan');
  });

  test('says with a code of its own that a check needs credentials', async () => {
    await using page = await openPage({ page: { env: NO_KEYCHAIN } });
    const upload = await page.upload('people.csv', 'Id,Name\n1,Ann\n');
    const content = {
      version: 1,
      target: 'customer',
      fields: { partnerid: 'Id', nick: 'Name', crm_status: { const: 1 } },
    };
    const { check: id } = await page.call(startedCheck, 'POST', '/api/checks', { upload, content });
    await until(async () => (await page.call(checkState, 'GET', `/api/checks/${id}`)).state !== 'running');
    expect((await page.call(checkState, 'GET', `/api/checks/${id}`)).error?.code).toBe('no-credentials');
  });
});
