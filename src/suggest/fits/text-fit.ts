import { shorten } from '../../mapping/refusal.ts';
import type { TargetField } from '../../targets/target.ts';
import { counted } from '../../words/counted.ts';
import type { ColumnProfile } from '../columns/column-profile.ts';
import { areOfCountries, phoneNumbersOf } from '../columns/phone-country.ts';
import { contradiction, examinedOf, type Fit, type FitContext, neutral, shareOf } from './fit.ts';
import { separatorOf } from './list-separator.ts';

const most = 0.5;
const nearlyAll = 0.9;

type Columns = readonly ColumnProfile[];

/** How columns fit a field of text, by what its texts are. Several columns are read as the first that is not blank. */
export async function fitText(field: TargetField, columns: Columns, context: FitContext): Promise<Fit> {
  if (columns.every((column) => column.isEmpty)) return neutral;
  const fit = await fitOfKind(field, columns, context);
  const longest = Math.max(...columns.map((column) => column.longest));
  if (fit.fit <= -1 || field.maxLength === undefined || longest <= field.maxLength) return fit;
  const note = `Its longest value has ${longest} characters and ${field.maxLength} are allowed: transform: [{ slice: ${field.maxLength} }] would cut it.`;
  return { ...fit, notes: [...fit.notes, note] };
}

async function fitOfKind(field: TargetField, columns: Columns, context: FitContext): Promise<Fit> {
  if (field.holds === 'email') return fitEmail(columns);
  if (field.holds === 'phone') return fitPhone(columns, context);
  if (field.holds === 'id') return fitId(columns);
  if (field.holds === 'note') return fitNote(columns);
  if (field.holds === 'name' || field.holds === 'place') return fitName(columns);
  return field.type === 'texts' || field.type === 'names' || field.type === 'named-ids'
    ? fitList(columns)
    : fitAny(columns);
}

function fitEmail(columns: Columns): Fit {
  const share = shareOf(columns, 'email');
  if (share < most) return contradiction('Most of its values are no e-mail addresses');
  const isClean = share >= nearlyAll;
  return {
    fit: share,
    spec: isClean ? { transform: ['email'] } : {},
    byValues: isClean ? 0.68 : 0.56,
    notes: isClean ? [] : [`${percent(1 - share)} of its values are no e-mail address.`],
  };
}

async function fitPhone(columns: Columns, context: FitContext): Promise<Fit> {
  const share = shareOf(columns, 'phone');
  if (share < most || columns.some(({ areDates }) => areDates))
    return contradiction('Most of its values are no telephone numbers');
  const { countries } = context;
  const warnings = extensionsOf(columns);
  if (countries !== undefined && (await areOfCountries(examinedOf(columns), countries.codes))) {
    return {
      fit: 1,
      spec: { transform: [{ phone: { countryColumn: countries.column } }] },
      byValues: 0.64,
      warnings,
      notes: [
        `Numbers without a country code are read as those of the country in ${JSON.stringify(countries.column)}.`,
      ],
    };
  }
  const numbers = await phoneNumbersOf(examinedOf(columns), context.country);
  if (!numbers.isProven) {
    return {
      fit: 0.3,
      spec: {},
      notes: [
        `Its numbers are sent as they stand, since nothing tells their country: transform: [{ phone: ${context.country ?? 'US'} }] would say it.`,
      ],
    };
  }
  const transform = numbers.country === undefined ? 'phone' : { phone: numbers.country };
  return { fit: 1, spec: { transform: [transform] }, byValues: 0.64, notes: [], warnings };
}

const extension = /\d\s*(?:#|x|ext\.?|extension)\s*\d+$/i;

/** Numbers that the transform refuses, since a telephone field does not hold what stands behind them. */
function extensionsOf(columns: Columns): string[] {
  const found = examinedOf(columns).filter((text) => extension.test(text.trim()));
  const [example] = found;
  if (example === undefined) return [];
  return [
    `${counted(found.length, 'number has', 'numbers have')} an extension, such as ${JSON.stringify(shorten(example))}, and check will refuse the rows: put extensions into a column of their own, or cut them off with a replace before phone.`,
  ];
}

function fitId(columns: Columns): Fit {
  const [column] = columns;
  if (column === undefined) return neutral;
  if (column.areDates || column.share('long') > most) return contradiction('Its values are no ids');
  if (isYesOrNo(column)) return contradiction('Its values are yes and no');
  if (column.isUnique) return { fit: 0.6, spec: {}, notes: [] };
  const distinct = column.distinct?.length ?? Number.POSITIVE_INFINITY;
  return distinct < column.filled / 2
    ? { fit: -0.7, spec: {}, notes: ['Many rows share a value.'] }
    : { ...neutral, notes: repeatsOf(column) };
}

/** Two rows of one id are one record to the CRM: the later overwrites the earlier. */
function repeatsOf({ repeats = 0 }: ColumnProfile): string[] {
  if (repeats === 0) return [];
  const rows = counted(repeats, 'row has', 'rows have');
  return [`${rows} the value of an earlier row: the CRM may take them for one record.`];
}

function fitNote(columns: Columns): Fit {
  const [column] = columns;
  if (column === undefined) return neutral;
  if (column.areDates || isYesOrNo(column)) return contradiction('Its values are no notes');
  if (column.share('email') > most) return contradiction('Its values are e-mail addresses');
  const isChoice = (column.distinct?.length ?? Number.POSITIVE_INFINITY) <= column.filled / 2;
  if (isChoice) return { fit: -0.1, spec: {}, notes: [] };
  return column.share('long') > 0.2 ? { fit: 0.1, spec: {}, notes: [] } : neutral;
}

function fitName(columns: Columns): Fit {
  const [column] = columns;
  if (column === undefined) return neutral;
  const other = Math.max(column.share('email'), column.share('number'), column.share('url'), column.share('hexId'));
  const codes = column.examined.filter((text) => /\d{3}/.test(text)).length / column.examined.length;
  if (column.areDates || other > 0.8 || codes > 0.8) return contradiction('Its values are no names');
  return column.share('long') > most ? contradiction('Its values are too long for names') : neutral;
}

function fitList(columns: Columns): Fit {
  const [column] = columns;
  if (column === undefined) return neutral;
  if (column.areDates || isYesOrNo(column)) return contradiction('Its values are no ids');
  const separator = separatorOf(column.examined);
  return { fit: 0, spec: separator === undefined ? {} : { split: separator }, notes: [] };
}

function fitAny(columns: Columns): Fit {
  const [column] = columns;
  return column?.areDates ? { fit: -0.7, spec: {}, notes: ['Its values are dates.'] } : neutral;
}

function isYesOrNo(column: ColumnProfile): boolean {
  return column.share('boolean') === 1 && (column.distinct?.length ?? 3) <= 2;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
