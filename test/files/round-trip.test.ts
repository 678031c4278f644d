import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  type Cell,
  type OutColumn,
  type OutValue,
  openTable,
  openWriter,
  type WriterOptions,
} from '../../src/files/index.ts';
import fc from '../support/property.ts';
import { readAll } from './support/read-all.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
let files = 0;

async function write(
  columns: readonly OutColumn[],
  rows: readonly (readonly OutValue[])[],
  options: Omit<WriterOptions, 'columns'>,
): Promise<string> {
  const path = folder.path(`${++files}.${options.format}`);
  const writer = await openWriter(path, { columns, ...options });
  await writer.write(rows);
  await writer.commit();
  return path;
}

/** A cell that was read, as an export would write it again. */
function again(cell: Cell): OutValue {
  if (typeof cell === 'string') return cell;
  if (cell.kind === 'date' || cell.kind === 'datetime') return { kind: cell.kind, text: cell.text };
  return cell.value ?? cell.text;
}

/** Writes, reads and writes again: what came back, and whether the files are the same to the byte. */
async function twice(
  columns: readonly OutColumn[],
  rows: readonly (readonly OutValue[])[],
  options: Omit<WriterOptions, 'columns'>,
) {
  const first = await write(columns, rows, options);
  const table = await readAll(
    await openTable(first, options.encoding === undefined ? {} : { encoding: options.encoding }),
  );
  const second = await write(
    columns,
    table.rows.map(({ cells }) => cells.map(again)),
    options,
  );
  return { table, same: (await readFile(first)).equals(await readFile(second)) };
}

const NASTY = [
  '',
  ' ',
  '0',
  '007',
  '-5',
  '+86138',
  '=1+1',
  "'=1",
  "''",
  '@x',
  '\tx',
  '\rx',
  '"',
  '""',
  ',',
  ';',
  '\n',
  '\r\n',
  'é',
  '中文',
  '😀',
  'ID',
  '#N/A',
  'TRUE',
  '1e5',
  '2025-03-04',
  '_x000D_',
  '<b>&amp;',
  '\ufeff',
  '\u2028',
  '\u0000',
  '\u007f',
  'null',
  '{}',
];
const text = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((parts) => parts.join('')),
);
/** Rows of three texts, none of them blank: a blank row is no row. */
const textRows = fc.array(
  fc.tuple(text, text, text).map((cells) => ['x', ...cells]),
  { minLength: 1, maxLength: 30 },
);
const textColumns: OutColumn[] = ['id', 'a', 'b', 'c'].map((name) => ({ name, kind: 'text' }));

describe('text is read as it was written, and a second export is identical', () => {
  test.each<Omit<WriterOptions, 'columns'>>([
    { format: 'csv' },
    { format: 'csv', bom: true, delimiter: ';' },
    { format: 'csv', delimiter: '\t', guard: true },
    { format: 'csv', encoding: 'gb18030' },
    { format: 'csv', encoding: 'utf-16le' },
    { format: 'xlsx' },
    { format: 'jsonl' },
  ])('%j', async (options) => {
    // Private characters have no fixed code in GB18030.
    const fit = (cell: string) => (options.encoding === 'gb18030' ? cell.replace(/[\ue000-\uf8ff]/g, '') : cell);
    const property = fc.asyncProperty(textRows, async (drawn) => {
      const rows = drawn.map((cells) => cells.map(fit));
      const { table, same } = await twice(textColumns, rows, options);
      expect(table.rows.map(({ cells }) => cells)).toEqual(rows);
      expect(same).toBe(true);
    });
    await fc.assert(property, { numRuns: process.env['SOAK'] === '1' ? 1000 : 15 });
  });
});

describe('typed values are read as they were written', () => {
  const columns: OutColumn[] = [
    { name: 'id', kind: 'text' },
    { name: 'amount', kind: 'number' },
    { name: 'active', kind: 'boolean' },
    { name: 'born', kind: 'date' },
    { name: 'seen', kind: 'datetime' },
  ];
  const day = fc
    .date({ min: new Date('1900-03-01'), max: new Date('9999-12-30'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const amount = fc.oneof(
    fc.integer(),
    fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })
      .map((value) => Number(value.toPrecision(15)) + 0),
    fc.constant(null),
  );
  const row = fc.tuple(
    fc.constantFrom('007', '12345678901234567890', '=1'),
    amount,
    fc.option(fc.boolean()),
    fc.option(day.map((iso): OutValue => ({ kind: 'date', text: iso.slice(0, 10) }))),
    fc.option(day.map((iso): OutValue => ({ kind: 'datetime', text: iso.slice(0, 19) }))),
  );

  test('by XLSX', async () => {
    const property = fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
      const { table, same } = await twice(columns, rows, { format: 'xlsx' });
      expect(table.rows.map(({ cells }) => cells.map((cell) => (cell === '' ? null : again(cell))))).toEqual(rows);
      expect(same).toBe(true);
    });
    await fc.assert(property, { numRuns: process.env['SOAK'] === '1' ? 30 : 15 });
  });

  test('by JSONL, dates as their text', async () => {
    const rows = [['007', 1.5, true, { kind: 'date', text: '2025-03-04' }, null]] as const;
    const { table, same } = await twice(columns, rows, { format: 'jsonl' });
    expect(table.rows[0]?.cells.map(again)).toEqual(['007', 1.5, true, '2025-03-04', '']);
    expect(same).toBe(false);
  });
});
