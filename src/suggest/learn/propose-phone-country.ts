import type { FieldSpecObject } from '../../mapping/index.ts';
import { counted, shortened } from '../../words/index.ts';
import type { FieldCorrections } from './corrections.ts';
import { type Finding, MIN_ROWS, type TrySpec } from './proposal.ts';

/** So many of the countries of the corrected numbers are tried. */
const MAX_COUNTRIES = 4;

/** Proposes the country by which refused telephone numbers read as they were corrected. */
export async function proposePhoneCountry({ field, evidence }: FieldCorrections, attempt: TrySpec): Promise<Finding> {
  const numbers = evidence.filter(({ codes }) => codes.includes('bad-phone'));
  const given = [field.spec.transform ?? []].flat();
  const at = given.findIndex((use) => use === 'phone' || (typeof use === 'object' && 'phone' in use));
  if (at < 0 || numbers.length === 0) return {};
  const parameter = parameterOf(given[at]);
  const { country } = parameter;
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/max');
  const countries = new Map<string, number>();
  for (const { to } of numbers) {
    const found = parsePhoneNumberFromString(
      to,
      country === undefined ? {} : { defaultCountry: country as 'CN' },
    )?.country;
    if (found !== undefined) countries.set(found, (countries.get(found) ?? 0) + 1);
  }
  const frequent = [...countries].sort(([, one], [, other]) => other - one).slice(0, MAX_COUNTRIES);
  const repeated = frequent.filter(([, count]) => count >= MIN_ROWS).map(([name]) => name);
  // Another default would change how the numbers that were sent are read.
  if (country !== undefined) {
    const others = repeated.filter((name) => name !== country.toUpperCase());
    return others.length === 0
      ? {}
      : { notProposed: [`the country ${others.join(' or ')}: numbers without a code are already read as ${country}`] };
  }
  const notProposed: string[] = [];
  for (const name of repeated) {
    const { format, countryColumn } = parameter;
    const isPlain = format === undefined && countryColumn === undefined;
    const use = { phone: isPlain ? name : { ...parameter, country: name } };
    const spec: FieldSpecObject = { ...field.spec, transform: given.with(at, use) };
    const trial = await attempt(spec, numbers);
    if (trial === undefined || trial.covered.length < MIN_ROWS) continue;
    const [wrong] = trial.wrong;
    if (wrong === undefined)
      return { proposal: { spec, what: `telephone country ${name}`, covered: trial.covered }, notProposed };
    notProposed.push(
      `the country ${name}: it fits ${counted(trial.covered.length, 'corrected row')}, but "${shortened(wrong.from, 40)}" in row ${wrong.row.before.number} was corrected to "${shortened(wrong.to, 40)}"`,
    );
  }
  return { notProposed };
}

interface PhoneParameter {
  readonly country?: string;
  readonly countryColumn?: string;
  readonly format?: string;
}

function parameterOf(use: string | Readonly<Record<string, unknown>> | undefined): PhoneParameter {
  const parameter = typeof use === 'object' ? use['phone'] : undefined;
  if (typeof parameter === 'string') return { country: parameter };
  return typeof parameter === 'object' && parameter !== null ? parameter : {};
}
