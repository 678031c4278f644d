import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openTable } from '../../src/files/index.ts';
import { compareSheet, readWithOpenpyxl } from './support/openpyxl.ts';
import { libreOffice, pythonWithOpenpyxl } from './support/outside-tools.ts';
import { readAll } from './support/read-all.ts';

const python = pythonWithOpenpyxl();
const office = libreOffice();
const script = fileURLToPath(new URL('./support/make-odd-workbooks.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'made-by-others-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(python === undefined)('workbooks made by openpyxl', () => {
  if (python === undefined) return;
  execFileSync(python, [script, folder]);
  const made = ['odd-1900.xlsx', 'odd-1904.xlsx'];
  const read = readWithOpenpyxl(
    python,
    made.map((name) => join(folder, name)),
  );

  test.each(made)('%s is read as openpyxl reads it', async (name) => {
    const path = join(folder, name);
    const sheet = (read[path] as { name: string; cells: [] }[])[0]!;
    const { ours, theirs } = await compareSheet(path, sheet);
    expect(Object.keys(ours).length).toBeGreaterThan(150);
    expect(ours).toEqual(theirs);
  });

  test('its formulas without results are not read as blank', async () => {
    const { rows } = await readAll(await openTable(join(folder, 'odd-1900.xlsx'), { sheet: 'Formulas' }));
    expect(rows[0]?.problems?.map(({ code, column }) => [code, column])).toEqual([
      ['formula-without-result', 1],
      ['formula-without-result', 2],
      ['formula-without-result', 3],
    ]);
  });
});

describe.skipIf(python === undefined)('workbooks packed by Python', () => {
  if (python === undefined) return;
  execFileSync(python, [script, folder]);
  const repack = fileURLToPath(new URL('./support/repack.py', import.meta.url));
  execFileSync(python, [repack, join(folder, 'odd-1900.xlsx'), folder]);

  test.each(['stored', 'zip64', 'streamed', 'upper-case'])('%s', async (how) => {
    const { rows } = await readAll(await openTable(join(folder, `${how}.xlsx`)));
    const { rows: expected } = await readAll(await openTable(join(folder, 'odd-1900.xlsx')));
    expect(expected.length).toBeGreaterThan(50);
    expect(rows).toEqual(expected);
  });
});

describe.skipIf(python === undefined || office === undefined)('workbooks made by LibreOffice', () => {
  if (python === undefined || office === undefined) return;
  const out = join(folder, 'libreoffice');
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  execFileSync(python, [script, folder]);
  const sources = ['odd-1900.xlsx', 'odd-1904.xlsx'].map((name) => join(folder, name));
  execFileSync(
    office,
    [profile, '--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', out, ...sources],
    { stdio: 'ignore', timeout: 120_000 },
  );
  const made = sources.map((path) => path.replace(folder, out));
  const read = readWithOpenpyxl(python, made);

  test.each(made)('%s is read as openpyxl reads it, every sheet', async (path) => {
    for (const sheet of read[path] as { name: string; cells: [] }[]) {
      const { ours, theirs } = await compareSheet(path, sheet);
      expect(ours).toEqual(theirs);
    }
  });

  test('formula results are read, and errors are problems of their cells', async () => {
    const { rows } = await readAll(await openTable(made[0] as string, { sheet: 'Formulas' }));
    expect(rows[0]?.cells).toMatchObject([{ value: 2 }, { value: 4 }, 'row 2', { kind: 'date', text: '2025-01-02' }]);
    expect(rows.at(-1)?.problems?.map(({ code, column }) => [code, column])).toEqual([
      ['formula-error', 1],
      ['formula-error', 2],
    ]);
  });
});
