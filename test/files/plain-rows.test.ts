import { expect, test } from 'vitest';
import type { FileError, Row } from '../../src/files/index.ts';
import { workbookReader } from './support/read-workbook.ts';
import { seededRandom } from './support/seeded-random.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const read = workbookReader(temporaryFolder());
const STRINGS = '<si><t>one</t></si><si><t xml:space="preserve"> two </t></si><si/><si><t>&lt;3&#10;</t></si>';
const FORMATS = ['yyyy-mm-dd', '00000', '0%', 'h:mm'];

const VALUES = [
  '0',
  '1',
  '2',
  '7',
  '45000.5',
  '-3',
  '1E3',
  '',
  ' ',
  'x',
  'TRUE',
  '#N/A',
  '2025-03-04',
  '&amp;',
  '&#x41;',
  '&bad;',
  '&',
  'a&gt;b',
  'é',
  '_x000D_',
  'a\r\nb',
  '99999999999',
];
const TYPES = ['', ' t="n"', ' t="s"', ' t="str"', ' t="b"', ' t="e"', ' t="d"', ' t="inlineStr"', ' t="zzz"'];
const STYLES = ['', ' s="1"', ' s="2"', ' s="3"', ' s="4"', ' s="99"'];

test('rows of the plain form are read as saxes reads them', async () => {
  const seed = process.env['SOAK'] === '1' ? Date.now() : 42;
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const some = (list: readonly string[]): string => list[below(list.length)] as string;

  const content = (): string => {
    const value = some(VALUES);
    return some([
      `<v>${value}</v>`,
      `<v>${value}</v>`,
      '<v/>',
      '',
      `<f>A1+1</f><v>${value}</v>`,
      `<f t="shared" si="0"/><v>${value}</v>`,
      '<f>A1</f>',
      `<is><t>${value}</t></is>`,
      `<is><t xml:space="preserve">${value}</t></is>`,
      `<is><r><t>${value}</t></r></is>`,
      `<v>${value}</v><extLst/>`,
    ]);
  };
  const cell = (number: number): string => {
    const attributes = [
      some(['', ` r="${some(['A', 'B', 'C', 'D', 'AA', 'c', 'AAAA', ''])}${number}"`]),
      some(STYLES),
      some(TYPES),
      some(['', '', ' cm="1"', ' ph="1"']),
    ];
    if (below(4) === 0) attributes.reverse();
    const inside = content();
    return below(8) === 0 ? `<c${attributes.join('')}/>` : `<c${attributes.join('')}>${inside}</c>`;
  };
  const row = (number: number): string => {
    const cells = Array.from({ length: below(5) }, () => cell(number) + some(['', '', '', ' ', '\n']));
    const attributes = some([
      ` r="${number}"`,
      ` r="${number}" spans="1:4"`,
      ` spans="1:4" r="${number}" ht="12.5" customHeight="1"`,
      ` r="${number}" hidden="1"`,
      '',
    ]);
    return `<row${attributes}>${cells.join('')}</row>`;
  };
  const outcome = (rows: string): Promise<readonly Row[] | string> =>
    read([{ rows: `<row r="1"><c t="str"><v>a</v></c><c t="str"><v>b</v></c><c t="str"><v>c</v></c></row>${rows}` }], {
      strings: STRINGS,
      formats: FORMATS,
    }).then(
      (table) => table.rows,
      (error: FileError) => error.code,
    );

  const rounds = process.env['SOAK'] === '1' ? 5000 : 150;
  let whole = 0;
  for (let round = 0; round < rounds; round++) {
    const rows = Array.from({ length: 1 + below(4) }, (_none, at) => row(at + 2)).join(some(['', '\n']));
    // A comment in each row keeps it from being plain.
    const odd = rows.replace(/(<row[^>]*>)/g, '$1<!-- -->');
    const plain = await outcome(rows);
    expect(plain, `seed ${seed}, round ${round}: ${rows}`).toEqual(await outcome(odd));
    if (typeof plain !== 'string') whole++;
  }
  expect(whole).toBeGreaterThan(rounds / 10);
}, 600_000);
