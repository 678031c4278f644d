import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { FileError, inspectTable, openTable, type SourceOptions } from '../../src/files/index.ts';
import { corpusFolder } from './support/corpus.ts';
import { seededRandom } from './support/seeded-random.ts';
import { row, workbook } from './support/workbook.ts';
import { zip } from './support/zip.ts';

const soak = process.env['SOAK'] === '1';
const filesPerFormat = soak ? 5000 : 250;
const SLOWEST_MS = 10_000;
const MOST_BYTES = 512 * 1024 * 1024;

const CSV = 'id,name,"note, more"\n1,Ann,"two\nlines"\n2,"Zoë ""Z""",x\r\n3,张伟,\'=1+1\n';
const SEEDS: Readonly<Record<string, readonly Buffer[]>> = {
  csv: [
    Buffer.from(CSV.repeat(3)),
    Buffer.from(`\ufeff${CSV}`),
    iconv.encode(CSV.repeat(2), 'utf-16le', { addBOM: true }),
    iconv.encode('姓名;城市\n张伟;北京\n王芳;上海\n', 'gb18030'),
    iconv.encode('氏名\t住所\n山田太郎\t東京都\n', 'shift_jis'),
    Buffer.from('sep=|\na|b\n1|2\n'),
    gzipSync(Buffer.from(CSV.repeat(5))),
    Buffer.from('"a","b"\n"1","2"\n'.repeat(2000)),
  ],
  jsonl: [
    Buffer.from(
      '{"id":1,"name":"Ann","tags":["a","b"],"deep":{"x":[1,2,{"y":null}]}}\n{"id":12345678901234567890,"name":"张伟"}\n'.repeat(
        3,
      ),
    ),
    Buffer.from('{"a":true}\r\n\r\n{"a":1e5,"b":"\\ud83d\\ude00"}\n'),
  ],
  xlsx: [...madeWorkbooks(), ...corpusWorkbooks()],
};

/** Changes that happen to files, and some that only happen to be nasty. */
function mutate(seed: Buffer, random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit);
  let bytes = Buffer.from(seed);
  for (let times = 1 + below(4); times > 0; times--) {
    const at = below(bytes.length + 1);
    const length = below(random() < 0.5 ? 8 : 400);
    switch (below(7)) {
      case 0:
        if (at < bytes.length) bytes[at] = below(256);
        break;
      case 1:
        bytes = Buffer.from(bytes.subarray(0, at));
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]);
        break;
      case 4:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from(SNIPPETS[below(SNIPPETS.length)] as string, 'latin1'),
          bytes.subarray(at),
        ]);
        break;
      case 5:
        bytes.fill(below(256), at, Math.min(bytes.length, at + length));
        break;
      default:
        if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
    }
  }
  return bytes;
}

const SNIPPETS = [
  '"',
  '""',
  '\n',
  '\r',
  ',',
  '\0',
  '\xff',
  '\xef\xbb\xbf',
  '\xff\xfe',
  '<',
  '>',
  '&',
  '</row>',
  '<row>',
  '<!--',
  ']]>',
  '<![CDATA[',
  '<c r="A1" t="s"><v>99999999999</v></c>',
  '{',
  '}',
  '[',
  '"}',
  'PK\x03\x04',
  'PK\x05\x06',
  '9'.repeat(400),
  '='.repeat(10),
];

/** A workbook whose parts are changed before they are packed, so that changes get past the checksums. */
function mutateInside(random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit);
  const names = [
    'xl/worksheets/sheet1.xml',
    'xl/sharedStrings.xml',
    'xl/styles.xml',
    'xl/workbook.xml',
    'xl/_rels/workbook.xml.rels',
    '_rels/.rels',
  ];
  const name = names[random() < 0.5 ? 0 : below(names.length)] as string;
  const part = innerParts[name] as string;
  return workbook(INNER_SHEETS, { ...INNER_OPTIONS, parts: [{ name, content: mutate(Buffer.from(part), random) }] });
}

const INNER_SHEETS = [
  {
    rows: `${row(1, 'a', 'b', 'c')}${row(2, 'x', 7)}<row r="3" hidden="1"><c r="A3" t="s"><v>0</v></c><c r="B3" s="1"><v>45000.5</v></c><c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row><row r="5"><c r="A5" t="inlineStr"><is><r><t>r</t></r></is></c><c r="B5" t="b"><v>1</v></c></row>`,
    after: '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>',
  },
];
const INNER_OPTIONS = {
  strings: '<si><t>one</t></si><si><r><t>tw</t></r><r><t>o_x000D_</t></r></si>',
  formats: ['yyyy-mm-dd', '00000', '"x"0%;[Red]-0'],
};
const innerParts = partsOf();

function partsOf(): Record<string, string> {
  const main =
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
  const rels = (inside: string) => `<Relationships>${inside}</Relationships>`;
  return {
    'xl/worksheets/sheet1.xml': `<worksheet ${main}><sheetData>${INNER_SHEETS[0]?.rows}</sheetData>${INNER_SHEETS[0]?.after}</worksheet>`,
    'xl/sharedStrings.xml': `<sst ${main}>${INNER_OPTIONS.strings}</sst>`,
    'xl/styles.xml': `<styleSheet ${main}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm;@"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    'xl/workbook.xml': `<workbook ${main}><workbookPr date1904="1"/><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': rels(
      '<Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rIdS" Type="x/styles" Target="styles.xml"/><Relationship Id="rIdT" Type="x/sharedStrings" Target="sharedStrings.xml"/>',
    ),
    '_rels/.rels': rels('<Relationship Id="rId1" Type="x/officeDocument" Target="xl/workbook.xml"/>'),
  };
}

function madeWorkbooks(): Buffer[] {
  const rows = Array.from({ length: 200 }, (_none, at) => row(at + 1, `text ${at}`, at)).join('');
  return [
    workbook([{ rows }]),
    zip([{ name: 'xl/workbook.bin', content: 'x' }]),
    workbook([{ rows: row(1, 'a') }, { rows, state: 'hidden' }], { strings: '<si><t>one</t></si>' }),
  ];
}

function corpusWorkbooks(): Buffer[] {
  const folder = corpusFolder('xlsx-exceljs');
  if (folder === undefined) return [];
  return ['gold', 'google-sheets', 'formulas', 'test-issue-1669', 'missing-bits'].map((name) =>
    readFileSync(`${folder}/${name}.xlsx`),
  );
}

/** Reads a file to its end: rows or a FileError, else it throws what came instead. */
async function survive(bytes: Buffer, options: SourceOptions): Promise<'rows' | 'error'> {
  try {
    const table = inspectTable(await openTable('-', { ...options, stdin: Readable.from([bytes]) }));
    try {
      for await (const batch of table.batches()) {
        for (const { number, cells } of batch)
          if (!(number >= 1) || !Array.isArray(cells)) throw new Error('a row without number or cells');
      }
    } finally {
      await table.close();
    }
    return 'rows';
  } catch (error) {
    if (error instanceof FileError) return 'error';
    throw error;
  }
}

describe(`of ${filesPerFormat} mutated files`, () => {
  test.each(['csv', 'jsonl', 'xlsx'] as const)(
    'every %s gives rows or an error, in time and in bounds',
    async (format) => {
      const seed = soak ? Date.now() : 20_250_304;
      const random = seededRandom(seed);
      const counts = { rows: 0, error: 0 };
      for (let at = 0; at < filesPerFormat; at++) {
        const list = SEEDS[format] as readonly Buffer[];
        const bytes =
          format === 'xlsx' && random() < 0.6
            ? mutateInside(random)
            : mutate(list[Math.floor(random() * list.length)] as Buffer, random);
        const start = performance.now();
        const outcome = await survive(bytes, format === 'csv' ? {} : { format }).catch((error: unknown) => {
          throw new Error(`seed ${seed}, file ${at}: ${bytes.toString('base64').slice(0, 4000)}`, { cause: error });
        });
        counts[outcome]++;
        expect(performance.now() - start, `seed ${seed}, file ${at}`).toBeLessThan(SLOWEST_MS);
        expect(process.memoryUsage.rss(), `seed ${seed}, file ${at}`).toBeLessThan(MOST_BYTES);
      }
      expect(counts.rows, `seed ${seed}`).toBeGreaterThan(0);
      expect(counts.error, `seed ${seed}`).toBeGreaterThan(0);
    },
    soak ? 1_800_000 : 60_000,
  );
});
