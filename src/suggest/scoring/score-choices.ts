import { type CustomFieldDefinition, fieldType } from '../../api/index.ts';
import { compileCustomValue, customFieldName, fold, listed, shorten, ValueError } from '../../mapping/index.ts';
import type { TargetField } from '../../targets/index.ts';
import { phrase, t, translated } from '../../words/index.ts';
import type { ColumnStatistics } from '../columns/column-statistics.ts';
import { type DateKind, type DecimalMark, numbersOf } from '../columns/value-formats.ts';
import {
  contradiction,
  countParts,
  divide,
  leaveOut,
  NO_EVIDENCE,
  type ScoringContext,
  separatorOf,
  type ValueScore,
} from './value-score.ts';

/** How a column fits a field whose values are codes: by their names or the codes themselves. */
export function scoreCode(field: TargetField, column: ColumnStatistics): ValueScore {
  if (column.isEmpty) return NO_EVIDENCE;
  const { distinct } = column;
  const names = codeNames(field);
  if (distinct === undefined) return contradiction(t`It has too many different values for ${listed(names)}`);
  const codes = new Set(
    Object.entries(field.values ?? {}).flatMap(([name, value]) => [plainName(name), String(value)]),
  );
  const { share, known, unknown } = divide(distinct, (text) => codes.has(plainName(text)));
  if (known.length === 0) return contradiction(t`None of its values is one of ${listed(names)}`);
  const distinctive = known.filter(
    ([text]) => /\p{L}{3}|\p{Script=Han}/u.test(text) && !/^(?:yes|no|true|false|是|否)$/i.test(text),
  );
  const instead = field.required ? field.usual : undefined;
  const { spec, notes, unsent } = leaveOut(unknown, field.label.toLowerCase(), {
    instead,
    reasonOf: () => t`is not one of ${listed(names)}`,
  });
  const fallback = instead !== undefined && column.blank > 0 ? { transform: [{ default: instead }] } : {};
  return {
    score: share,
    spec: { ...fallback, ...spec },
    notes,
    ...(unsent && { unsent }),
    ...byValues(distinctive.length, known.length, share),
  };
}

/** As the mapping compares names of codes: `First inquiry` is `first-inquiry`. */
function plainName(name: string): string {
  return fold(name).replace(/[\s_]+/g, '-');
}

/** Names of codes identify a column; yes and no do so only where a required field has no better column. */
function byValues(distinctive: number, known: number, share: number): Pick<ValueScore, 'byValues'> {
  if (known < 2 || share < 0.9) return {};
  return { byValues: distinctive >= 2 ? 0.62 : 0.38 };
}

/** A name for each code of a field. */
export function codeNames(field: TargetField): string[] {
  const entries = Object.entries(field.values ?? {});
  return entries
    .filter(([, code], index) => entries.findIndex(([, other]) => other === code) === index)
    .map(([name]) => name);
}

const MOST = 0.5;
const MAX_LOOKED_UP = 100;
const CREATE_TAGS_ADVICE = phrase(
  'To create the tags instead, remove them from values here, and import with --create-missing.',
);

/** How a column fits a field whose id is looked up by name. */
export async function scoreLookup(
  field: TargetField,
  column: ColumnStatistics,
  context: ScoringContext,
): Promise<ValueScore> {
  const lookup = field.lookup ?? '';
  if (lookup === 'customer') return scoreCustomerLookup(column);
  if (column.isEmpty) return { ...NO_EVIDENCE, spec: { lookup } };
  const isNumeric = lookup !== 'enterprise' && lookup !== 'tag' && column.share('number') > MOST;
  if (column.areDates || isNumeric || column.share('email') > MOST || column.share('url') > MOST)
    return contradiction(t`Its values are not names of the lookup ${lookup}`);
  const isList = field.type !== 'text' || lookup === 'tag';
  const separator = isList ? separatorOf(column.examined) : undefined;
  const split = separator === undefined ? {} : { split: separator };
  const values = countParts(column.distinct ?? column.examined.map((text) => [text, 1] as const), separator);
  const rejected = await context.tenant?.rejectedBy(
    lookup,
    values.slice(0, MAX_LOOKED_UP).map(([text]) => text),
  );
  if (rejected === undefined) {
    return {
      score: lookup === 'enterprise' ? -0.3 : 0,
      spec: { ...split, lookup },
      notes: [t`Its values were not compared with the CRM.`],
    };
  }
  return compareWithTenant(field, column, {
    values: values.slice(0, MAX_LOOKED_UP),
    rejected,
    spec: { ...split, lookup },
  });
}

interface Compared {
  readonly values: readonly (readonly [text: string, count: number])[];
  readonly rejected: ReadonlyMap<string, ValueError>;
  readonly spec: ValueScore['spec'];
}

function compareWithTenant(
  field: TargetField,
  column: ColumnStatistics,
  { values, rejected, spec }: Compared,
): ValueScore {
  const lookup = field.lookup ?? '';
  const division = divide(values, (text) => rejected.get(text)?.code !== 'not-found');
  const noun = t`${lookup} in the CRM`;
  if (division.known.length === 0) {
    const shown = listed(column.samples.map((text) => JSON.stringify(text)));
    // A province, city or area has a field for its name, and enterprises are imported first; others can be added by hand.
    if (lookup === 'enterprise')
      return contradiction(t`No enterprise with such a key has been imported from here yet (${shown})`);
    if (field.within !== undefined || lookup === 'province') return contradiction(t`None of its values is a ${noun}`);
  }
  const unclear = division.known.flatMap(([text, rows]) => {
    const error = rejected.get(text);
    return error === undefined ? [] : [[text, { rows, reason: error.predicate }] as const];
  });
  const left = leaveOut(division.unknown, noun, {
    unclear: new Map(unclear),
    reasonOf: (text) => rejected.get(text)?.predicate,
  });
  return {
    score: division.known.length === 0 ? -0.25 : division.share,
    spec: { ...spec, ...left.spec },
    notes: lookup === 'tag' && left.unsent ? [...left.notes, translated(CREATE_TAGS_ADVICE)] : left.notes,
    ...(left.unsent && { unsent: left.unsent }),
    ...(division.share > 0.9 && division.known.length >= 2 && isDistinctive(lookup) ? { byValues: 0.62 } : {}),
  };
}

/** Whether the names of this lookup are so characteristic that they identify a column by themselves. */
function isDistinctive(lookup: string): boolean {
  return lookup === 'agent' || lookup === 'country' || lookup === 'stage' || lookup === 'level';
}

/** Chooses the field by which customers are looked up, from the column's values. */
function scoreCustomerLookup(column: ColumnStatistics): ValueScore {
  if (column.isEmpty) return { ...NO_EVIDENCE, spec: { lookup: 'customer', by: 'partnerid' } };
  if (column.share('hexId') > 0.9) return { score: 1, spec: {}, byValues: 0.9, notes: [] };
  if (column.share('email') > 0.9) return customerLookupScore('email', 1, 0.8);
  if (column.areDates || column.share('long') > MOST || column.share('boolean') === 1)
    return contradiction(t`Its values do not identify customers`);
  if (column.share('phone') > 0.9 && /^[+(0]/.test(column.examined[0] ?? ''))
    return customerLookupScore('tel', 0.6, 0.6);
  const isCode = column.examined.filter((text) => /\d/.test(text)).length > column.examined.length * MOST;
  return isCode ? customerLookupScore('partnerid', 0.4) : customerLookupScore('nick', -0.3);
}

function customerLookupScore(by: string, fit: number, byValues?: number): ValueScore {
  return { score: fit, spec: { lookup: 'customer', by }, notes: [], ...(byValues === undefined ? {} : { byValues }) };
}

/** How a column fits a custom field, by the field's type. */
export function scoreCustomField(definition: CustomFieldDefinition, column: ColumnStatistics): ValueScore {
  if (column.isEmpty) return NO_EVIDENCE;
  switch (definition.field_type) {
    case fieldType.date:
      return scoreDate(column, 'date', ['date', 'datetime']);
    case fieldType.time:
      return scoreDate(column, 'time', ['time']);
    case fieldType.number:
      return scoreNumber(column);
    case fieldType['drop-down']:
    case fieldType.radio:
    case fieldType.cascade:
      return scoreOptions(definition, column, false);
    case fieldType['check-box']:
      return scoreOptions(definition, column, true);
    default:
      return NO_EVIDENCE;
  }
}

function scoreDate(column: ColumnStatistics, transform: 'date' | 'time', kinds: readonly DateKind[]): ValueScore {
  const { dates } = column;
  if (dates === undefined || !kinds.includes(dates.kind))
    return contradiction(t`Its values are not ${transform}s in one format`);
  const { formats, misfits } = dates;
  const rejected =
    misfits === 0
      ? []
      : [t`${misfits} of its values are not ${transform}s in that format; their rows will be rejected.`];
  const [first, second] = formats;
  if (first === undefined) return { score: 1, spec: { transform: [transform] }, notes: rejected };
  if (second === undefined) return { score: 1, spec: { transform: [{ [transform]: first }] }, notes: rejected };
  return {
    score: 0.8,
    spec: { transform: [transform] },
    notes: [
      t`All its values fit ${formats.join(' and ')}. Set the right format: transform: [{ ${transform}: ${first} }]. Until then, rows whose date could be two different days are rejected.`,
    ],
    choices: formats.map((format) => ({ label: format, spec: { transform: [{ [transform]: format }] } })),
  };
}

function scoreNumber(column: ColumnStatistics): ValueScore {
  const numbers = numbersOf(column.examined);
  if (numbers === undefined) return contradiction(t`Its values are not numbers`);
  const { decimal, ambiguous, misfits } = numbers;
  const [misfit] = misfits;
  const notes =
    misfit === undefined
      ? []
      : [t`Some values are not numbers, such as ${JSON.stringify(shorten(misfit))}; their rows will be rejected.`];
  const spec = (mark: DecimalMark) => ({ transform: [mark === '.' ? 'number' : { number: { decimal: mark } }] });
  if (ambiguous === undefined) return { score: 0.6, spec: spec(decimal), notes };
  const other = decimal === ',' ? '.' : ',';
  const whole = ambiguous.replaceAll(/[.,]/g, '');
  const write = other === '.' ? '[number]' : '[{ number: { decimal: "," } }]';
  return {
    score: 0.3,
    spec: spec(decimal),
    notes: [...notes, t`${ambiguous} is read as ${whole}. If its mark is a decimal mark, use transform: ${write}.`],
    choices: [
      { label: t`${ambiguous} is ${whole}`, spec: spec(decimal) },
      {
        label: other === '.' ? t`${ambiguous} has a decimal point` : t`${ambiguous} has a decimal comma`,
        spec: spec(other),
      },
    ],
  };
}

function scoreOptions(definition: CustomFieldDefinition, column: ColumnStatistics, several: boolean): ValueScore {
  const { distinct } = column;
  const name = customFieldName(definition);
  if (distinct === undefined) return contradiction(t`It has too many different values for the options of ${name}`);
  const toValue = compileCustomValue(definition);
  const isKnown = (text: string): boolean => !(toValue(text) instanceof ValueError);
  const separator = several
    ? separatorOf(
        distinct.map(([text]) => text),
        isKnown,
      )
    : undefined;
  const { share, known, unknown } = divide(countParts(distinct, separator), isKnown);
  if (known.length === 0) {
    const options = definition.cus_field_data_info_list.map((option) => option.data_name ?? '');
    return contradiction(t`None of its values is an option of ${name}: ${listed(options)}`);
  }
  const { spec, notes, unsent } = leaveOut(unknown, t`option of ${name}`, {
    reasonOf(text) {
      const error = toValue(text);
      return error instanceof ValueError ? error.predicate : undefined;
    },
  });
  return {
    score: share,
    spec: { ...(separator === undefined ? {} : { split: separator }), ...spec },
    notes,
    ...(unsent && { unsent }),
    ...(share > 0.9 && known.length >= 2 ? { byValues: 0.64 } : {}),
  };
}
