import { z } from 'zod';
import { cellText } from '../../files/index.ts';
import { fold, narrow } from '../fold.ts';
import { shorten, ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import { defineTransform } from './transform.ts';

const options = z.strictObject({
  country: z.string().optional(),
  countryColumn: z.string().min(1).optional(),
  format: z.enum(['e164', 'national']).optional(),
});

const BAD_PHONE = VALUE_MESSAGES['bad-phone'].text;

/** Telephone numbers, by the numbering plans that libphonenumber-js knows; loaded only where a mapping uses it. */
export const phone = defineTransform({
  name: 'phone',
  description:
    'Checks a telephone number and writes it as E.164 (+8613800138000). `phone: CN` reads numbers without a country code as Chinese; `{ phone: { countryColumn: Country } }` reads them as numbers of the country that the row names in that column (as a two-letter code, or by name in English or Chinese); `country` is the default where that column is blank. A number that does not exist in the country is an error, and so is one with an extension (`ext. 12`), which would be lost. `{ phone: { country: CN, format: national } }` writes only the national digits.',
  parameter: z.union([z.string(), options]).optional(),
  examples: [
    { use: { phone: 'CN' }, in: '138 0013 8000', out: '+8613800138000' },
    { use: { phone: { country: 'CN', format: 'national' } }, in: '+86 138 0013 8000', out: '13800138000' },
    { use: 'phone', in: '+49 (0)30 901820', out: '+4930901820' },
    { use: 'phone', in: '12345' },
    { use: 'phone', in: '+49 30 901820 ext. 12' },
  ],
  columnsOf: (parameter) => {
    const column = typeof parameter === 'object' ? parameter.countryColumn : undefined;
    return column === undefined ? [] : [column];
  },
  make: async (parameter) => {
    // The full metadata: checked by length alone, +86 30 901820 would be valid.
    const { getCountries, isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js/max');
    const given = typeof parameter === 'string' ? parameter : parameter?.country;
    const { countryColumn, format } = typeof parameter === 'object' ? parameter : {};
    const country = given?.toUpperCase();
    if (country !== undefined && !isSupportedCountry(country)) {
      throw new Error(`"${given}" is not a country; write its two-letter code, such as CN, DE or US`);
    }
    const codeOf = countryColumn === undefined ? undefined : countryReader(getCountries());
    return (cell, [named = '']) => {
      const text = narrow(cellText(cell));
      const name = cellText(named).trim();
      const rowCountry = codeOf === undefined || name === '' ? country : codeOf(name);
      const parsed = parsePhoneNumberFromString(text, rowCountry === undefined ? {} : { defaultCountry: rowCountry });
      if (parsed?.isValid() && parsed.ext !== undefined) {
        const number = parsed.number;
        const { text: messages } = VALUE_MESSAGES['phone-extension'];
        return new ValueError('phone-extension', messages.found(shorten(parsed.ext), number));
      }
      if (parsed?.isValid()) return format === 'national' ? String(parsed.nationalNumber) : parsed.number;
      if (codeOf !== undefined && rowCountry === undefined) {
        return new ValueError('bad-phone', BAD_PHONE.noCountry(countryColumn ?? '', shorten(name)));
      }
      return new ValueError(
        'bad-phone',
        rowCountry === undefined ? BAD_PHONE.international() : BAD_PHONE.national(rowCountry),
      );
    };
  },
});

const COUNTRY_NAME_LANGUAGES = ['en', 'zh', 'de', 'fr', 'es', 'it', 'pt', 'ja', 'ko'];

/** Names of countries that people use besides the two-letter code and the official names. */
const OTHER_COUNTRY_NAMES: Readonly<Record<string, readonly string[]>> = {
  AE: ['uae', 'are'],
  AU: ['aus'],
  BR: ['bra'],
  CA: ['can'],
  CH: ['che'],
  CN: [
    'chn',
    'prc',
    "people's republic of china",
    'p.r. china',
    'pr china',
    'mainland china',
    '中华人民共和国',
    '中国大陆',
  ],
  CZ: ['cze', 'czech republic'],
  DE: ['deu', 'ger', 'federal republic of germany'],
  ES: ['esp'],
  FR: ['fra'],
  GB: ['uk', 'u.k.', 'gbr', 'great britain', 'england', 'scotland', 'wales'],
  HK: ['hkg', 'hong kong', '香港'],
  ID: ['idn'],
  IN: ['ind'],
  IT: ['ita'],
  JP: ['jpn'],
  KR: ['kor', 'korea', 'republic of korea'],
  MO: ['mac', 'macau', 'macao', '澳门'],
  MX: ['mex'],
  MY: ['mys'],
  NL: ['nld', 'holland', 'the netherlands'],
  NZ: ['nzl'],
  PH: ['phl', 'the philippines'],
  PL: ['pol'],
  PT: ['prt'],
  RU: ['rus', 'russian federation'],
  SA: ['sau', 'ksa'],
  SE: ['swe'],
  SG: ['sgp'],
  TH: ['tha'],
  TR: ['tur', 'turkey'],
  TW: ['twn', '台湾', '臺灣'],
  US: ['usa', 'u.s.', 'u.s.a.', 'united states of america', 'america'],
  VN: ['vnm', 'viet nam'],
  ZA: ['zaf'],
};

/** Creates the function that finds a country's two-letter code: by the code, by its name in several languages, or by its usual short forms. */
export function countryReader<Code extends string>(codes: readonly Code[]): (name: string) => Code | undefined {
  const byName = new Map<string, Code>();
  for (const language of COUNTRY_NAME_LANGUAGES) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of codes) {
      const name = names.of(code);
      if (name !== undefined && !byName.has(fold(name))) byName.set(fold(name), code);
    }
  }
  for (const code of codes) {
    for (const name of [code, ...(OTHER_COUNTRY_NAMES[code] ?? [])]) byName.set(fold(name), code);
  }
  return (name) => byName.get(fold(name));
}
