import type { CountryCode } from 'libphonenumber-js/max';
import { narrow } from '../../mapping/fold.ts';

/** What was found out about a column of telephone numbers. */
export interface PhoneNumbers {
  /** The country whose plan the numbers without a country code follow; nothing where all have one, or no single country is meant. */
  readonly country?: string;
  /** Can the numbers be read: with that country, or by themselves? */
  readonly isProven: boolean;
}

/** Countries that numbers without a country code are tried with. */
const USUAL_COUNTRIES: readonly CountryCode[] = [
  ...(['CN', 'US', 'GB', 'SG', 'HK', 'TW', 'JP', 'KR', 'IN', 'ID', 'TH', 'VN', 'MY', 'PH', 'AU', 'DE', 'FR'] as const),
  ...(['ES', 'IT', 'NL', 'BR', 'MX', 'AE', 'SA', 'TR', 'RU', 'ZA', 'PL', 'PT', 'CH', 'AT', 'BE', 'SE'] as const),
];

const MAX_NUMBERS = 200;
const NEARLY_ALL_NUMBERS = 0.9;
const MOSTLY = 0.6;
const CLEAR_MARGIN = 0.2;

/** How a country's plan fits a column's numbers; each is a part of them, from 0 to 1. */
interface PlanFit {
  readonly country: CountryCode;
  readonly valid: number;
  /** They have the very digits that people in that country dial, the first 0 or 1 included. */
  readonly dialled: number;
  /** They are grouped as that country groups them. */
  readonly written: number;
}

/** Are there numbers without a country code, and nearly all of the numbers those of one of these countries? */
export async function areOfCountries(texts: readonly string[], codes: readonly string[]): Promise<boolean> {
  const { isSupportedCountry, isValidPhoneNumber } = await import('libphonenumber-js/max');
  const numbers = texts.slice(0, MAX_NUMBERS).map(narrow);
  const bare = numbers.filter((number) => !isValidPhoneNumber(number));
  const countries = codes.filter((code) => isSupportedCountry(code));
  const valid = bare.filter((number) => countries.some((country) => isValidPhoneNumber(number, country)));
  return bare.length > 0 && bare.length - valid.length <= numbers.length * (1 - NEARLY_ALL_NUMBERS);
}

/** Finds the country whose numbering plan a column's numbers follow. `hint` is a country that the file itself names. */
export async function phoneNumbersOf(texts: readonly string[], hint?: string): Promise<PhoneNumbers> {
  const { isSupportedCountry, isValidPhoneNumber, parsePhoneNumberFromString } = await import('libphonenumber-js/max');
  const numbers = texts.slice(0, MAX_NUMBERS).map(narrow);
  if (numbers.length === 0) return { isProven: false };
  const bare = numbers.filter((number) => !isValidPhoneNumber(number));
  if (bare.length <= numbers.length * (1 - NEARLY_ALL_NUMBERS)) return { isProven: true };

  const fitOf = (country: CountryCode): PlanFit => {
    const parsed = bare.map((text) => ({ text, number: parsePhoneNumberFromString(text, country) }));
    const valid = parsed.filter(({ number }) => number?.isValid());
    const dialled = valid.filter(({ text, number }) => digitsOf(number?.formatNational() ?? '') === digitsOf(text));
    const written = valid.filter(({ text, number }) => number?.formatNational() === text);
    const share = (part: readonly unknown[]): number => part.length / bare.length;
    return { country, valid: share(valid), dialled: share(dialled), written: share(written) };
  };
  if (hint !== undefined && isSupportedCountry(hint) && fitOf(hint).valid >= NEARLY_ALL_NUMBERS) {
    return { country: hint, isProven: true };
  }
  const fitting = USUAL_COUNTRIES.map(fitOf).filter(({ valid }) => valid >= NEARLY_ALL_NUMBERS);
  const country =
    clearlyFirst(fitting, ({ written }) => written) ??
    clearlyFirst(fitting, ({ dialled }) => dialled) ??
    clearlyFirst(fitting, ({ valid }) => valid);
  return country === undefined ? { isProven: false } : { country, isProven: true };
}

/** The country that most of the numbers speak for, and clearly more of them than for any other. */
function clearlyFirst(plans: readonly PlanFit[], shareOf: (plan: PlanFit) => number): string | undefined {
  const [first, second] = [...plans].sort((a, b) => shareOf(b) - shareOf(a));
  if (first === undefined || shareOf(first) < MOSTLY) return undefined;
  return second === undefined || shareOf(first) - shareOf(second) >= CLEAR_MARGIN ? first.country : undefined;
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
