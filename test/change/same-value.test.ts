import { describe, expect, test } from 'vitest';
import { canonicalValue, differentFields, sameValue } from '../../src/change/index.ts';
import type { CellValue } from '../../src/ledger/index.ts';
import fc from '../support/property.ts';
import { CONTEXT, DEFINITIONS } from './tenant.ts';

/** Spellings of one value, for each of several values: those of a line are the same, and different from those of other lines. */
const SPELLINGS: Readonly<Record<string, readonly (readonly CellValue[])[]>> = {
  nick: [
    [null, '', ' ', '\u3000\n', [], ['', ' ']],
    ['Ann Lee', ' Ann Lee\t'],
    ['Ann  Lee'],
    ['ann lee'],
    ['Zoë', 'Zoe\u0308'],
    ['Zoe'],
  ],
  remark: [['a\nb', 'a\r\nb', 'a\rb\n'], ['a\n\nb'], ['a b'], ['a\n b']],
  email: [
    ['Ann@X.com', 'ann@x.com', ' ANN@x.com '],
    ['ann@x.com;bob@x.com', 'bob@x.com, ann@x.com', ['Bob@x.com', 'ann@x.com'], 'ann@x.com;bob@x.com;ANN@x.com'],
    ['ann@x.co'],
    ['a nn@x.com'],
    ['', ' ; '],
  ],
  tel: [
    ['+49 151-23456', '004915123456', '+4915123456', '+49 (0)151 23456', 'tel:+49-151-23456', '＋49 151 23456'],
    ['+1 151-23456'],
    ['+4915123457'],
    ['+49 151-23456 ext. 5', '+49 151 23456 x5', '004915123456 #5', '+49 151 23456 转 5'],
    ['+49 151 234565'],
    ['13812345678', '8613812345678', '+86 138 1234 5678', '138-1234-5678'],
    ['030 123456', '(030) 12 34 56'],
    ['030 123456;040 5555', '0405555, 030123456'],
    ['1-800-FLOWERS', ' 1-800-FLOWERS'],
    ['1-800'],
    ['n/a'],
  ],
  sex: [['1', 'male', 'Male', '01', '男', ' 1 '], ['2', 'female', 'F', '2.0'], ['0'], [null, '']],
  is_vip: [
    ['0', 'general', 'no', null, ''],
    ['1', 'VIP', 'yes', 'true'],
  ],
  crm_status: [['1', 'first-inquiry', 'First Inquiry', '1st_inquiry'], ['3', 'follow-up'], ['4']],
  vip_level: [['2', ' 2'], ['02'], ['20']],
  whatsappids: [
    ['49', ['49'], ' 49 ', ['49', '49']],
    ['49,50', ['50', '49'], '50;49', '49\n50'],
    [['49,50']],
    ['4950'],
  ],
  visitorids: [['a,b', 'b, a', ['a', 'b'], 'a,b,a'], ['A,b'], ['ab']],
  cityid: [['310100'], ['3101000'], ['0310100']],
  timezoneid: [['a'], ['A']],
  'custom:text': [['a', ' a'], ['A'], ['1'], ['1.0']],
  'custom:lines': [['a\r\nb ', 'a\nb'], ['a\n\nb']],
  'custom:date': [
    ['2020-01-02', '2020-1-2', '2020/01/02', '2020.1.2', '2020年1月2日', '20200102', '2020-01-02 00:00:00'],
    ['2020-02-01'],
    ['2020-01-02 10:00'],
    ['2020-02-30'],
    ['02/01/2020'],
    ['2021-08-25', '1629820800', '1629820800000', '2021-08-24T16:00:00.000Z', '2021-08-25T00:00:00+08:00'],
    ['2021-08-24', '1629763200', '2021-08-24T00:00:00Z'],
    // 11:00 UTC: the day begins in Noumea and, the day before, in Pago Pago.
    ['1629802800'],
    // No day begins at 16:00:01.
    ['1629820801'],
    ['1969-12-31', '1969-12-31T00:00Z'],
  ],
  'custom:time': [
    ['9:05', '09:05', '09:05:00', '09:05:00.000', '9:05 am', '上午9:05', '9：05'],
    ['21:05', '9:05 PM', '9:05p.m.', '下午9:05'],
    ['09:05:30'],
    ['00:00', '12:00 AM', '0:00'],
    ['12:00', '12:00 pm'],
    ['25:00'],
    ['9'],
  ],
  'custom:number': [
    ['12.50', '12.5', '+12.5', '012.5', '12.500', '１２.５', '1.25E1', '125e-1', '.125E2'],
    ['-12.5', '−12.5', '-012.50'],
    ['0', '0.0', '-0', '.0', '0.', '00', '0E5'],
    ['0.1', '.1', '1e-1', '+00.10'],
    ['9007199254740993', '9007199254740993.0', '9.007199254740993E15'],
    ['9007199254740992'],
    ['1,5'],
    ['1,500'],
    ['1500', '1.5e3', '1.5E+3'],
    ['.'],
    ['12 apples'],
    ['0x10'],
    ['10000000.5', '1.00000005E7'],
  ],
  'custom:fruit': [
    ['1', 'Apple', 'APPLE', 'apple', 'id-1', ' 1'],
    ['2', 'id-2'],
    ['3', 'Pear'],
    ['4'],
    ['Cherry'],
    ['cherry'],
  ],
  'custom:plan': [['8', 'free'], ['9', 'Pro'], ['8,9']],
  'custom:interests': [
    ['5', 'Fishing', '5,5', ['5'], 'fishing'],
    ['5,7', '7,5', 'Fishing;Music', ['Music', 'Fishing'], 'fishing、music', '7,5,7'],
    ['6', 'Reading, writing'],
    ['5,6'],
    ['5,99', '99,5'],
  ],
  'custom:region': [
    ['10,11,12', '12', 'Shanghai', 'APAC / China / Shanghai', 'APAC>China>Shanghai', 'APAC,China,Shanghai', '11,12'],
    ['10,11', '11', 'China', 'APAC/China'],
    ['10', 'APAC'],
    ['10,11,13', '13', 'China / Other'],
    ['20,21', '21', 'EMEA/Other'],
    // Two options have this name.
    ['Other'],
    ['12,11,10'],
    ['10,21'],
  ],
  'custom:flat': [['31,32', 'A,B', 'A/B'], ['32,31'], ['31', 'A']],
  'custom:unknown': [['a', ' a '], ['A']],
  'tag:t1': [['yes', 'Yes'], [null]],
  stage: [[['s1', 'Won', '1'], ['s1', 'Lost', '2'], ['s1'], 's1'], [['s2', 'Won', '1']], [null]],
  agent: [[['a1', 'Mia'], ['a1', 'Noah'], 'a1'], [['a2', 'Mia']], [null, ['', '']]],
  blacklist: [
    [
      ['-1', 'spam'],
      ['forever', ' spam'],
    ],
    [['-1', 'fraud']],
    [['24', 'spam']],
    [['-1', '']],
    [null],
  ],
};

describe('values of a field', () => {
  for (const [field, lines] of Object.entries(SPELLINGS)) {
    test(`${field}: spellings of one value are the same, and different from those of another`, () => {
      for (const [at, spellings] of lines.entries()) {
        for (const one of spellings) {
          for (const [otherAt, others] of lines.entries()) {
            for (const other of others) {
              const isSame = at === otherAt || (field === 'email' && isBothBlank(one, other));
              const shown = `${JSON.stringify(one)} and ${JSON.stringify(other)}`;
              expect(`${shown}: ${sameValue(field, one, other, CONTEXT)}`).toBe(`${shown}: ${isSame}`);
              const texts = [one, other].map((value) => canonicalValue(field, value, CONTEXT));
              if (texts[0] === texts[1]) expect(`${shown}: ${isSame}`).toBe(`${shown}: true`);
              else if (field !== 'tel') expect(`${shown}: ${isSame}`).toBe(`${shown}: false`);
            }
          }
        }
      }
    });
  }

  const isBothBlank = (one: CellValue, other: CellValue): boolean => one === null && other === null;

  test('a telephone number without country code is the same as one with any', () => {
    expect(sameValue('tel', '+49 151 2345678', '0151 2345678', CONTEXT)).toBe(true);
    expect(sameValue('tel', '1512345678', '+49 151 2345678', CONTEXT)).toBe(true);
    expect(sameValue('tel', '+49 151 2345678', '+1 151 2345678', CONTEXT)).toBe(false);
    expect(sameValue('tel', '0151 2345678 x5', '+49 151 2345678 ext 5', CONTEXT)).toBe(true);
    expect(sameValue('tel', '0151 2345678 x5', '+49 151 2345678', CONTEXT)).toBe(false);
  });

  test('a number that is in a field with and without its country code is one number', () => {
    expect(sameValue('tel', '0151 2345678; +49 151 2345678', '+49 151 2345678', CONTEXT)).toBe(true);
    expect(sameValue('tel', '0151 2345678; +49 151 2345678', '0151 2345678', CONTEXT)).toBe(true);
    expect(sameValue('tel', '+1 151 2345678; +49 151 2345678', '0151 2345678', CONTEXT)).toBe(false);
    expect(sameValue('tel', '030 1234567; +49 40 7654321', '+49 30 1234567, 040 7654321', CONTEXT)).toBe(true);
  });

  test('a blacklisting whose reason is not known is the same as one of its kind', () => {
    expect(sameValue('blacklist', ['-1'], ['-1', 'spam'], CONTEXT)).toBe(true);
    expect(sameValue('blacklist', 'forever', ['-1', 'spam'], CONTEXT)).toBe(true);
    expect(sameValue('blacklist', ['24'], ['-1', 'spam'], CONTEXT)).toBe(false);
    expect(sameValue('blacklist', null, ['-1', 'spam'], CONTEXT)).toBe(false);
  });
});

const FIELDS = [...Object.keys(SPELLINGS), ...DEFINITIONS.map(({ field_id }) => `custom:${field_id}`)];
const piece = fc.constantFrom(
  ...Object.values(SPELLINGS)
    .flat(2)
    .filter((value) => typeof value === 'string'),
  '49',
  '+49',
  '0',
  ',',
  ';',
  ' ',
  'x',
  '\u0000',
);
const anyCellValue: fc.Arbitrary<CellValue> = fc.oneof(
  fc.constant(null),
  fc.array(fc.oneof(piece, fc.string()), { maxLength: 3 }).map((pieces) => pieces.join('')),
  fc.array(fc.oneof(piece, fc.string()), { maxLength: 3 }),
);

describe('any values', () => {
  test('are the same exactly if their canonical texts are, telephones and blacklistings aside', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), anyCellValue, anyCellValue, (field, one, other) => {
        const isEqualText = canonicalValue(field, one, CONTEXT) === canonicalValue(field, other, CONTEXT);
        const isSame = sameValue(field, one, other, CONTEXT);
        if (isEqualText) expect(isSame).toBe(true);
        else if (field !== 'tel' && field !== 'blacklist') expect(isSame).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  test('compare alike in both directions', () => {
    fc.assert(
      fc.property(fc.constantFrom('tel', ...FIELDS), anyCellValue, anyCellValue, (field, one, other) => {
        expect(sameValue(field, one, other, CONTEXT)).toBe(sameValue(field, other, one, CONTEXT));
        expect(sameValue(field, one, one, CONTEXT)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('have a canonical text that is itself a spelling of the value, for fields with a single value', () => {
    const single = [
      'nick',
      'remark',
      'sex',
      'custom:date',
      'custom:time',
      'custom:number',
      'custom:fruit',
      'custom:region',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...single), anyCellValue, (field, value) => {
        const text = canonicalValue(field, value, CONTEXT);
        expect(canonicalValue(field, text, CONTEXT)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test('that are numbers compare by their value, however long they are', () => {
    const digits = (min: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: 25 });
    fc.assert(
      fc.property(
        fc.boolean(),
        digits(1),
        digits(0),
        fc.integer({ min: -30, max: 30 }),
        (isNegative, whole, fraction, shift) => {
          const sign = isNegative ? '-' : '';
          const plain = `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
          // The same value, written with its point elsewhere and an exponent.
          const all = `${'0'.repeat(31)}${whole}${fraction}${'0'.repeat(31)}`;
          const point = 31 + whole.length + shift;
          const shifted = `${sign}${all.slice(0, point)}.${all.slice(point)}E${-shift}`;
          expect([plain, shifted, sameValue('custom:number', plain, shifted, CONTEXT)]).toEqual([plain, shifted, true]);
          expect(
            sameValue('custom:number', plain, `${sign}1${all.slice(0, point)}.${all.slice(point)}E${-shift}`, CONTEXT),
          ).toBe(false);
        },
      ),
    );
  });
});

describe('two records', () => {
  test('differ in the fields that both are known for and whose values differ', () => {
    const one = { nick: 'Ann', email: 'A@x.com', tel: null, sex: '1', remark: 'a' };
    const other = { nick: 'Ann ', email: 'a@x.com', tel: '1', sex: '2', uname: 'x' };
    expect(differentFields(one, other, CONTEXT)).toEqual(['tel', 'sex']);
  });

  test('do not differ in the name of an id that both have', () => {
    const one = { cityid: '1', city_name: 'Peking', enterpriseid: null, enterprise_name: 'A' };
    const other = { cityid: '1', city_name: 'Beijing', enterpriseid: null, enterprise_name: 'B' };
    expect(differentFields(one, other, CONTEXT)).toEqual(['enterprise_name']);
  });
});
