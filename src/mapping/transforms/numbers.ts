import { z } from 'zod';
import { type Cell, cellText } from '../../files/index.ts';
import { narrow } from '../fold.ts';
import { ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import { defineTransform, type Transform } from './transform.ts';

/** The digits of a number of a workbook, without exponent; `undefined` where that is impossible. */
export function digitsOfNumber(value: number): string | undefined {
  const text = String(value);
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return text === '-0' ? '0' : text;
  const fixed = value.toFixed(12).replace(/\.?0+$/, '');
  return Number(fixed) === value && /^-?\d+(?:\.\d+)?$/.test(fixed) ? fixed : undefined;
}

const GROUPING = "[ \\u00A0\\u202F\\u2009'’_]";

/** Reads numbers with the given decimal mark and any thousands separators, and writes plain digits; never through a float. */
export function numberReader(decimal: '.' | ','): (cell: Cell) => string | ValueError {
  const group = decimal === '.' ? `(?:,|${GROUPING})` : `(?:\\.|${GROUPING})`;
  const pattern = new RegExp(
    `^([+-]?)(\\d{1,3}(?:${group}\\d{2,3})*${group}\\d{3}|\\d+|(?=[${decimal}]\\d))(?:[${decimal}](\\d*))?$`,
  );
  const groups = new RegExp(group, 'g');
  const error = new ValueError('bad-number', VALUE_MESSAGES['bad-number'].text.decimal(decimal));
  return (cell) => {
    if (typeof cell !== 'string' && typeof cell.value === 'number') return digitsOfNumber(cell.value) ?? error;
    const match = pattern.exec(narrow(cellText(cell)).replace('−', '-'));
    if (match === null) return error;
    const whole = (match[2] ?? '').replace(groups, '').replace(/^0+(?=\d)/, '') || '0';
    const fraction = match[3] === undefined || match[3] === '' ? '' : `.${match[3]}`;
    return `${match[1] === '-' ? '-' : ''}${whole}${fraction}`;
  };
}

const number = defineTransform({
  name: 'number',
  description:
    'Reads a number with thousands separators and writes plain digits. The decimal mark is a point unless set: `{ number: { decimal: "," } }`.',
  parameter: z.strictObject({ decimal: z.enum(['.', ',']) }).optional(),
  examples: [
    { use: 'number', in: '1,234.50', out: '1234.50' },
    { use: { number: { decimal: ',' } }, in: '1.234,5', out: '1234.5' },
    { use: 'number', in: '-.5', out: '-0.5' },
    { use: 'number', in: '12 apples' },
  ],
  make: (options) => numberReader(options?.decimal ?? '.'),
});

const TRUE_TEXTS = new Set(['1', 'true', 'yes', 'y', 'on', 'x', '✓', '是', '对', '真']);
const FALSE_TEXTS = new Set(['0', 'false', 'no', 'n', 'off', '否', '错', '假']);

const boolean = defineTransform({
  name: 'boolean',
  description: 'Yes, true, y, on, 1, x, 是 become `1`; no, false, n, off, 0, 否 become `0`; or the two texts given.',
  parameter: z.tuple([z.coerce.string(), z.coerce.string()]).optional(),
  examples: [
    { use: 'boolean', in: 'Yes', out: '1' },
    { use: { boolean: ['Pro', 'Free'] }, in: '否', out: 'Free' },
    { use: 'boolean', in: 'maybe' },
  ],
  takesTexts: true,
  make: (texts) => {
    const [yes, no] = texts ?? ['1', '0'];
    const error = new ValueError('bad-boolean', VALUE_MESSAGES['bad-boolean'].text.noneOf());
    return (cell) => {
      if (typeof cell !== 'string' && typeof cell.value === 'boolean') return cell.value ? yes : no;
      const text = narrow(cellText(cell)).toLowerCase();
      return TRUE_TEXTS.has(text) ? yes : FALSE_TEXTS.has(text) ? no : error;
    };
  },
});

export const numberTransforms: readonly Transform[] = [number, boolean];
