import { describe, expect, test } from 'vitest';
import type { Cell } from '../../src/files/row.ts';
import { type DateTransformName, dateReader } from '../../src/mapping/transforms/dates.ts';
import { ValueError } from '../../src/mapping/value-error.ts';
import fc from '../support/property.ts';

function read(cell: Cell, wish: DateTransformName = 'date', ...formats: string[]): string {
  const out = dateReader(wish, formats)(cell);
  return out instanceof ValueError ? `rejected: ${out.code}` : out;
}

describe('without a format', () => {
  test.each([
    ['2025-04-03', '2025-04-03'],
    ['2025-04-03T23:59:59Z', '2025-04-03'],
    ['2025-04-03 10:20', '2025-04-03'],
    ['2025/4/3', '2025-04-03'],
    ['2025年4月3日', '2025-04-03'],
    ['２０２５－０４－０３', '2025-04-03'],
    ['3 Apr 2025', '2025-04-03'],
    ['April 3, 2025', '2025-04-03'],
    ['25/12/2024', '2024-12-25'],
    ['12/25/2024', '2024-12-25'],
    ['04.04.2025', '2025-04-04'],
    ['12/31/2019 12:00:00 AM', '2019-12-31'],
    ['31.12.2019 00:00', '2019-12-31'],
    ['2019/12/31 0:00:00', '2019-12-31'],
    ['2019/12/31 下午 9:05:00', '2019-12-31'],
    ['2019年12月31日 09:05', '2019-12-31'],
    ['31-Dec-19', '2019-12-31'],
    ['31-Dec-2019 23:59', '2019-12-31'],
    ['31 Dec 85', '1985-12-31'],
    ['12/31/19', '2019-12-31'],
    ['25/12/99', '1999-12-25'],
    ['Dec 31, 2019 9:05 PM', '2019-12-31'],
    ['Tuesday, December 31st, 2019', '2019-12-31'],
    ['Tue, 31 Dec 2019 21:05:00 GMT', '2019-12-31'],
    ['Tue Dec 31 2019 21:05:00 GMT+0100 (CET)', '2019-12-31'],
    ['2019-12-31T21:05:00.000+0000', '2019-12-31'],
    ['2019-12-31 9:05', '2019-12-31'],
  ])('%s can mean only one day', (text, day) => {
    expect(read(text)).toBe(day);
  });

  test.each([
    ['03/04/2025 9:05 PM', 'DD/MM/YYYY HH:mm A'],
    ['3.4.2025 09:05:00', 'DD.MM.YYYY HH:mm:ss'],
    ['10/11/12', 'DD/MM/YY'],
    ['31/12/19', 'DD/MM/YY'],
    ['31-Dec-45', 'D-MMM-YY'],
    ['12/31/45', 'DD/MM/YY'],
  ])('%s is rejected, and %s reads it', (text, format) => {
    const out = dateReader('date', [])(text) as ValueError;
    expect(out.code).toBe('ambiguous-date');
    expect(out.predicate).toContain(`transform: [{ date: ${format} }]`);
    if (text !== '12/31/45') expect(read(text, 'date', format)).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test.each(['03/04/2025', '3.4.2025', '11-12-2025'])(
    '%s could be two days: it is rejected, and the message says how to read it',
    (text) => {
      const out = dateReader('date', [])(text) as ValueError;
      expect(out.code).toBe('ambiguous-date');
      expect(out.predicate).toContain('set the format in the mapping');
    },
  );

  test.each([
    '2025-02-29',
    '2025-13-01',
    '31/11/2025',
    '2025-04',
    'tomorrow',
    '20250403',
    '2025-04-03 25:00',
    '3 Foo 2025',
    '12/31/2019 13:00 PM',
    '12/31/2019 24:00',
    '31.12.2019 7',
    '2019-12-31 noon',
    '13/13/13',
    'Dec-19',
  ])('%s is rejected', (text) => {
    expect(read(text)).toBe('rejected: bad-date');
  });

  test('a leap day is valid only in leap years', () => {
    expect(read('2024-02-29')).toBe('2024-02-29');
    expect(read('1900-02-29')).toBe('rejected: bad-date');
    expect(read('2000-02-29')).toBe('2000-02-29');
  });
});

test('the error of an invalid date says how to read another format', () => {
  expect((dateReader('date', [])('in spring') as ValueError).predicate).toContain('transform: [{ date: DD/MM/YYYY }]');
});

test.each([
  ['9:05PM', '21:05'],
  ['9 PM', '21:00'],
  ['9pm', '21:00'],
  ['9:05:30 p.m.', '21:05'],
  ['9:05:00', '09:05'],
  ['下午9:05', '21:05'],
  ['12:00:00 AM', '00:00'],
  ['09:05+02', '09:05'],
  ['12/31/2019 9:05 PM', '21:05'],
  ['03/04/2019 21:05', '21:05'],
])('%s is the time %s', (text, time) => {
  expect(read(text, 'time')).toBe(time);
});

test.each(['9', '0 AM', '13 PM', '25:00', '9:60', 'am 9:05 pm', '9.05'])('%s is no time of day', (text) => {
  expect(read(text, 'time')).toBe('rejected: bad-time');
});

test('a date with a time of day keeps both as datetime', () => {
  expect(read('12/31/2019 9:05:07 PM', 'datetime')).toBe('2019-12-31 21:05:07');
  expect(read('31.12.2019', 'datetime')).toBe('2019-12-31 00:00:00');
});

describe('with a format', () => {
  test.each([
    ['DD/MM/YYYY', '03/04/2025', '2025-04-03'],
    ['MM/DD/YYYY', '03/04/2025', '2025-03-04'],
    ['dd.mm.yyyy', '3.4.2025', '2025-04-03'],
    ['D MMM YY', '3 sept 69', '2069-09-03'],
    ['D MMM YY', '3 Sep 70', '1970-09-03'],
    ['YYYYMMDD', '20250403', '2025-04-03'],
    ['[Woche vom] DD.MM.YYYY', 'Woche vom 03.04.2025', '2025-04-03'],
    ['YYYY-DD-MM', '2025-04-03', '2025-03-04'],
    ['MM/DD/YYYY hh:mm A', '03/04/2025 02:05 pm', '2025-03-04'],
  ])('%s reads %s', (format, text, day) => {
    expect(read(text, 'date', format)).toBe(day);
  });

  test('an ISO date is read too', () => {
    expect(read('2025-04-13', 'date', 'DD/MM/YYYY')).toBe('2025-04-13');
  });

  test('another format is rejected, although it could be guessed', () => {
    expect(read('12/25/2024', 'date', 'DD/MM/YYYY')).toBe('rejected: bad-date');
  });

  test('the first format that fits is used', () => {
    expect(read('03/04/2025', 'date', 'DD.MM.YYYY', 'MM/DD/YYYY')).toBe('2025-03-04');
  });
});

describe('cells of a workbook', () => {
  test('a real date is never ambiguous', () => {
    expect(read({ kind: 'date', text: '2025-04-03' })).toBe('2025-04-03');
    expect(read({ kind: 'datetime', text: '2025-04-03T10:20:00' }, 'date', 'DD/MM/YYYY')).toBe('2025-04-03');
    expect(read({ kind: 'datetime', text: '2025-04-03 10:20:00' }, 'time')).toBe('10:20');
    expect(read({ kind: 'time', text: '09:05:00' }, 'time')).toBe('09:05');
  });

  test('a plain number is not a date, and the message says what to do', () => {
    const out = dateReader('date', [])({ kind: 'number', text: '45750', value: 45750 }) as ValueError;
    expect(out.predicate).toContain('give the column a date format');
  });
});

describe('times', () => {
  test.each([
    ['9:30', '09:30'],
    ['14:05:59', '14:05'],
    ['12:05 am', '00:05'],
    ['12:05 PM', '12:05'],
  ])('%s is %s', (text, time) => {
    expect(read(text, 'time')).toBe(time);
  });

  test.each(['24:00', '13:00 PM', '9', 'noon', '2025-04-03'])('%s is rejected', (text) => {
    expect(read(text, 'time')).toBe('rejected: bad-time');
  });

  test('a date with a time is written whole', () => {
    expect(read('2025-04-03T10:20:30+02:00', 'datetime')).toBe('2025-04-03 10:20:30');
    expect(read('03/04/2025 7:05', 'datetime', 'DD/MM/YYYY HH:mm')).toBe('2025-04-03 07:05:00');
    expect(read('2025-04-03', 'datetime')).toBe('2025-04-03 00:00:00');
  });
});

test('every day comes back as it was written, in any format', () => {
  const days = fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(days, (date) => {
      const iso = date.toISOString().slice(0, 10);
      const [year, month, day] = iso.split('-') as [string, string, string];
      expect(read(iso)).toBe(iso);
      expect(read(`${day}/${month}/${year}`, 'date', 'DD/MM/YYYY')).toBe(iso);
      expect(read(`${Number(month)}-${Number(day)}-${year}`, 'date', 'M-D-YYYY')).toBe(iso);
      expect(read(`${day}${month}${year}`, 'date', 'DDMMYYYY')).toBe(iso);
    }),
  );
});
