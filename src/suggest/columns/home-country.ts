import { fold } from '../../mapping/fold.ts';
import type { ColumnStatistics } from './column-profile.ts';

const MIN_HOME_SHARE = 0.6;
const COUNTRY_NAME_LANGUAGES = ['en', 'zh'];
const chinese = /[\u3400-\u9fff]/;

/** What tells the country that most rows are from. */
export interface CountryEvidence {
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
  return columns.filter(({ name }) => chinese.test(name)).length > columns.length / 2 ? 'CN' : undefined;
}
