import { z } from 'zod';
import { cellText } from '../../files/row.ts';
import { narrow } from '../fold.ts';
import { shorten, ValueError } from '../refusal.ts';
import { countryReader } from './country-names.ts';
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
