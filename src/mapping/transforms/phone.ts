import { z } from 'zod';
import { cellText } from '../../files/row.ts';
import { narrow } from '../fold.ts';
import { Refusal } from '../refusal.ts';
import { defineTransform } from './transform.ts';

const options = z.strictObject({
  country: z.string().optional(),
  format: z.enum(['e164', 'national']).optional(),
});

/** Telephone numbers, by the numbering plans that libphonenumber-js knows; loaded only where a mapping uses it. */
export const phone = defineTransform({
  name: 'phone',
  description:
    'Checks a telephone number and writes it as E.164 (+8613800138000). `phone: CN` reads numbers without a country code as Chinese; `{ phone: { country: CN, format: national } }` writes the national digits alone.',
  parameter: z.union([z.string(), options]).optional(),
  examples: [
    { use: { phone: 'CN' }, in: '138 0013 8000', out: '+8613800138000' },
    { use: { phone: { country: 'CN', format: 'national' } }, in: '+86 138 0013 8000', out: '13800138000' },
    { use: 'phone', in: '+49 (0)30 901820', out: '+4930901820' },
    { use: 'phone', in: '12345' },
  ],
  make: async (parameter) => {
    const { isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js');
    const { country: given, format } =
      typeof parameter === 'string' ? { country: parameter, format: undefined } : (parameter ?? {});
    const country = given?.toUpperCase();
    if (country !== undefined && !isSupportedCountry(country)) {
      throw new Error(`"${given}" is no country; write the two letters, such as CN, DE or US`);
    }
    const refusal = new Refusal(
      'bad-phone',
      country === undefined
        ? 'is no telephone number that begins with + and a country code'
        : `is no telephone number of ${country}, nor one with + and a country code`,
    );
    return (cell) => {
      const parsed = parsePhoneNumberFromString(
        narrow(cellText(cell)),
        country === undefined ? {} : { defaultCountry: country },
      );
      if (parsed === undefined || !parsed.isValid()) return refusal;
      return format === 'national' ? String(parsed.nationalNumber) : parsed.number;
    };
  },
});
