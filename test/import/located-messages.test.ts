import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resumeRun } from '../../src/app/resume-run.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { folderWith, importHere } from './in-process.ts';
import { readCsv, workspace } from './workspace.ts';

const STRANGERS =
  'version: 1\ntarget: customer\nkey: partnerid\nfields:\n  partnerid: Id\n  nick: Name\n  enterpriseid: Company\n  crm_status: { const: 1 }\n';

test('names column and row of a repeated key', async () => {
  await using sandbox = await startSandbox();
  const folder = folderWith(['Id,Name,Company', 'K0,Ann,', 'K0,Bob,'], STRANGERS);
  const { errors } = await importHere(folder, sandbox);
  expect(errors[0]).toMatchObject({
    _code: 'duplicate-key',
    _message: 'row 3, column "Id": the key "K0" is already in row 2; only that row is imported',
  });
});

test('names the cell of the field that the server refuses', async () => {
  await using sandbox = await startSandbox();
  const folder = folderWith(['Id,Name,Company', 'K0,Ann,nobody'], STRANGERS);
  const { errors } = await importHere(folder, sandbox);
  expect(errors[0]).toMatchObject({ _status: 'failed', _field: 'enterpriseid' });
  expect(errors[0]?.['_message']).toMatch(/^row 2, column "Company" \("nobody"\): enterpriseid: /);
});

test('names the cell of the key when the refused field has no cell', async () => {
  await using sandbox = await startSandbox();
  const mapping = STRANGERS.replace('enterpriseid: Company', 'enterpriseid: { const: nobody }');
  const folder = folderWith(['Id,Name', 'K0,Ann'], mapping);
  const { errors } = await importHere(folder, sandbox);
  expect(errors[0]).toMatchObject({ _status: 'failed', _field: '' });
  expect(errors[0]?.['_message']).toMatch(/^row 2, column "Id" \("K0"\): enterpriseid: /);
});

test('names the cell of the key of a row in doubt', async () => {
  await using sandbox = await startSandbox();
  sandbox.setFaults({}, [{ on: 'saveEnterprise', fault: 'reset-after' }]);
  const folder = workspace('enterprises', 1);
  const { errors } = await importHere(folder, sandbox);
  expect(errors[0]?.['_status']).toBe('in_doubt');
  expect(errors[0]?.['_message']).toMatch(/^row 2, column "Id" \("K0"\): /);
});

test('writes the file’s own key to results.csv when a lookup replaces it, also in a resumed run', async () => {
  await using sandbox = await startSandbox({ customers: 30, latencyMs: 5 });
  const people = sandbox.snapshot().customers() as { email?: string }[];
  const emails = people.flatMap(({ email = '' }) => (email === '' ? [] : [email]));
  const mapping =
    'version: 1\ntarget: customer-tagging\nkey: userid\nfields:\n  userid: { column: Mail, lookup: customer, by: email }\n  add_tag: { const: [Premium], lookup: tag }\n';
  const rows = [...emails.slice(0, 10), emails[0] ?? '', 'nobody@x.co', ...emails.slice(10)];
  const folder = folderWith(['Mail', ...rows], mapping);
  const stop = new AbortController();
  const { summary, errors } = await importHere(folder, sandbox, {
    connection: { rate: 20, concurrency: 2 },
    signal: stop.signal,
    reporter: { onEvent: (event) => event.type === 'progress' && Number(event.rows) > 13 && stop.abort() },
  });
  expect(summary.status).toBe('interrupted');
  expect(errors[0]?.['_message']).toContain(`row 12, column "Mail": the key "${emails[0]}" is already in row 2`);
  const { url: baseUrl, appId, appKey } = sandbox;
  const connection = { baseUrl, appId, appKey, home: join(folder, 'home') };
  const resumed = await resumeRun({ connection, run: summary.run });
  expect(readCsv(resumed.files.results).map((row) => row['Mail'])).toEqual(rows);
}, 60_000);
