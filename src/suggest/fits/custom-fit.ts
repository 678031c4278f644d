import { fieldType } from '../../api/codes/custom-field.ts';
import type { CustomFieldDefinition } from '../../api/endpoints/custom-fields.ts';
import { customFieldName } from '../../mapping/custom/custom-field-index.ts';
import { compileCustomValue } from '../../mapping/custom/custom-value.ts';
import { listed, shorten, ValueError } from '../../mapping/refusal.ts';
import type { ColumnStatistics } from '../columns/column-profile.ts';
import type { DateKind } from '../columns/date-formats.ts';
import { type DecimalMark, numbersOf } from '../columns/number-marks.ts';
import { contradiction, NO_EVIDENCE, type ValueScore } from './fit.ts';
import { countParts, separatorOf } from './list-separator.ts';
import { divide, leaveOut } from './unknown-values.ts';

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
    return contradiction(`Its values are no ${transform}s in one format`);
  const { formats, misfits } = dates;
  const refused =
    misfits === 0 ? [] : [`${misfits} of its values are no ${transform}s in that format, and are refused.`];
  const [first, second] = formats;
  if (first === undefined) return { score: 1, spec: { transform: [transform] }, notes: refused };
  if (second === undefined) return { score: 1, spec: { transform: [{ [transform]: first }] }, notes: refused };
  return {
    score: 0.8,
    spec: { transform: [transform] },
    notes: [
      `All its values fit ${formats.join(' and ')}, so nothing tells which is meant; write it: transform: [{ ${transform}: ${first} }]. Until then, rows whose date could be two days are refused.`,
    ],
    choices: formats.map((format) => ({ label: format, spec: { transform: [{ [transform]: format }] } })),
  };
}

function scoreNumber(column: ColumnStatistics): ValueScore {
  const numbers = numbersOf(column.examined);
  if (numbers === undefined) return contradiction('Its values are no numbers');
  const { decimal, ambiguous, misfits } = numbers;
  const [misfit] = misfits;
  const notes =
    misfit === undefined
      ? []
      : [`Some values are no numbers, such as ${JSON.stringify(shorten(misfit))}, and are refused.`];
  const spec = (mark: DecimalMark) => ({ transform: [mark === '.' ? 'number' : { number: { decimal: mark } }] });
  if (ambiguous === undefined) return { score: 0.6, spec: spec(decimal), notes };
  const other = decimal === ',' ? '.' : ',';
  const whole = ambiguous.replaceAll(/[.,]/g, '');
  const write = other === '.' ? '[number]' : '[{ number: { decimal: "," } }]';
  return {
    score: 0.3,
    spec: spec(decimal),
    notes: [
      ...notes,
      `${ambiguous} is read as ${whole}. If its mark is a decimal one, write instead: transform: ${write}.`,
    ],
    choices: [
      { label: `${ambiguous} is ${whole}`, spec: spec(decimal) },
      { label: `${ambiguous} has a decimal ${other === '.' ? 'point' : 'comma'}`, spec: spec(other) },
    ],
  };
}

function scoreOptions(definition: CustomFieldDefinition, column: ColumnStatistics, several: boolean): ValueScore {
  const { distinct } = column;
  const name = customFieldName(definition);
  if (distinct === undefined) return contradiction(`It has too many different values for the options of ${name}`);
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
    return contradiction(`None of its values is an option of ${name}: ${listed(options)}`);
  }
  const { spec, notes, unsent } = leaveOut(unknown, `option of ${name}`, {
    reasonOf(text) {
      const refusal = toValue(text);
      return refusal instanceof ValueError ? refusal.predicate : undefined;
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
