import type { CountryCode } from 'libphonenumber-js';
import { narrow } from '../../mapping/fold.ts';

/** What was found out about a column of telephone numbers. */
export interface PhoneNumbers {
  /** The country whose plan all numbers without a country code fit; nothing where all have one, or no single country fits. */
  readonly country?: string;
  /** Can all numbers be read: with that country, or by themselves? */
  readonly isProven: boolean;
}

/** Countries that numbers without a country code are tried with, in this order where several fit. */
const usualCountries: readonly CountryCode[] = [
  ...(['CN', 'US', 'GB', 'SG', 'HK', 'TW', 'JP', 'KR', 'IN', 'ID', 'TH', 'VN', 'MY', 'PH', 'AU', 'DE', 'FR'] as const),
  ...(['ES', 'IT', 'NL', 'BR', 'MX', 'AE', 'SA', 'TR', 'RU', 'ZA', 'PL', 'PT', 'CH', 'AT', 'BE', 'SE'] as const),
];

const maxNumbers = 300;
const leastShare = 0.9;

/** Finds the country whose numbering plan a column's numbers follow. `hint` is a country that the file itself names. */
export async function phoneNumbersOf(texts: readonly string[], hint?: string): Promise<PhoneNumbers> {
  const { isSupportedCountry, isValidPhoneNumber } = await import('libphonenumber-js');
  const numbers = texts.slice(0, maxNumbers).map(narrow);
  const bare = numbers.filter((number) => !isValidPhoneNumber(number));
  if (numbers.length === 0) return { isProven: false };
  if (bare.length <= numbers.length * (1 - leastShare)) return { isProven: true };
  const wanted = hint !== undefined && isSupportedCountry(hint) ? [hint, ...usualCountries] : usualCountries;
  const counted = wanted.map((country) => ({
    country,
    count: bare.filter((number) => isValidPhoneNumber(number, country)).length,
  }));
  const best = Math.max(...counted.map(({ count }) => count));
  const fitting = counted.filter(({ count }) => count === best);
  const [first] = fitting;
  if (first === undefined || best < bare.length * leastShare) return { isProven: false };
  const isClear = fitting.length === 1 || first.country === hint;
  return isClear ? { country: first.country, isProven: true } : { isProven: false };
}
