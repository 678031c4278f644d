import { z } from 'zod';
import { cellText } from '../../files/index.ts';
import { fold, narrow } from '../fold.ts';
import { shorten, ValueError } from '../value-error.ts';
import { defineTransform } from './transform.ts';

const options = z.strictObject({
  country: z.string().optional(),
  countryColumn: z.string().min(1).optional(),
  format: z.enum(['e164', 'national']).optional(),
});

/** Telephone numbers, by the numbering plans that libphonenumber-js knows; loaded only where a mapping uses it. */
export const phone = defineTransform({
  name: 'phone',
  description:
    'Checks a telephone number and writes it as E.164 (+8613800138000). `phone: CN` reads numbers without a country code as Chinese; `{ phone: { countryColumn: Country } }` reads them as numbers of the country that the row names in that column (in letters, in English or in Chinese); with `country` besides, that one counts where the column is blank. A number that the country does not have is refused, and so is one with an extension (`ext. 12`), which would be lost. `{ phone: { country: CN, format: national } }` writes the national digits alone.',
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
    // With what each country's numbers look like: by their length alone, +86 30 901820 would be one.
    const { getCountries, isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js/max');
    const given = typeof parameter === 'string' ? parameter : parameter?.country;
    const { countryColumn, format } = typeof parameter === 'object' ? parameter : {};
    const country = given?.toUpperCase();
    if (country !== undefined && !isSupportedCountry(country)) {
      throw new Error(`"${given}" is no country; write the two letters, such as CN, DE or US`);
    }
    const codeOf = countryColumn === undefined ? undefined : countryReader(getCountries());
    return (cell, [named = '']) => {
      const text = narrow(cellText(cell));
      const name = cellText(named).trim();
      const rows = codeOf === undefined || name === '' ? country : codeOf(name);
      const parsed = parsePhoneNumberFromString(text, rows === undefined ? {} : { defaultCountry: rows });
      if (parsed?.isValid() && parsed.ext !== undefined) {
        const number = parsed.number;
        return new ValueError(
          'phone-extension',
          `has the extension ${shorten(parsed.ext)}, which a telephone field does not hold: write ${number} here and the extension in another column, or cut it off with a replace before phone`,
        );
      }
      if (parsed?.isValid()) return format === 'national' ? String(parsed.nationalNumber) : parsed.number;
      if (codeOf !== undefined && rows === undefined) {
        const what = name === '' ? 'is blank' : `holds "${shorten(name)}", which is no country that is known`;
        return new ValueError('bad-phone', `has no + and country code, and the column "${countryColumn}" ${what}`);
      }
      const of = rows === undefined ? 'that begins' : `of ${rows}, nor one`;
      return new ValueError('bad-phone', `is no telephone number ${of} with + and a country code`);
    };
  },
});

const LANGUAGES = ['en', 'zh', 'de', 'fr', 'es', 'it', 'pt', 'ja', 'ko'];

/** How people write countries where neither their two letters nor their names in a language are written. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
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

/** Makes the function that finds a country's two letters: by them, by its name in several languages, or by its usual short forms. */
export function countryReader<Code extends string>(codes: readonly Code[]): (name: string) => Code | undefined {
  const byName = new Map<string, Code>();
  for (const language of LANGUAGES) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of codes) {
      const name = names.of(code);
      if (name !== undefined && !byName.has(fold(name))) byName.set(fold(name), code);
    }
  }
  for (const code of codes) {
    for (const name of [code, ...(ALSO[code] ?? [])]) byName.set(fold(name), code);
  }
  return (name) => byName.get(fold(name));
}
