import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { serialFromText } from '../../src/files/xlsx/workbook-xml.ts';
import { escapeText } from '../../src/files/xlsx/xml-escaping.ts';

const two = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((number) => String(number).padStart(2, '0'));
const day = fc
  .tuple(fc.integer({ min: 1890, max: 2100 }), two(0, 13), two(0, 32))
  .map(([year, month, date]) => `${year}-${month}-${date}`);
const time = fc.tuple(two(0, 25), two(0, 61), two(0, 61)).map((parts) => parts.join(':'));
const end = fc.constantFrom('Z', '+08:00', '-03:30', '+0800', '', '+8:00', '+08:0x', ' Z', '.123Z', 'ZZ');

/** The serial number by the calendar of the platform. */
function expected(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  const [, date = '', clock = '', fraction = ''] = match ?? [];
  const ms = match ? Date.parse(`${date}T${clock}${fraction}Z`) : Number.NaN;
  if (Number.isNaN(ms) || clock.startsWith('24') || new Date(ms).toISOString().slice(0, 10) !== date) return undefined;
  const serial = (ms - Date.UTC(1899, 11, 30)) / 86_400_000;
  return serial >= 61 ? serial : undefined;
}

describe('the serial number of a moment', () => {
  test('does not depend on earlier calls for the same day', () => {
    fc.assert(
      fc.property(day, time, time, end, end, (date, one, other, ending, otherEnding) => {
        const texts = [`${date}T${one}${ending}`, `${date}T${other}${otherEnding}`, `${date}T${one}${ending}`];
        expect(texts.map((text) => serialFromText(text))).toEqual(texts.map(expected));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the serial number of a day', () => {
  test('does not exist in a year that XLSX cannot hold, so that the text is kept', () => {
    for (const text of ['0050-03-04', '0000-01-01', '0099-12-31T23:59:59Z', '1899-12-31', '1900-02-29'])
      expect(serialFromText(text), text).toBeUndefined();
    expect(serialFromText('1900-03-01')).toBe(61);
    expect(serialFromText('9999-12-31')).toBe(2_958_465);
  });
});

describe('text of an element', () => {
  test('is escaped character by character where needed', () => {
    const unit = fc.oneof(fc.integer({ min: 0, max: 0xa1 }), fc.constantFrom(0xd800, 0xdfff, 0xfffe, 0xffff, 0x738b));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 6 }), (units) => {
        const alone = units.filter((code) => code !== 0x5f && (code < 0xd800 || code > 0xdfff));
        const text = String.fromCharCode(...alone);
        expect(escapeText(text)).toBe(alone.map((code) => escapeText(String.fromCharCode(code))).join(''));
      }),
    );
    const plain = String.fromCharCode(9, 10, 32, 39, 126, 160, 0xd7ff, 0xe000, 0xfffd);
    expect(escapeText(plain)).toBe(plain);
    expect(escapeText('<&>\u007f\r_x000D_\ud800🎉')).toBe('&lt;&amp;&gt;_x007F__x000D__x005F_x000D__xD800_🎉');
  });
});
