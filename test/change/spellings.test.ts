import { describe, expect, test } from 'vitest';
import { canonicalValue, sameValue } from '../../src/change/index.ts';
import fc from '../support/property.ts';
import { CONTEXT } from './tenant.ts';

const same = (field: string, one: string, other: string) => sameValue(field, one, other, CONTEXT);
const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });

describe('telephone numbers', () => {
  const country = fc.constantFrom('1', '7', '44', '49', '86', '351', '852');
  const national = fc.tuple(fc.integer({ min: 1, max: 9 }), digits(7, 10)).map(([first, rest]) => `${first}${rest}`);
  const gaps = fc.array(fc.constantFrom('', '', ' ', '-', '.', '/', ' - ', '\u00a0'), { minLength: 12, maxLength: 12 });
  const spaced = (number: string, between: readonly string[]) =>
    [...number].map((digit, index) => digit + (index + 1 < number.length ? (between[index] ?? '') : '')).join('');

  test('are the same in all international forms, and with or without country code', () => {
    fc.assert(
      fc.property(country, national, gaps, (code, number, between) => {
        const shown = spaced(number, between);
        const forms = [
          `+${code}${number}`,
          `00${code}${number}`,
          `+${code} ${shown}`,
          `+${code} (0)${shown}`,
          `(+${code}) ${shown}`,
        ];
        for (const form of forms) {
          expect([form, same('tel', form, `+${code}${number}`)]).toEqual([form, true]);
          expect([form, same('tel', form, `0${shown}`)]).toEqual([form, true]);
          expect([form, same('tel', `(0)${shown}`, form)]).toEqual([form, true]);
        }
      }),
    );
  });

  test('of other digits, another country or another extension are different', () => {
    fc.assert(
      fc.property(country, country, national, national, digits(1, 4), (code, otherCode, number, other, extension) => {
        if (number !== other) expect(same('tel', `+${code}${number}`, `+${code}${other}`)).toBe(false);
        if (code !== otherCode) expect(same('tel', `+${code}${number}`, `+${otherCode}${number}`)).toBe(false);
        expect(same('tel', `+${code}${number}`, `+${code}${number} x${extension}`)).toBe(false);
        expect(same('tel', `+${code}${number}`, `+${code}${number}; +${otherCode}${other}1`)).toBe(false);
      }),
    );
  });

  test('in one field are a set', () => {
    const number = fc.tuple(country, national).map(([code, rest]) => `+${code}${rest}`);
    const numbers = fc.uniqueArray(number, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(numbers, fc.constantFrom(',', ';', ', ', '; ', '\n', '；'), (all, separator) => {
        const joined = all.join(separator);
        expect(same('tel', joined, all.toReversed().join(';'))).toBe(true);
        expect(same('tel', `${joined}${separator}${all[0]}`, joined)).toBe(true);
        expect(same('tel', joined, all.slice(1).join(';'))).toBe(false);
      }),
    );
  });
});

describe('dates', () => {
  const day = fc.date({ min: new Date('1950-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => {
    return date.toISOString().slice(0, 10);
  });
  const parts = (text: string): [number, number, number] => text.split('-').map(Number) as [number, number, number];

  test('are the same in all spellings of a day', () => {
    fc.assert(
      fc.property(day, (text) => {
        const [year, month, date] = parts(text);
        const forms = [
          ...['-', '/', '.'].flatMap((mark) => [[year, month, date].join(mark), text.replaceAll('-', mark)]),
          `${year}年${month}月${date}日`,
          text.replaceAll('-', ''),
          `${text} 00:00:00`,
          `${text}T00:00:00.000Z`,
          `${text}T00:00:00+08:00`,
        ];
        for (const form of forms) expect([form, canonicalValue('custom:date', form, CONTEXT)]).toEqual([form, text]);
      }),
    );
  });

  test('are the same as the time at which they begin, in any zone in which that is certain', () => {
    // Zones behind UTC by less than 10 hours, or ahead of it by less than 12.
    const quarters = fc.integer({ min: -9 * 4 - 3, max: 12 * 4 - 1 });
    fc.assert(
      fc.property(day, quarters, (text, offset) => {
        const seconds = Date.parse(`${text}T00:00:00Z`) / 1000 - offset * 900;
        const [inSeconds, inMs] = [String(seconds), String(seconds * 1000)];
        if (/^-?\d{9,10}$/.test(inSeconds)) expect(canonicalValue('custom:date', inSeconds, CONTEXT)).toBe(text);
        if (/^-?\d{12,13}$/.test(inMs)) expect(canonicalValue('custom:date', inMs, CONTEXT)).toBe(text);
        const written = new Date(seconds * 1000).toISOString();
        expect(canonicalValue('custom:date', written, CONTEXT)).toBe(text);
      }),
    );
  });

  test('are different from every other day, and from every text that is no day', () => {
    fc.assert(
      fc.property(day, day, fc.string(), (one, other, text) => {
        expect(same('custom:date', one, other)).toBe(one === other);
        expect(same('custom:date', one, `${one} ${text}x`)).toBe(false);
        expect(same('custom:date', one, one.slice(0, 8))).toBe(false);
      }),
    );
  });
});

describe('times of day', () => {
  test('are the same with 12 and 24 hours, different if they are another minute or second', () => {
    const minutes = fc.integer({ min: 0, max: 1439 });
    const pad = (value: number) => String(value).padStart(2, '0');
    fc.assert(
      fc.property(minutes, minutes, (one, other) => {
        const [hour, minute] = [Math.floor(one / 60), one % 60];
        const half = `${hour % 12 === 0 ? 12 : hour % 12}:${pad(minute)}`;
        const plain = `${pad(hour)}:${pad(minute)}`;
        const forms = [`${hour}:${pad(minute)}`, `${plain}:00`, `${half} ${hour < 12 ? 'AM' : 'p.m.'}`];
        for (const form of forms) expect([form, same('custom:time', form, plain)]).toEqual([form, true]);
        const shown = `${pad(Math.floor(other / 60))}:${pad(other % 60)}`;
        expect(same('custom:time', plain, shown)).toBe(one === other);
        expect(same('custom:time', plain, `${plain}:01`)).toBe(false);
      }),
    );
  });
});

describe('e-mail addresses', () => {
  const address = fc
    .tuple(fc.constantFrom('ann', 'bob.lee', 'a+b', 'zoë'), fc.constantFrom('x.com', 'y.org'))
    .map((each) => each.join('@'));

  test('are a set in which case makes no difference', () => {
    fc.assert(
      fc.property(fc.uniqueArray(address, { minLength: 1 }), address, (all, other) => {
        const shown = all.map((each) => ` ${each.toUpperCase().normalize('NFD')}`).toReversed();
        expect(same('email', all.join(';'), shown.join(', '))).toBe(true);
        expect(same('email', all.join(','), [...all, other].join(','))).toBe(all.includes(other));
      }),
    );
  });
});
