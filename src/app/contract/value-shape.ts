import { t } from '../../words/index.ts';

const DATE = /^\d{4}[-/]\d{1,2}[-/]\d{1,2}$/;
const DATE_AND_TIME = /^\d{4}[-/]\d{1,2}[-/]\d{1,2}[T ]\d{1,2}:\d{2}/;

/** The type and form of a value, for a text that may leave the house: `text of digits`, `list of object`. Never the value. */
export function valueShape(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return textShape(value);
  if (typeof value === 'number') return numberShape(value);
  if (typeof value === 'boolean') return 'true or false';
  if (!Array.isArray(value)) return 'object';
  const [first] = value;
  return first === undefined ? 'empty list' : `list of ${valueShape(first)}`;
}

function textShape(text: string): string {
  if (text === '') return 'empty text';
  if (/^-?\d+$/.test(text)) return 'text of digits';
  if (DATE_AND_TIME.test(text)) return 'text with a date and time';
  if (DATE.test(text)) return 'text with a date';
  if (/^\s*[[{]/.test(text) && isJson(text)) return 'text with JSON';
  return 'text';
}

function numberShape(value: number): string {
  if (!Number.isInteger(value)) return 'number with decimals';
  return Number.isSafeInteger(value) ? 'whole number' : 'whole number of more than 15 digits';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The shapes in the current language. */
const SHAPE_TEXTS: Readonly<Record<string, () => string>> = {
  null: () => t`null`,
  nothing: () => t`nothing`,
  object: () => t`object`,
  list: () => t`list`,
  'empty list': () => t`empty list`,
  text: () => t`text`,
  'empty text': () => t`empty text`,
  'text of digits': () => t`text of digits`,
  'text with a date and time': () => t`text with a date and time`,
  'text with a date': () => t`text with a date`,
  'text with JSON': () => t`text with JSON`,
  'whole number': () => t`whole number`,
  'whole number of more than 15 digits': () => t`whole number of more than 15 digits`,
  'number with decimals': () => t`number with decimals`,
  'true or false': () => t`true or false`,
};

/** A shape for people; what is no shape stays as it is. */
export function shapeText(shape: string): string {
  const [, inner] = /^list of (.+)$/.exec(shape) ?? [];
  if (inner !== undefined) return t`list of ${shapeText(inner)}`;
  return SHAPE_TEXTS[shape]?.() ?? shape;
}
