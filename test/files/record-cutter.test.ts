import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { RecordCutter } from '../../src/files/csv/record-cutter.ts';
import { seededRandom } from './support/seeded-random.ts';

const TEXTS = ['', 'a', 'x y', '"', '""', ',', ';', '\n', '\r', '\r\n', 'é', '"a"', 'b\nc', '=1', ' ', '5" disk', '😀'];

test('rows, line numbers and cells equal those of csv-parse, however the text is split into pieces', () => {
  const seed = process.env['SOAK'] === '1' ? Date.now() : 4711;
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const some = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  for (let round = 0; round < 3000; round++) {
    const delimiter = some([',', ';', '\t']);
    const cell = () => some(TEXTS) + some(TEXTS);
    const quoted = (text: string, alone: boolean) =>
      /[",;\t\r\n]/.test(text) || alone || below(4) === 0 ? `"${text.replaceAll('"', '""')}"` : text;
    let text = '';
    for (let row = below(8); row >= 0; row--) {
      const cells = Array.from({ length: 1 + below(4) }, cell);
      text += cells.map((each) => quoted(each, cells.length === 1)).join(delimiter) + some(['\n', '\r\n', '\r']);
    }
    const cutter = new RecordCutter('test', delimiter);
    const rows = [];
    for (let at = 0; at < text.length; ) {
      const length = 1 + below(below(3) === 0 ? 4 : 200);
      rows.push(...cutter.cut(text.slice(at, at + length), false));
      at += length;
    }
    rows.push(...cutter.cut('', true));
    const options = { delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, info: true };
    const records = parse(text, options) as unknown as { record: string[]; info: { bytes: number } }[];
    let start = 0;
    const expected = records.map(({ record, info }) => {
      const before = Buffer.from(text).toString('utf8', 0, start);
      start = info.bytes;
      return [before.split(/\r\n|\r|\n/).length, record];
    });
    expect(
      rows.map(({ number, cells }) => [number, cells]),
      `seed ${seed}, round ${round}: ${JSON.stringify(text)}`,
    ).toEqual(expected);
  }
});
