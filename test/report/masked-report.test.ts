import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planFile } from '../../src/app/change/plan-file.ts';
import { undoRun } from '../../src/app/change/undo-run.ts';
import { importFiles } from '../../src/app/import/import-files.ts';
import { writeMaskedReport } from '../../src/app/write-masked-report.ts';
import { checkFile, importFile, tagCustomers } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** Every cell has one, and nothing else does. */
const MARKER = /zq\d+/g;
let last = 0;
const marker = () => {
  last += 1;
  return `zq${last}`;
};

const MAPPING = `version: 1
target: customer
key: partnerid
fields:
  partnerid: Id
  nick: Name
  email: Email
  tel: { column: Mobile, transform: [phone] }
  sex: { column: Gender, values: { Male: 1, ZQROW: null } }
  remark: Remark
  crm_status: { const: 1 }
custom:
  Birthday: { column: Born, transform: [{ date: DD.MM.YYYY }] }
tags:
  add: { column: Tags }
`;

/** Rows whose every cell is marked: fit ones, and ones that are rejected for each column, for duplicates and for damage. */
function rowsOf(count: number): string[][] {
  return Array.from({ length: count }, (_, index) => {
    const bad = index % 8;
    const [id, name, email, note] = [marker(), marker(), marker(), marker()];
    return [
      bad === 1 ? 'zq1000000' : id,
      bad === 2 ? '' : `Li ${name}`,
      bad === 3 ? `${email} at example` : `${email}@example.com`,
      bad === 4 ? `phone ${marker()}` : `+49 151 ${String(10_000_000 + index)}`,
      bad === 5 ? marker() : bad === 7 ? 'ZQROW' : 'Male',
      bad === 6 ? `born ${marker()}` : '12.04.1990',
      index === 0 ? `1.23457E+15 ${note}` : note,
      '',
    ];
  });
}

const HEADER = ['Id', 'Name', 'Email', 'Mobile', 'Gender', 'Born', 'Remark', 'Tags'];
const csv = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  [header, ...rows].map((cells) => `${cells.map((cell) => `"${cell}"`).join(',')}\n`).join('');

function workspace() {
  const folder = newFolder();
  const { url: baseUrl, appId, appKey } = sandbox;
  const path = (name: string) => join(folder, name);
  const connection = { baseUrl, appId, appKey, home: path('home') };
  const rows = rowsOf(40);
  // The values of the mapping are cells, too.
  const unsent = marker();
  for (const row of rows) if (row[4] === 'ZQROW') row[4] = unsent;
  writeFileSync(path('in.csv'), csv(HEADER, rows));
  writeFileSync(path('map.yaml'), MAPPING.replace('ZQROW', unsent));
  const files = { connection, file: path('in.csv'), mapping: path('map.yaml') };
  return { folder, path, connection, files, rows };
}

/** The markers in a report. */
function markersIn(path: string): string[] {
  return [...new Set(readFileSync(path, 'utf8').match(MARKER) ?? [])];
}

describe('a masked report', () => {
  test('has nothing from any cell, however a row ended, whether written at the end of a run or later', async () => {
    const { files, path, connection } = workspace();
    const plain = await importFile({ ...files, undoable: true, out: path('plain') });
    expect(plain.rows.rejected).toBeGreaterThan(20);
    expect(plain.causes.length).toBeGreaterThan(4);
    expect(markersIn(plain.files.report).length).toBeGreaterThan(80);
    const again = await writeMaskedReport({ home: connection.home, env: {}, output: path('again.html') });
    expect(markersIn(again)).toEqual([]);
    const checked = await checkFile({ ...files, mask: true, out: path('checked') });
    expect(markersIn(checked.files.report)).toEqual([]);
    for (const report of [again, checked.files.report]) {
      const html = readFileSync(report, 'utf8');
      expect(html).toContain('Masked: values, keys and names of records are left out');
      expect(html).toContain('in.csv');
      // The same causes, by code and field, with all their rows.
      expect(html).toContain('duplicate-key');
      expect(html).not.toContain('errors.csv');
    }
    // What was changed is counted, without the values.
    expect(readFileSync(again, 'utf8')).toContain('<h2 id="changes">');
  });

  test('has none of the values before and after, nor names of customers and tags', async () => {
    const { files, path, connection, rows } = workspace();
    await importFile({ ...files, out: path('first') });
    const changed = rows.map(([id = '', ...cells]) => [id, ...cells.map((cell) => cell.replace(/^Li zq/, 'Na zq'))]);
    writeFileSync(path('in.csv'), csv(HEADER, changed));
    const plan = await planFile({ ...files, mask: true, out: path('plan') });
    expect(plan.cells_changed).toBeGreaterThan(5);
    const report = readFileSync(path('plan/report.html'), 'utf8');
    expect(report).toContain('What would change');
    expect(report).toContain('****');
    expect(markersIn(path('plan/report.html'))).toEqual([]);
    const { run } = await importFile({ ...files, undoable: true, mask: true, out: path('second') });
    expect(markersIn(path('second/report.html'))).toEqual([]);
    await undoRun({ connection, run, mask: true, out: path('undo') });
    expect(markersIn(path('undo/report.html'))).toEqual([]);

    const tagged = rows.filter((_, index) => index % 8 === 0).map(([, , email = '']) => [email, `Event/${marker()}`]);
    writeFileSync(path('tags.csv'), csv(['Email', 'Tags'], tagged));
    const { rows: done, tagging } = await tagCustomers({
      ...{ connection, file: path('tags.csv'), by: 'email', column: 'Email', addColumn: 'Tags' },
      ...{ createMissing: true, mask: true, out: path('tagged') },
    });
    expect(done.done).toBe(tagged.length);
    expect(JSON.stringify(tagging?.tags)).toMatch(/zq\d/);
    expect(markersIn(path('tagged/report.html'))).toEqual([]);
    const [[email = ''] = []] = tagged;
    await tagCustomers({
      ...{ connection, where: [`email=${email}`], add: ['Event/Fair'], createMissing: true },
      ...{ agreed: true, mask: true, out: path('found') },
    });
    expect(markersIn(path('found/report.html'))).toEqual([]);
  });

  test('of a run that was aborted, and of several files, has no values either', async () => {
    const { files, path, connection } = workspace();
    const aborted = await importFile({ ...files, maxErrors: 5, mask: true, out: path('aborted') });
    expect(aborted.status).toBe('aborted');
    expect(markersIn(aborted.files.report)).toEqual([]);
    await importFiles({
      ...{ connection, command: 'import', files: [files.file, files.file], mappings: [files.mapping, files.mapping] },
      ...{ mask: true, out: path('both') },
    });
    expect(markersIn(path('both/report.html'))).toEqual([]);
    expect(readFileSync(path('both/report.html'), 'utf8')).not.toContain('its report');
    const id = { home: connection.home, env: {}, output: path('x.html') };
    await expect(writeMaskedReport({ ...id, run: 'nothing' })).rejects.toThrow(/nothing/);
  });

  test('is written by the command', async () => {
    const { files, folder, path } = workspace();
    await importFile({ ...files, limit: 8, out: path('run') });
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const shown = await runCli(['runs', 'show', '--report', 'masked.html', '--mask'], options);
    expect(shown.code, shown.stderr).toBe(0);
    expect(markersIn(path('masked.html'))).toEqual([]);
    const plain = await runCli(['runs', 'show', '--report', 'plain.html'], options);
    expect(plain.code).toBe(2);
    expect(plain.stderr).toContain('--report masked.html --mask');
  });
});
