import { shorten } from '../../mapping/index.ts';
import type { TargetField } from '../../targets/index.ts';
import { counted, t } from '../../words/index.ts';
import type { ColumnStatistics } from '../columns/column-statistics.ts';
import { areOfCountries, phoneNumbersOf } from '../columns/countries.ts';
import {
  contradiction,
  examinedOf,
  NO_EVIDENCE,
  type ScoringContext,
  separatorOf,
  shareOf,
  type ValueScore,
} from './value-score.ts';

const MOST = 0.5;
const NEARLY_ALL = 0.9;

type Columns = readonly ColumnStatistics[];

/** How columns fit a field of text, by what its texts are. Several columns are read as the first that is not blank. */
export async function scoreText(field: TargetField, columns: Columns, context: ScoringContext): Promise<ValueScore> {
  if (columns.every((column) => column.isEmpty)) return NO_EVIDENCE;
  const fit = await scoreKind(field, columns, context);
  const longest = Math.max(...columns.map((column) => column.longest));
  if (fit.score <= -1 || field.maxLength === undefined || longest <= field.maxLength) return fit;
  const note = t`Its longest value has ${longest} characters, but at most ${field.maxLength} are allowed; transform: [{ slice: ${field.maxLength} }] cuts it.`;
  return { ...fit, notes: [...fit.notes, note] };
}

async function scoreKind(field: TargetField, columns: Columns, context: ScoringContext): Promise<ValueScore> {
  if (field.holds === 'email') return scoreEmail(columns);
  if (field.holds === 'phone') return scorePhone(columns, context);
  if (field.holds === 'id') return scoreId(columns);
  if (field.holds === 'note') return scoreNote(columns);
  if (field.holds === 'name' || field.holds === 'place') return scoreName(columns);
  return field.type === 'texts' || field.type === 'names' || field.type === 'named-ids'
    ? scoreList(columns)
    : scoreAnyText(columns);
}

function scoreEmail(columns: Columns): ValueScore {
  const share = shareOf(columns, 'email');
  if (share < MOST) return contradiction(t`Most of its values are not e-mail addresses`);
  const isClean = share >= NEARLY_ALL;
  return {
    score: share,
    spec: isClean ? { transform: ['email'] } : {},
    byValues: isClean ? 0.68 : 0.56,
    notes: isClean ? [] : [t`${percent(1 - share)} of its values are not e-mail addresses.`],
  };
}

async function scorePhone(columns: Columns, context: ScoringContext): Promise<ValueScore> {
  const share = shareOf(columns, 'phone');
  if (share < MOST || columns.some(({ areDates }) => areDates))
    return contradiction(t`Most of its values are not telephone numbers`);
  const { countries } = context;
  const warnings = extensionsOf(columns);
  if (countries !== undefined && (await areOfCountries(examinedOf(columns), countries.codes))) {
    return {
      score: 1,
      spec: { transform: [{ phone: { countryColumn: countries.column } }] },
      byValues: 0.64,
      warnings,
      notes: [
        t`Numbers without a country code are read as numbers of the country in ${JSON.stringify(countries.column)}.`,
      ],
    };
  }
  const numbers = await phoneNumbersOf(examinedOf(columns), context.country);
  if (!numbers.isProven) {
    return {
      score: 0.3,
      spec: {},
      notes: [
        t`Its numbers are sent as they are, since their country is not known. To set it: transform: [{ phone: ${context.country ?? 'US'} }].`,
      ],
    };
  }
  const transform = numbers.country === undefined ? 'phone' : { phone: numbers.country };
  return { score: 1, spec: { transform: [transform] }, byValues: 0.64, notes: [], warnings };
}

const EXTENSION = /\d\s*(?:#|x|ext\.?|extension)\s*\d+$/i;

/** Numbers that the transform rejects, since a telephone field cannot hold their extension. */
function extensionsOf(columns: Columns): string[] {
  const found = examinedOf(columns).filter((text) => EXTENSION.test(text.trim()));
  const [example] = found;
  if (example === undefined) return [];
  return [
    t`${counted(found.length, 'number has', 'numbers have')} an extension, such as ${JSON.stringify(shorten(example))}, so their rows will be rejected: put extensions into a separate column, or remove them with a replace before phone.`,
  ];
}

function scoreId(columns: Columns): ValueScore {
  const [column] = columns;
  if (column === undefined) return NO_EVIDENCE;
  if (column.areDates || column.share('long') > MOST) return contradiction(t`Its values are not ids`);
  if (isYesOrNo(column)) return contradiction(t`Its values are yes and no`);
  if (column.isUnique) return { score: 0.6, spec: {}, notes: [] };
  const distinct = column.distinct?.length ?? Number.POSITIVE_INFINITY;
  return distinct < column.filled / 2
    ? { score: -0.7, spec: {}, notes: [t`Many rows share a value.`] }
    : { ...NO_EVIDENCE, notes: repeatsOf(column) };
}

/** Two rows of one id are one record to the CRM: the later overwrites the earlier. */
function repeatsOf({ repeats = 0 }: ColumnStatistics): string[] {
  if (repeats === 0) return [];
  const rows = counted(repeats, 'row has', 'rows have');
  return [t`${rows} the value of an earlier row: the CRM may treat them as one record.`];
}

function scoreNote(columns: Columns): ValueScore {
  const [column] = columns;
  if (column === undefined) return NO_EVIDENCE;
  if (column.areDates || isYesOrNo(column)) return contradiction(t`Its values are not notes`);
  if (column.share('email') > MOST) return contradiction(t`Its values are e-mail addresses`);
  const isChoice = (column.distinct?.length ?? Number.POSITIVE_INFINITY) <= column.filled / 2;
  if (isChoice) return { score: -0.1, spec: {}, notes: [] };
  return column.share('long') > 0.2 ? { score: 0.1, spec: {}, notes: [] } : NO_EVIDENCE;
}

/** Names with numbers: a reason against the field, and no proof. */
const CODES_SCORE = -0.6;

function scoreName(columns: Columns): ValueScore {
  const [column] = columns;
  if (column === undefined) return NO_EVIDENCE;
  const other = Math.max(column.share('email'), column.share('number'), column.share('url'), column.share('hexId'));
  const codes = column.examined.filter((text) => /\d{3}/.test(text)).length / column.examined.length;
  if (column.areDates || other > 0.8) return contradiction(t`Its values are not names`);
  if (column.share('long') > MOST) return contradiction(t`Its values are too long for names`);
  // A column that is called as the field keeps it: "Customer 001" is what somebody typed as a name.
  return codes > 0.8
    ? { score: CODES_SCORE, spec: {}, notes: [t`Its values look like codes rather than names.`] }
    : NO_EVIDENCE;
}

function scoreList(columns: Columns): ValueScore {
  const [column] = columns;
  if (column === undefined) return NO_EVIDENCE;
  if (column.areDates || isYesOrNo(column)) return contradiction(t`Its values are not ids`);
  const separator = separatorOf(column.examined);
  return { score: 0, spec: separator === undefined ? {} : { split: separator }, notes: [] };
}

function scoreAnyText(columns: Columns): ValueScore {
  const [column] = columns;
  return column?.areDates ? { score: -0.7, spec: {}, notes: [t`Its values are dates.`] } : NO_EVIDENCE;
}

function isYesOrNo(column: ColumnStatistics): boolean {
  return column.share('boolean') === 1 && (column.distinct?.length ?? 3) <= 2;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
