import { expect, test } from 'vitest';
import type { Cell } from '../../src/files/index.ts';
import { mainType, type ValueType, valueTypeOf } from '../../src/profile/value-type.ts';

const EXAMPLES: Readonly<Record<ValueType, readonly string[]>> = {
  number: ['0', '42', '-3', '1,234.50', '1.234,50', '12,5', "1'000", '15 %', '1 234 567', '.5'],
  code: ['007', '0012345', '6222021234567890123'],
  date: ['2024-12-25', '25/12/2024', '1.2.24', '2024年12月25日', '25 Dec 2024', 'December 25, 2024'],
  datetime: ['2024-12-25 10:00', '2024-12-25T10:00:00Z', '25/12/2024 9:05'],
  time: ['9:05', '23:59:59', '9:05 PM'],
  boolean: ['yes', 'No', 'TRUE', 'n', '是'],
  email: ['li@x.example', 'Li Na <li@x.example>', '1li@x.example'],
  phone: ['+86 138 1234 5678', '+8613812345678', '13812345678', '(030) 123-456', '030 123 456', '415-555-2671 ext. 3'],
  url: ['https://x.example/a', 'www.x.example'],
  text: ['Li Na', '12 apples', 'a@b', '#REF!', '3rd floor', '-', '😀'],
};

test.each(Object.entries(EXAMPLES))('recognises every %s', (type, texts) => {
  expect(texts.map((text) => [text, valueTypeOf(text, text)])).toEqual(texts.map((text) => [text, type]));
});

test('takes the type of a workbook cell from the cell', () => {
  const cells: Cell[] = [
    { kind: 'number', text: '007', value: 7 },
    { kind: 'date', text: '2024-12-25' },
    { kind: 'error', text: '#REF!' },
  ];
  expect(cells.map((cell) => valueTypeOf('x', cell))).toEqual(['number', 'date', 'text']);
});

test('the type of a column is that of nine in ten values; numbers among codes and telephone numbers are such, too', () => {
  expect(mainType({})).toBeUndefined();
  expect(mainType({ number: 9, text: 1 })).toBe('number');
  expect(mainType({ number: 8, text: 2 })).toBeUndefined();
  expect(mainType({ number: 90, code: 10 })).toBe('code');
  expect(mainType({ number: 999, code: 1 })).toBe('number');
  expect(mainType({ number: 50, phone: 50 })).toBe('phone');
  expect(mainType({ date: 50, datetime: 50 })).toBe('datetime');
});
