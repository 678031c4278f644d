import { describe, expect, test } from 'vitest';
import {
  type InspectedTable,
  inspectedChunkSplitter,
  inspectTable,
  openTable,
  type Row,
  type SourceOptions,
} from '../../src/files/index.ts';
import { seededRandom } from './support/seeded-random.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { row, workbook } from './support/workbook.ts';

const folder = temporaryFolder();
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

/** The result of reading a file; an error by its text. */
interface Reading {
  readonly rows: Row[];
  readonly notices: readonly string[];
  readonly findings: readonly unknown[];
  readonly counts: readonly unknown[];
  readonly error: string;
  /** The number of chunks that were split. */
  readonly chunks: number;
}

async function read(path: string, options: SourceOptions, inChunks: boolean): Promise<Reading> {
  const rows: Row[] = [];
  const opened = await openTable(path, options).catch((cause: unknown) => String(cause));
  if (typeof opened === 'string') return { rows, notices: [], findings: [], counts: [], error: opened, chunks: 0 };
  const table = inspectTable(opened);
  let chunks = 0;
  let error = '';
  try {
    const batches = table.batches()[Symbol.asyncIterator]();
    let maySplit = inChunks;
    for (let next = await batches.next(); !next.done; next = await batches.next()) {
      rows.push(...next.value);
      const source = maySplit ? table.split() : undefined;
      if (source === undefined) continue;
      maySplit = false;
      chunks = await readChunks(source, rows);
    }
  } catch (cause) {
    error = String(cause);
  } finally {
    await table.close();
  }
  const { notices, findings, issueCounts } = table;
  return { rows, notices, findings, counts: Object.entries(issueCounts), error, chunks };
}

/** Requests several chunks ahead, as worker threads do, and acknowledges them in order. */
async function readChunks(source: NonNullable<ReturnType<InspectedTable['split']>>, rows: Row[]): Promise<number> {
  const split = inspectedChunkSplitter(structuredClone(source.format));
  const ahead: string[] = [];
  let count = 0;
  for (;;) {
    while (ahead.length < 3) {
      const text = await source.next();
      if (text === undefined) break;
      ahead.push(text);
    }
    const text = ahead.shift();
    const chunkRows: Row[] = [];
    const facts = text === undefined ? undefined : split(text, (some) => chunkRows.push(...some));
    if (facts === undefined) break;
    const before = source.acknowledge(structuredClone(facts));
    rows.push(...chunkRows.map((each) => ({ ...each, number: each.number + before })));
    count += 1;
  }
  source.end();
  return count;
}

/** Reads the file both ways, and returns the number of chunks that were split. */
async function readBothWays(name: string, content: string | Buffer, options: SourceOptions = {}): Promise<number> {
  const path = await folder.put(content, `-${name}`);
  const { chunks: none, ...inOrder } = await read(path, options, false);
  const { chunks, ...inChunks } = await read(path, options, true);
  expect(none).toBe(0);
  expect(inChunks, `seed ${seed}`).toEqual(inOrder);
  return chunks;
}

const WORDS = [
  'Li Na',
  '"a, b"',
  '"say ""hi"""',
  '"two\nlines"',
  '"three\r\nlines, ""quoted"""',
  "'=1+1",
  "'@x",
  "it's",
  '',
  '  ',
  'MÃ¼ller',
  '00042',
  '#REF!',
  '12345678901234567',
  '4.56E+17',
  '13/02/2024',
  '02/13/2024',
  '03/04/2024',
  'An\u0000na',
  'Ann\u0000',
  'a\u200bb',
  '1001.0',
  'Total',
];

/** Makes lines long, so that a few thousand fill several chunks. */
const filler = 'x'.repeat(40);

/** A table of many lines; `odd` returns lines to be inserted between them. */
function lines(count: number, random: () => number, odd: (at: number) => string | undefined = () => undefined): string {
  const pick = () => WORDS[Math.floor(random() * WORDS.length)] as string;
  let text = 'Id,Name,Card no,Date,Note\n';
  for (let at = 0; at < count; at++) {
    const more = odd(at);
    if (more !== undefined) text += `${more}\n`;
    text += `R${at} ${filler},${pick()},${pick()},${pick()},${pick()}\n`;
  }
  return text;
}

describe(`rows that are read in chunks equal rows that are read in order (SEED=${seed})`, () => {
  test('where everything is well-formed, whatever the cells hold', async () => {
    const random = seededRandom(seed);
    const blankOrRagged = () =>
      random() < 0.02 ? ['', ',,,,', 'only one', 'a,b,c,d,e,f'][Math.floor(random() * 4)] : undefined;
    expect(await readBothWays('fit.csv', lines(9000, random, blankOrRagged))).toBeGreaterThan(2);
  });

  test('with CRLF, without a last line break, in another encoding', async () => {
    const random = seededRandom(seed + 1);
    const text = lines(8000, random).replace(/\r?\n/g, '\r\n').trimEnd();
    expect(await readBothWays('crlf.csv', text)).toBeGreaterThan(2);
    expect(await readBothWays('utf16.csv', Buffer.from(`\ufeff${text}`, 'utf16le'))).toBeGreaterThan(2);
    expect(await readBothWays('kept.csv', text, { keepGuard: true })).toBeGreaterThan(2);
  });

  test('where lines end in CR alone, so that the file cannot be split', async () => {
    expect(await readBothWays('cr.csv', lines(6000, seededRandom(seed + 2)).replace(/\r?\n/g, '\r'))).toBe(0);
  });

  test('where blank rows follow the last one with data', async () => {
    expect(
      await readBothWays('blank-end.csv', `${lines(6000, seededRandom(seed + 3))}${',,,,\n'.repeat(40_000)}`),
    ).toBeGreaterThan(2);
  });

  test.each([
    ['a quote inside a cell that is not quoted', 'X,5" disk,a,b,c'],
    ['two of them', 'X,5" disk,6" disk,b,c'],
    ['text behind a closing quote', 'X,"a" b,c,d,e'],
    ['a quoted cell of many lines', `X,"${'line\n'.repeat(20_000)}",a,b,c`],
    ['a quote that is never closed', 'X,"open,a,b,c'],
  ])('with %s in any row', async (_what, line) => {
    for (const where of [10, 1500, 4000, 7990]) {
      const text = lines(8000, seededRandom(seed + where), (at) => (at === where ? line : undefined));
      await readBothWays('odd.csv', text);
    }
  });

  test('with rows that repeat the header, and rows of totals', async () => {
    const odd = (at: number) =>
      at % 700 === 3
        ? 'Id,Name,Card no,Date,Note'
        : at % 900 === 5
          ? 'Total,,,500,'
          : at % 800 === 1
            ? 'Name,Id,Date,Note,Card no'
            : undefined;
    expect(await readBothWays('rows.csv', lines(8000, seededRandom(seed + 7), odd))).toBeGreaterThan(2);
  });

  test('with short lines, and rows that are broken by a line break', async () => {
    const random = seededRandom(seed + 8);
    const short = [
      'X9,a,b',
      `R9 ${filler},a\nb,c,d,e`,
      `R9 ${filler},a,b\nR10 ${filler},c,d`,
      'one',
      'Total: 5',
      'a,b',
    ];
    const odd = () => (random() < 0.05 ? short[Math.floor(random() * short.length)] : undefined);
    expect(await readBothWays('short.csv', lines(9000, random, odd))).toBeGreaterThan(2);
    const all = lines(9000, random).replace(/^(.*),[^,"\n]*$/gm, '$1');
    await readBothWays('all-short.csv', all);
    const oneCell = lines(9000, random, (at) => (at % 3 === 0 ? 'one' : undefined));
    expect(await readBothWays('one-cell.csv', oneCell)).toBeGreaterThan(2);
  });

  test('up to a byte that is not text', async () => {
    const text = Buffer.from(`${lines(8000, seededRandom(seed + 4))}`);
    for (const share of [0.4, 0.7, 0.999]) {
      const bad = Buffer.from(text);
      bad[Math.floor(bad.length * share)] = 0xff;
      await readBothWays('bad-byte.csv', bad, { encoding: 'utf-8' });
    }
  });

  test('with more issues than are kept, and dates of both orders', async () => {
    const random = seededRandom(seed + 5);
    const body = Array.from(
      { length: 20_000 },
      (_none, at) =>
        `R${at},x,#REF!,${random() < 0.5 ? '13/02/2024' : '1/2/2024'},${at > 15_000 ? '02/13/2024' : '25/12/2024'}`,
    );
    expect(await readBothWays('many.csv', `Id,Name,Card no,Date,Date2\n${body.join('\n')}\n`)).toBeGreaterThan(2);
  });

  test('where one chunk has more issues than are kept, among the first dates of their columns', async () => {
    for (const start of [3500, 3900, 4300]) {
      const body = Array.from({ length: 9000 }, (_none, at) =>
        at < start
          ? `R${at},x,x,25/12/2024,1/2/2024`
          : `R${at},#REF!,#REF!,25/12/2024,${at % 2 ? '13/02/2024' : '02/13/2024'}`,
      );
      expect(await readBothWays('dated.csv', `Id,Name,Card no,Date,Date2\n${body.join('\n')}\n`)).toBeGreaterThan(1);
    }
  });
});

describe('sheet rows that are read in chunks equal rows that are read in order', () => {
  const sheetRows = (count: number, odd: (at: number) => string | undefined = () => undefined) => {
    const random = seededRandom(seed + 6);
    const texts = ['Li Na', 'a &amp; b', '_x000D_', 'MÃ¼ller', 'zwei\r\nZeilen', '#REF!', ' '];
    let xml = row(1, 'Id', 'Name', 'Card no', 'Note');
    for (let at = 2; at < count; at++) {
      const text = () => texts[Math.floor(random() * texts.length)] as string;
      xml += odd(at) ?? row(at, `R${at}`, text(), random() < 0.5 ? at * 1e12 : text(), random() < 0.2 ? null : text());
    }
    return xml;
  };

  test('where all rows are plain, some of them blank, hidden, empty or too wide', async () => {
    const odd = (at: number) =>
      at % 100 === 0
        ? `<row r="${at}" ht="20"/>`
        : at % 101 === 0
          ? `<row r="${at}" hidden="1"><c r="A${at}"><v>${at}</v></c></row>\n`
          : at % 103 === 0
            ? row(at, 'a', 'b', 'c', 'd', 'beside')
            : at % 107 === 0
              ? `<row><c t="e"><v>#N/A</v></c></row>`
              : undefined;
    const sheet = {
      rows: sheetRows(6000, odd),
      before: '<dimension ref="A1:D6000"/>',
      after: '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
    };
    expect(await readBothWays('fit.xlsx', workbook([sheet]))).toBeGreaterThan(2);
  });

  test('with more shared strings than one block holds', async () => {
    const long = 'x'.repeat(32_000);
    const strings = Array.from({ length: 700 }, (_none, at) => `<si><t>${at}${at % 7 === 0 ? '' : long}</t></si>`).join(
      '',
    );
    const odd = (at: number) => `<row r="${at}"><c r="A${at}" t="s"><v>${at % 700}</v></c></row>`;
    expect(await readBothWays('blocks.xlsx', workbook([{ rows: sheetRows(4000, odd) }], { strings }))).toBeGreaterThan(
      0,
    );
  });

  test('with shared strings', async () => {
    const odd = (at: number) =>
      `<row r="${at}"><c r="A${at}" t="s"><v>${at % 50}</v></c><c r="C${at}" t="s"><v>${at % 7}</v></c></row>`;
    const strings = Array.from({ length: 50 }, (_none, at) => `<si><t>Text ${at} ü</t></si>`).join('');
    expect(await readBothWays('shared.xlsx', workbook([{ rows: sheetRows(9000, odd) }], { strings }))).toBeGreaterThan(
      2,
    );
  });

  test.each([
    ['a comment', (at: number) => `<row r="${at}"><!-- note --><c r="A${at}"><v>1</v></c></row>`],
    [
      'rich text',
      (at: number) => `<row r="${at}"><c r="A${at}" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r></is></c></row>`,
    ],
    ['a cell that refers to nothing', (at: number) => `<row r="${at}"><c r="A${at}" t="s"><v>99</v></c></row>`],
    ['a number that is there already', (at: number) => row(at - 1, 'again') + row(at, 'next')],
    ['a number far above', (at: number) => row(at + 100, 'above')],
    ['numbers that begin anew', () => row(2, 'two') + row(3, 'three')],
    ['XML that is cut short', (at: number) => `<row r="${at}"><c r="A${at}"><v>1</c></row>`],
  ])('with %s in any row', async (_what, odd) => {
    for (const where of [10, 1600, 4000, 5998]) {
      await readBothWays(
        'odd.xlsx',
        workbook([{ rows: sheetRows(6000, (at) => (at === where ? odd(at) : undefined)) }]),
      );
    }
  });
});
