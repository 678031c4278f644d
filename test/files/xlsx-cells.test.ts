import { describe, expect, test } from 'vitest';
import { rowCells, workbookReader } from './support/read-workbook.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { row } from './support/workbook.ts';

const folder = temporaryFolder();
const read = workbookReader(folder);

describe('text', () => {
  test('is shared, inline or a formula’s', async () => {
    const strings = '<si><t>one</t></si><si><t xml:space="preserve"> two </t></si>';
    expect(
      await rowCells(
        read,
        '<c r="A2" t="s"><v>1</v></c><c r="B2" t="inlineStr"><is><t>in</t></is></c><c r="C2" t="str"><f>A1</f><v>f</v></c>',
        { strings },
      ),
    ).toEqual([' two ', 'in', 'f']);
  });

  test('is joined from rich runs, without phonetic text', async () => {
    const strings =
      '<si><r><t>東</t></r><r><rPr><b/></rPr><t>京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>';
    const inline = '<is><r><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is>';
    expect(
      await rowCells(read, `<c r="A2" t="s"><v>0</v></c><c r="B2" t="inlineStr">${inline}</c>`, { strings }),
    ).toEqual(['東京', 'ab', '']);
  });

  test('has its references and escapes resolved', async () => {
    const strings = '<si><t>a&amp;b &lt;c&gt; &#233;&#x4e2d;</t></si><si><t>x_x000D_\ny_x005F_x000D_</t></si>';
    expect(await rowCells(read, '<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>', { strings })).toEqual([
      'a&b <c> é中',
      'x\r\ny_x000D_',
      '',
    ]);
  });

  test('split over pieces of the file stays whole', async () => {
    const wide = '東京都渋谷区😀';
    const lines = Array.from({ length: 20_000 }, (_none, at) => row(at + 2, `${wide}${at}`, wide));
    const { rows } = await read([{ rows: row(1, 'a', 'b') + lines.join('') }]);
    expect(rows.length).toBe(20_000);
    expect(
      rows.every(({ number, cells: [first, second] }) => first === `${wide}${number - 2}` && second === wide),
    ).toBe(true);
  });
});

describe('numbers', () => {
  test.each([
    ['General', '1234.5', '1234.5'],
    ['General', '0.30000000000000004', '0.3'],
    ['General', '19.989999999999998', '19.99'],
    ['General', '1.3800138E10', '13800138000'],
    ['#,##0.00', '1234.5', '1234.5'],
    ['00000', '1234', '01234'],
    ['000-0000-0000', '13800138000', '138-0013-8000'],
    ['"Nr. "0000', '7', 'Nr. 0007'],
    ['000\\-00\\-0000', '1234567', '001-23-4567'],
    ['"+"0', '8613800138000', '+8613800138000'],
    ['0"kg"', '70', '70'],
    ['[<=9999999]###-####;(###) ###-####', '2127365009', '(212) 736-5009'],
    ['00000', '12.5', '12.5'],
    ['0%', '0.25', '25%'],
    ['0.00%', '0.07', '7%'],
    ['0.00E+00', '12345', '12345'],
    ['[Red]0.00;[Blue]-0.00', '5', '5'],
  ])('%s shows %s as %s', async (format, value, text) => {
    const [cell] = await rowCells(read, `<c r="A2" s="1"><v>${value}</v></c>`, { formats: [format] });
    expect(cell).toEqual({ kind: 'number', text, value: Number(Number(value).toPrecision(15)) });
  });

  test('that are not numbers are a problem of the cell', async () => {
    const { rows } = await read([
      { rows: `${row(1, 'a', 'b')}<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>NaN</v></c></row>` },
    ]);
    expect(rows[0]?.cells[1]).toBe('NaN');
    expect(rows[0]?.problems).toMatchObject([{ code: 'bad-number', column: 1 }]);
  });

  test('booleans are kept', async () => {
    expect(await rowCells(read, '<c r="A2" t="b"><v>1</v></c><c r="B2" t="b"><v>0</v></c>')).toEqual([
      { kind: 'boolean', text: 'TRUE', value: true },
      { kind: 'boolean', text: 'FALSE', value: false },
      '',
    ]);
  });
});

describe('dates', () => {
  test.each([
    ['yyyy-mm-dd', '45720', 'date', '2025-03-04'],
    ['dd/mm/yy', '45720.5', 'datetime', '2025-03-04T12:00:00'],
    ['m/d/yy h:mm', '45720', 'datetime', '2025-03-04T00:00:00'],
    ['yyyy"年"m"月"d"日"', '45720', 'date', '2025-03-04'],
    ['[$-409]mmmm d, yyyy;@', '45720', 'date', '2025-03-04'],
    ['h:mm AM/PM', '0.4304513888888889', 'time', '10:19:51'],
    ['mm:ss.0', '0.0007', 'time', '00:01:00.480'],
    ['[h]:mm:ss', '1.5', 'time', '36:00:00'],
    ['yyyy-mm-dd hh:mm:ss', '45720.430451388886', 'datetime', '2025-03-04T10:19:51'],
    ['yyyy-mm-dd', '1', 'date', '1900-01-01'],
    ['yyyy-mm-dd', '59', 'date', '1900-02-28'],
    ['yyyy-mm-dd', '61', 'date', '1900-03-01'],
  ])('%s shows %s as the %s %s', async (format, value, kind, text) => {
    const [cell] = await rowCells(read, `<c r="A2" s="1"><v>${value}</v></c>`, { formats: [format] });
    expect(cell).toEqual({ kind, text });
  });

  test('count from 1904 where the workbook says so', async () => {
    const [first, second] = await rowCells(read, '<c r="A2" s="1"><v>0</v></c><c r="B2" s="1"><v>44258</v></c>', {
      formats: ['yyyy-mm-dd'],
      date1904: true,
    });
    expect([first, second]).toEqual([
      { kind: 'date', text: '1904-01-01' },
      { kind: 'date', text: '2025-03-04' },
    ]);
  });

  test('may be ISO text', async () => {
    expect(
      await rowCells(
        read,
        '<c r="A2" t="d"><v>2025-03-04</v></c><c r="B2" t="d"><v>2025-03-04T10:20:30</v></c><c r="C2" t="d"><v>10:20</v></c>',
      ),
    ).toEqual([
      { kind: 'date', text: '2025-03-04' },
      { kind: 'datetime', text: '2025-03-04T10:20:30' },
      { kind: 'time', text: '10:20' },
    ]);
  });

  test('that do not exist are a problem of the cell', async () => {
    const { rows } = await read([{ rows: `${row(1, 'a')}<row r="2"><c r="A2" s="1"><v>-1</v></c></row>` }], {
      formats: ['yyyy-mm-dd'],
    });
    expect(rows[0]?.problems?.[0]).toMatchObject({ code: 'bad-date', column: 0 });
  });
});

describe('formulas', () => {
  test('are read by their results, and an error is a problem of the cell', async () => {
    const xml =
      '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C2" t="b"><f t="shared" si="0"/><v>1</v></c></row>';
    const { rows } = await read([{ rows: row(1, 'a', 'b', 'c') + xml }]);
    expect(rows[0]?.cells).toEqual([
      { kind: 'number', text: '2', value: 2 },
      { kind: 'error', text: '#DIV/0!' },
      { kind: 'boolean', text: 'TRUE', value: true },
    ]);
    expect(rows[0]?.problems).toEqual([
      { code: 'formula-error', column: 1, message: expect.stringContaining('cell B2 holds the error #DIV/0!') },
    ]);
  });

  test('without a result are a problem of the cell, not a blank', async () => {
    const { rows } = await read([{ rows: `${row(1, 'a')}<row r="2"><c r="A2"><f>1+1</f></c></row>` }]);
    expect(rows[0]?.problems?.[0]?.code).toBe('formula-without-result');
  });
});
