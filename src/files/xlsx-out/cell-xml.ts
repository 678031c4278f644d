import { type OutColumn, type OutValue, outText } from '../out/out-value.ts';
import { serialFromText } from './serial-from-text.ts';
import { cellStyle } from './workbook-parts.ts';
import { escapeText } from './xml-text-escape.ts';

/** As much text as a cell holds in Excel, in UTF-16 units. */
export const MAX_CELL_CHARS = 32_767;

/** What is the same in all cells of a row. */
export interface RowAttributes {
  readonly number: string;
  /** Between the column's letters and a text. */
  readonly beforeText: string;
}

export function rowAttributes(number: number): RowAttributes {
  return {
    number: String(number),
    beforeText: `${number}" s="${cellStyle.text}" t="inlineStr"><is><t xml:space="preserve">`,
  };
}

const asDate = `" s="${cellStyle.date}"><v>`;
const asDatetime = `" s="${cellStyle.datetime}"><v>`;

const shortNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?$/;

/** A cell as XML, or nothing where it is blank. Its place, such as `B7`, is the column's letters and the row's number. */
export function cellXml(
  letters: string,
  row: RowAttributes,
  value: OutValue | undefined,
  kind: OutColumn['kind'],
  tooLong: (place: string, length: number) => void,
): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean' && kind !== 'text') {
    return `<c r="${letters}${row.number}" t="b"><v>${value ? '1' : '0'}</v></c>`;
  }
  if (typeof value === 'number' && kind !== 'text' && holdsExactly(value)) {
    return `<c r="${letters}${row.number}"><v>${String(value)}</v></c>`;
  }
  if (typeof value === 'object' || ((kind === 'date' || kind === 'datetime') && typeof value === 'string')) {
    const text = outText(value);
    const serial = serialFromText(text);
    const shown = typeof value === 'object' ? value.kind : kind;
    if (serial !== undefined) {
      return `<c r="${letters}${row.number}${shown === 'date' ? asDate : asDatetime}${String(serial)}</v></c>`;
    }
  }
  if (kind === 'number' && typeof value === 'string' && shortNumber.test(value)) {
    return `<c r="${letters}${row.number}"><v>${value}</v></c>`;
  }
  let text = outText(value);
  if (text.length > MAX_CELL_CHARS) {
    tooLong(letters + row.number, text.length);
    text = text.slice(0, isHighSurrogate(text.charCodeAt(MAX_CELL_CHARS - 1)) ? MAX_CELL_CHARS - 1 : MAX_CELL_CHARS);
  }
  return `<c r="${letters}${row.beforeText}${escapeText(text)}</t></is></c>`;
}

/** Excel keeps 15 digits; a whole number with more, or no number at all, is written as text. */
function holdsExactly(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Math.abs(value) < 1e15);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
