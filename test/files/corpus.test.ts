import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FileError, openTable } from '../../src/files/index.ts';
import { corpusFolder } from './support/corpus.ts';
import { compareSheet, readWithOpenpyxl } from './support/openpyxl.ts';
import { pythonWithOpenpyxl } from './support/outside-tools.ts';
import { readAll } from './support/read-all.ts';

const spectrum = corpusFolder('csv-spectrum');
const workbooks = corpusFolder('xlsx-exceljs');
const python = workbooks === undefined ? undefined : pythonWithOpenpyxl();

describe.skipIf(spectrum === undefined)('csv-spectrum', () => {
  const folder = spectrum ?? '';
  const names = spectrum === undefined ? [] : readdirSync(join(folder, 'csvs')).map((name) => basename(name, '.csv'));

  test.each(names)('%s gives the expected rows', async (name) => {
    const expected = expectedRows(readFileSync(join(folder, 'json', `${name}.json`), 'utf8'), name);
    const { header, rows } = await readAll(await openTable(join(folder, 'csvs', `${name}.csv`)));
    expect(rows.map(({ cells }) => Object.fromEntries(header.map((column, at) => [column, cells[at]])))).toEqual(
      expected,
    );
    expect(rows.flatMap(({ problems }) => problems ?? [])).toEqual([]);
  });
});

/** Two of the collection's JSON files do not say what its CSV files do. */
function expectedRows(json: string, name: string): unknown {
  // The CSV file lost its carriage returns when it was copied.
  if (name === 'newlines_crlf') return JSON.parse(json.replaceAll('\\r\\n', '\\n'));
  const parsed: unknown = JSON.parse(json);
  return name === 'location_coordinates' ? [{ ...(parsed as object), 'Contact Phone Number': '2095257564' }] : parsed;
}

describe.skipIf(python === undefined)('workbooks of other programs', () => {
  const folder = workbooks ?? '';
  const paths = python === undefined ? [] : readdirSync(folder).map((name) => join(folder, name));
  const read = python === undefined ? {} : readWithOpenpyxl(python, paths);
  const whole = Object.entries(read).flatMap(([path, sheets]) =>
    typeof sheets === 'string' ? [] : [[basename(path), path, sheets] as const],
  );
  const refused = Object.entries(read).flatMap(([path, sheets]) =>
    typeof sheets === 'string' ? [[basename(path), path, sheets] as const] : [],
  );

  test.each(whole)('%s is read as openpyxl reads it', async (_name, path, sheets) => {
    expect(existsSync(path)).toBe(true);
    for (const sheet of sheets) {
      if (sheet.cells.length === 0) {
        await expect(openTable(path, { sheet: sheet.name })).rejects.toThrow('is empty');
        continue;
      }
      const { ours, theirs } = await compareSheet(path, sheet);
      expect(ours).toEqual(theirs);
    }
  });

  // A sheet state that the standard does not know harms nobody's cells.
  const readable = ['test-row-styles.xlsx'];

  test.each(refused)('%s, which openpyxl refuses, is an error or whole', async (name, path) => {
    const reading = openTable(path).then(readAll);
    if (readable.includes(name)) expect((await reading).rows.length).toBeGreaterThan(0);
    else await expect(reading).rejects.toThrow(FileError);
  });
});
