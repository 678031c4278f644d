import { fieldType } from '../../api/codes/custom-field.ts';
import type { CustomFieldDefinition } from '../../api/endpoints/custom-fields.ts';
import { customFieldName } from '../../mapping/custom/custom-field-index.ts';
import { compileCustomValue } from '../../mapping/custom/custom-value.ts';
import { listed, Refusal, shorten } from '../../mapping/refusal.ts';
import type { ColumnProfile } from '../columns/column-profile.ts';
import type { DateKind } from '../columns/date-formats.ts';
import { type DecimalMark, numbersOf } from '../columns/number-marks.ts';
import { contradiction, type Fit, neutral } from './fit.ts';
import { countParts, separatorOf } from './list-separator.ts';
import { divide, leaveOut } from './unknown-values.ts';

/** How a column fits a custom field, by the field's type. */
export function fitCustom(definition: CustomFieldDefinition, column: ColumnProfile): Fit {
  if (column.isEmpty) return neutral;
  switch (definition.field_type) {
    case fieldType.date:
      return fitDate(column, 'date', ['date', 'datetime']);
    case fieldType.time:
      return fitDate(column, 'time', ['time']);
    case fieldType.number:
      return fitNumber(column);
    case fieldType['drop-down']:
    case fieldType.radio:
    case fieldType.cascade:
      return fitOptions(definition, column, false);
    case fieldType['check-box']:
      return fitOptions(definition, column, true);
    default:
      return neutral;
  }
}

function fitDate(column: ColumnProfile, transform: 'date' | 'time', kinds: readonly DateKind[]): Fit {
  const { dates } = column;
  if (dates === undefined || !kinds.includes(dates.kind))
    return contradiction(`Its values are no ${transform}s in one format`);
  const { formats, misfits } = dates;
  const refused =
    misfits === 0 ? [] : [`${misfits} of its values are no ${transform}s in that format, and are refused.`];
  const [first, second] = formats;
  if (first === undefined) return { fit: 1, spec: { transform: [transform] }, notes: refused };
  if (second === undefined) return { fit: 1, spec: { transform: [{ [transform]: first }] }, notes: refused };
  return {
    fit: 0.8,
    spec: { transform: [transform] },
    notes: [
      `All its values fit ${formats.join(' and ')}, so nothing tells which is meant; write it: transform: [{ ${transform}: ${first} }]. Until then, rows whose date could be two days are refused.`,
    ],
    choices: formats.map((format) => ({ label: format, spec: { transform: [{ [transform]: format }] } })),
  };
}

function fitNumber(column: ColumnProfile): Fit {
  const numbers = numbersOf(column.examined);
  if (numbers === undefined) return contradiction('Its values are no numbers');
  const { decimal, ambiguous, misfits } = numbers;
  const [misfit] = misfits;
  const notes =
    misfit === undefined
      ? []
      : [`Some values are no numbers, such as ${JSON.stringify(shorten(misfit))}, and are refused.`];
  const spec = (mark: DecimalMark) => ({ transform: [mark === '.' ? 'number' : { number: { decimal: mark } }] });
  if (ambiguous === undefined) return { fit: 0.6, spec: spec(decimal), notes };
  const other = decimal === ',' ? '.' : ',';
  const whole = ambiguous.replaceAll(/[.,]/g, '');
  const write = other === '.' ? '[number]' : '[{ number: { decimal: "," } }]';
  return {
    fit: 0.3,
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

function fitOptions(definition: CustomFieldDefinition, column: ColumnProfile, several: boolean): Fit {
  const { distinct } = column;
  const name = customFieldName(definition);
  if (distinct === undefined) return contradiction(`It has too many different values for the options of ${name}`);
  const toValue = compileCustomValue(definition);
  const isKnown = (text: string): boolean => !(toValue(text) instanceof Refusal);
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
      return refusal instanceof Refusal ? refusal.predicate : undefined;
    },
  });
  return {
    fit: share,
    spec: { ...(separator === undefined ? {} : { split: separator }), ...spec },
    notes,
    ...(unsent && { unsent }),
    ...(share > 0.9 && known.length >= 2 ? { byValues: 0.64 } : {}),
  };
}
