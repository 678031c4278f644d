import { describe, expect, test } from 'vitest';
import { cellText } from '../../src/files/index.ts';
import { fileError, workbookReader } from './support/read-workbook.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { row, type TestSheet } from './support/workbook.ts';

const folder = temporaryFolder();
const read = workbookReader(folder);

describe('rows', () => {
  test('keep their numbers over gaps, and blank ones at the end are ignored', async () => {
    const rows = `${row(2, 'a', 'b')}${row(5, 'x', null)}<row r="6"/><row r="7"><c r="A7" s="1"/></row>${row(9, null, 'y')}<row r="10"><c r="A10"/></row><row r="11"></row>`;
    const table = await read([{ rows }]);
    expect([table.headerRow, table.rows.map(({ number, cells: found }) => [number, ...found])]).toEqual([
      2,
      [
        [5, 'x', ''],
        [9, '', 'y'],
      ],
    ]);
    expect(table.notices).toContain('2 blank rows were skipped between rows with data: 6, 7.');
  });

  test('and cells without references follow one another', async () => {
    const rows =
      '<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row><row><c/><c><v>2</v></c></row>';
    const table = await read([{ rows }]);
    expect(table.rows.map(({ number, cells: found }) => [number, ...found.map(cellText)])).toEqual([[2, '', '2']]);
  });

  test('a hidden row with rich text is one hidden row', async () => {
    const rich = '<c r="A2" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r></is></c>';
    const rows = `${row(1, 'a', 'b')}<row r="2" hidden="1">${rich}</row>`;
    const table = await read([{ rows }]);
    expect(table.notices).toEqual(['1 hidden row was read like the others.']);
  });

  test('hidden rows and columns are read, with a notice', async () => {
    const rows = `${row(1, 'a', 'b')}<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>`;
    const table = await read([{ rows, before: '<cols><col min="2" max="2" width="9" hidden="1"/></cols>' }]);
    expect(table.rows.length).toBe(1);
    expect(table.notices).toEqual([
      '1 hidden row was read like the others.',
      'Hidden columns were read like the others: B.',
    ]);
  });

  test('merged cells have their value in the first cell, with a notice', async () => {
    const rows = row(1, 'a', 'b') + row(2, 'x', 'y') + row(3, null, 'z');
    const table = await read([{ rows, after: '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>' }]);
    expect(table.rows[1]?.cells).toEqual(['', 'z']);
    expect(table.notices).toEqual([
      '1 merged range has its value in the first cell only: A2:A3. The other cells are blank. To repeat the value in them, set source: { merged: fill } in the mapping.',
    ]);
  });

  test('merged cells have their value in every cell with merged: fill', async () => {
    const rows = [
      ...[row(1, 'Report'), row(2, 'Group', 'a', 'b', 'c'), row(3, null, 'x', 'y', null), row(4, null, 'n', 5)],
      ...[row(5, null, null, null), row(7, null, null, 'z'), row(8, 'p', null, 'q')],
    ];
    const ranges = ['A1:D1', 'A2:A3', 'C3:D3', 'B4:B7', 'C4:C5', 'A8:B8'];
    const after = `<mergeCells>${ranges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;
    const {
      header,
      rows: found,
      notices,
    } = await read([{ rows: rows.join(''), after }], {}, { merged: 'fill', header: 2 });
    expect(header).toEqual(['Group', 'a', 'b', 'c']);
    const five = { kind: 'number', text: '5', value: 5 };
    expect(found.map(({ number, cells: each }) => [number, ...each])).toEqual([
      [3, '', 'x', 'y', 'y'],
      [4, '', 'n', five, ''],
      [5, '', 'n', five, ''],
      [7, '', 'n', 'z', ''],
      [8, 'p', 'p', 'q', ''],
    ]);
    expect(notices.join(' ')).toContain('5 merged ranges have their value in every cell: A2:A3, C3:D3, B4:B7, …');
    const below = await read([{ rows: rows.join(''), after }], {}, { merged: 'fill', header: 3 });
    expect(below.header.slice(0, 3)).toEqual(['Group', 'x', 'y']);
  });

  test('cells right of the header belong to no column, with a notice', async () => {
    const table = await read([{ rows: row(1, 'a') + row(2, 'x', 'note') + row(3, null, 'note') }]);
    expect(table.rows.map(({ cells: found }) => found)).toEqual([['x']]);
    expect(table.notices[0]).toContain('skipped: B2, B3.');
  });

  test('the header may be below a title', async () => {
    const rows = row(1, 'Our customers') + row(3, 'a', 'b') + row(4, 'x', 'y');
    const table = await read([{ rows }], {}, { header: 3 });
    expect([table.header, table.rows[0]?.number]).toEqual([['a', 'b'], 4]);
    expect((await fileError(read([{ rows }], {}, { header: 2 }))).message).toContain('row 2');
  });
});

describe('sheets', () => {
  const sheets: TestSheet[] = [
    { name: 'Hidden', state: 'hidden', rows: row(1, 'h') + row(2, 'x') },
    { name: 'First', rows: row(1, 'f') + row(2, 'x') },
    { name: 'Second', rows: row(1, 's') + row(2, 'x') },
  ];

  test('the first visible one is read, and a notice names the others', async () => {
    const { header, detected, notices } = await read(sheets);
    expect([header, detected['sheet']]).toEqual([['f'], 'First']);
    expect(notices).toEqual(['Sheet "First" was read; the workbook also has "Second".']);
  });

  test('one is chosen by name, a hidden one too, without regard to case', async () => {
    expect((await read(sheets, {}, { sheet: 'Hidden' })).header).toEqual(['h']);
    expect((await read(sheets, {}, { sheet: ' second' })).header).toEqual(['s']);
  });

  test('an unknown name is an error that lists them', async () => {
    expect((await fileError(read(sheets, {}, { sheet: 'Third' }))).message).toContain(
      'has no sheet "Third". Its sheets: "Hidden", "First", "Second".',
    );
  });

  test('an empty one has no header', async () => {
    expect((await fileError(read([{ name: 'Empty' }]))).message).toContain('the sheet "Empty" is empty');
  });
});
