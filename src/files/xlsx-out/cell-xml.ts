import { type OutColumn, type OutValue, outText } from '../out/out-value.ts';
import { serialFromText } from './serial-from-text.ts';
import { cellStyle } from './workbook-parts.ts';
import { escapeText } from './xml-text-escape.ts';

/** As much text as a cell holds in Excel, in UTF-16 units. */
export const maxCellChars = 32_767;

const shortNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?$/;

/** A cell as XML, or nothing where it is blank. `place` is `r` of the cell, such as `B7`. */
export function cellXml(
  place: string,
  value: OutValue | undefined,
  kind: OutColumn['kind'],
  tooLong: (place: string, length: number) => void,
): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean' && kind !== 'text') return `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === 'number' && kind !== 'text' && holdsExactly(value)) return `<c r="${place}"><v>${value}</v></c>`;
  if (typeof value === 'object' || ((kind === 'date' || kind === 'datetime') && typeof value === 'string')) {
    const text = outText(value);
    const serial = serialFromText(text);
    const shown = typeof value === 'object' ? value.kind : kind;
    if (serial !== undefined)
      return `<c r="${place}" s="${shown === 'date' ? cellStyle.date : cellStyle.datetime}"><v>${serial}</v></c>`;
  }
  if (kind === 'number' && typeof value === 'string' && shortNumber.test(value))
    return `<c r="${place}"><v>${value}</v></c>`;
  let text = outText(value);
  if (text.length > maxCellChars) {
    tooLong(place, text.length);
    text = text.slice(0, isHighSurrogate(text.charCodeAt(maxCellChars - 1)) ? maxCellChars - 1 : maxCellChars);
  }
  return `<c r="${place}" s="${cellStyle.text}" t="inlineStr"><is><t xml:space="preserve">${escapeText(text)}</t></is></c>`;
}

/** Excel keeps 15 digits; a whole number with more, or no number at all, is written as text. */
function holdsExactly(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Math.abs(value) < 1e15);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
