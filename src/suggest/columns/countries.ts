import type { CountryCode } from 'libphonenumber-js/max';
import { countryReader, fold, narrow } from '../../mapping/index.ts';
import type { RowCountries } from '../scoring/value-score.ts';
import type { ColumnStatistics } from './column-statistics.ts';

const MIN_HOME_SHARE = 0.6;
const COUNTRY_NAME_LANGUAGES = ['en', 'zh'];
const CHINESE = /[\u3400-\u9fff]/;

/** Evidence for the country of most rows. */
interface CountryEvidence {
  /** The column of countries, if there is one. */
  readonly countries: ColumnStatistics | undefined;
  readonly columns: readonly ColumnStatistics[];
}

/** The country, in two letters, that most rows are from: by the column of countries, the e-mail addresses, or the language of the header. */
export async function homeCountry({ countries, columns }: CountryEvidence): Promise<string | undefined> {
  return (await namedCountry(countries)) ?? mailCountry(columns) ?? headerCountry(columns);
}

async function namedCountry(column: ColumnStatistics | undefined): Promise<string | undefined> {
  const [most] = column?.distinct ?? [];
  if (column === undefined || most === undefined || most[1] < column.filled * MIN_HOME_SHARE) return undefined;
  const { getCountries } = await import('libphonenumber-js/max');
  const wanted = fold(most[0]);
  return getCountries().find(
    (code) =>
      code.toLowerCase() === wanted || COUNTRY_NAME_LANGUAGES.some((language) => nameIn(language, code) === wanted),
  );
}

function nameIn(language: string, code: string): string {
  return fold(new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? '');
}

/** `li.na@example.cn` is from China, as a rule. */
function mailCountry(columns: readonly ColumnStatistics[]): string | undefined {
  const addresses = columns
    .filter((column) => column.share('email') > MIN_HOME_SHARE)
    .flatMap(({ examined }) => examined);
  const counts = new Map<string, number>();
  for (const address of addresses) {
    const [, ending] = /\.([a-z]{2})>?$/i.exec(address) ?? [];
    if (ending !== undefined) counts.set(ending.toUpperCase(), (counts.get(ending.toUpperCase()) ?? 0) + 1);
  }
  const most = [...counts].find(([, count]) => count >= addresses.length * MIN_HOME_SHARE)?.[0];
  return most === 'UK' ? 'GB' : most;
}

function headerCountry(columns: readonly ColumnStatistics[]): string | undefined {
  return columns.filter(({ name }) => CHINESE.test(name)).length > columns.length / 2 ? 'CN' : undefined;
}

/** Share of the values that must be countries. */
const MIN_COUNTRY_SHARE = 0.6;

/** The countries that a column names, where there are several; undefined where there is only one, or most values are not countries. */
export async function rowCountries(written: string, column: ColumnStatistics): Promise<RowCountries | undefined> {
  const { distinct } = column;
  if (distinct === undefined) return undefined;
  const { getCountries } = await import('libphonenumber-js/max');
  const codeOf = countryReader(getCountries());
  const codes = new Set<string>();
  let known = 0;
  for (const [text, count] of distinct) {
    const code = codeOf(text);
    if (code === undefined) continue;
    codes.add(code);
    known += count;
  }
  return codes.size < 2 || known < column.filled * MIN_COUNTRY_SHARE
    ? undefined
    : { column: written, codes: [...codes] };
}

/** The findings about a column of telephone numbers. */
interface PhoneNumbers {
  /** The country whose plan the numbers without a country code follow; nothing where all have one, or no single country is meant. */
  readonly country?: string;
  /** Whether the numbers can be read, with that country or by themselves. */
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

/** How a country's numbering plan fits a column's numbers; each value is a share, from 0 to 1. */
interface PlanFit {
  readonly country: CountryCode;
  readonly valid: number;
  /** They have exactly the digits that people in that country dial, including a leading 0 or 1. */
  readonly dialled: number;
  /** They are grouped as that country groups them. */
  readonly written: number;
}

/** Whether there are numbers without a country code, and nearly all numbers belong to one of these countries. */
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

/** The country that most of the numbers fit, and clearly more than any other country. */
function clearlyFirst(plans: readonly PlanFit[], shareOf: (plan: PlanFit) => number): string | undefined {
  const [first, second] = [...plans].sort((a, b) => shareOf(b) - shareOf(a));
  if (first === undefined || shareOf(first) < MOSTLY) return undefined;
  return second === undefined || shareOf(first) - shareOf(second) >= CLEAR_MARGIN ? first.country : undefined;
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
