import type { RichCell } from '../row.ts';
import { formatDigits } from './digits-format.ts';
import type { NumberFormat } from './number-format.ts';
import { dateFromSerial } from './serial-date.ts';

const wholeNumber = /^-?[1-9]\d{0,14}$|^0$/;
const shortDecimal = /^-?(?:0|[1-9]\d*)\.\d*[1-9]$/;

/** A number in a cell, as its format shows it; nothing if it is no number, or a date that does not exist. */
export function numberCell(raw: string, format: NumberFormat | undefined, date1904: boolean): RichCell | undefined {
  const value = knownDigits(Number(raw));
  if (!Number.isFinite(value) || raw.trim() === '') return undefined;
  if (format === undefined || format.kind === 'plain') return { kind: 'number', text: numberText(raw, value), value };
  if (format.kind === 'percent') return { kind: 'number', text: `${percentText(value)}%`, value };
  if (format.kind === 'digits') {
    const text =
      Number.isInteger(value) && value >= 0 ? formatDigits(wholeText(value), format) : numberText(raw, value);
    return { kind: 'number', text, value };
  }
  return dateFromSerial(value, format, date1904);
}

/** Spreadsheet programs keep 15 digits; what a sum has behind them is noise: 3.3000000000000003 is 3.3. */
function knownDigits(value: number): number {
  return Number.isInteger(value) || !Number.isFinite(value) ? value : Number(value.toPrecision(15));
}

/** As many digits as a spreadsheet shows, 15, and never an exponent where all digits can stand. */
function numberText(raw: string, value: number): string {
  if (wholeNumber.test(raw) || (raw.length <= 16 && shortDecimal.test(raw))) return raw;
  if (Number.isInteger(value)) return wholeText(value);
  return String(value);
}

function wholeText(value: number): string {
  return Math.abs(value) < 1e21 ? String(value === 0 ? 0 : value) : BigInt(value).toString();
}

/** Moving the decimal point must not add digits: 0.07 is 7, not 7.000000000000001. */
function percentText(value: number): string {
  return String(Number((value * 100).toPrecision(15)));
}
