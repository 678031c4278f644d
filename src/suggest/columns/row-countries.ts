import { countryReader } from '../../mapping/transforms/country-names.ts';
import type { RowCountries } from '../fits/fit.ts';
import type { ColumnStatistics } from './column-profile.ts';

/** So many of the values must be countries. */
const MIN_COUNTRY_SHARE = 0.6;

/** The countries that a column names, where they are several; nothing where they are one, or most of its values are none. */
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
