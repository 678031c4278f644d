import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cellText, FileError, openTable } from '../../src/files/index.ts';
import { FIXTURES } from './support/fixtures.ts';
import { readAll } from './support/read-all.ts';

const folder = fileURLToPath(new URL('../fixtures/files/', import.meta.url));

// UPDATE_FIXTURES=1 writes the files anew.
if (process.env['UPDATE_FIXTURES'] === '1') {
  mkdirSync(folder, { recursive: true });
  // No line break may be changed on the way to another machine.
  writeFileSync(`${folder}.gitattributes`, '* -text\n');
  for (const { name, bytes } of FIXTURES) writeFileSync(folder + name, bytes);
}

/** Packed files may differ by the version of zlib; the others must be the same to the byte. */
const unpacked = FIXTURES.filter(({ name, bytes }) => !name.endsWith('.gz') && bytes.toString('latin1', 0, 2) !== 'PK');

describe('a small file for every special case', () => {
  test('exists for each listed case', () => {
    const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
    expect(names.sort()).toEqual(FIXTURES.map(({ name }) => name).sort());
  });

  test.each(unpacked)('$name has all its bytes', ({ name, bytes }) => {
    expect(readFileSync(folder + name).equals(bytes)).toBe(true);
  });

  test.each(FIXTURES)('$name', async ({ name, options, expected }) => {
    const reading = openTable(folder + name, options).then(readAll);
    if ('error' in expected) {
      const error = await reading.catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(FileError);
      expect(error).toMatchObject({ code: expected.error, line: expected.line });
      return;
    }
    const { header, rows, notices } = await reading;
    expect(header).toEqual(expected.header);
    expect(rows.map(({ number, cells }) => [number, ...cells.map(cellText)])).toEqual(expected.rows);
    const problems = rows.flatMap(({ number, problems: found }) =>
      (found ?? []).map(({ code }) => `${number} ${code}`),
    );
    expect(problems).toEqual(expected.problems ?? []);
    for (const [at, notice] of (expected.notices ?? []).entries()) expect(notices[at]).toContain(notice);
  });
});
