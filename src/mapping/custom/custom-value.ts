import { fieldType } from '../../api/codes/custom-field.ts';
import type { CustomFieldDefinition } from '../../api/endpoints/custom-fields.ts';
import { type Cell, cellText } from '../../files/row.ts';
import { type CellValue, isList, itemsOf } from '../compile/piece.ts';
import { joinValues } from '../compile/wire-value.ts';
import { ValueError } from '../refusal.ts';
import { digitsOfNumber } from '../transforms/numbers.ts';
import { dateReader } from '../transforms/read-date.ts';
import { cascadePath } from './cascade-path.ts';
import { customFieldName } from './custom-field-index.ts';
import { oneOption, severalOptions } from './option-values.ts';

/** Compiles what a custom field's value becomes: always a text. Source: reading notes, "custom field values". */
export function compileCustomValue(field: CustomFieldDefinition): (piece: CellValue) => string | ValueError {
  switch (field.field_type) {
    case fieldType.date:
      return single(field, dateReader('date', []));
    case fieldType.time:
      return single(field, dateReader('time', []));
    case fieldType.number:
      return single(field, plainDigits);
    case fieldType['drop-down']:
    case fieldType.radio:
      return oneOption(field);
    case fieldType['check-box']:
      return severalOptions(field);
    case fieldType.cascade:
      return cascadePath(field);
    default:
      return (piece) => (isList(piece) ? joinValues(piece) : cellText(piece));
  }
}

function single(
  field: CustomFieldDefinition,
  read: (cell: Cell) => string | ValueError,
): (piece: CellValue) => string | ValueError {
  return (piece) => {
    const [cell = '', second] = itemsOf(piece);
    if (second !== undefined)
      return new ValueError('too-many', `is more than one value, and ${customFieldName(field)} takes one`);
    return read(cell);
  };
}

const NOT_DIGITS = new ValueError(
  'bad-number',
  'is no plain number; transform: [number] reads grouping marks, and { number: { decimal: "," } } a decimal comma',
);

function plainDigits(cell: Cell): string | ValueError {
  if (typeof cell !== 'string' && typeof cell.value === 'number') return digitsOfNumber(cell.value) ?? NOT_DIGITS;
  const text = cellText(cell);
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return text;
  // Databases write .5 and 5., and some programs +5.
  const [, sign, whole = '', fraction = ''] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  if (whole === '' && fraction === '') return NOT_DIGITS;
  return `${sign === '-' ? '-' : ''}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`;
}
