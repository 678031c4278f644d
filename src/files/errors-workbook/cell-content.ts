import type ExcelJS from 'exceljs';
import type { Cell, RichCell } from '../row.ts';
import { serialFromText } from '../xlsx-out/serial-from-text.ts';
import { escapeControls } from '../xlsx-out/xml-text-escape.ts';

/** A value as exceljs wants it, and the number format that shows it as it was. */
export interface CellContent {
  readonly value: ExcelJS.CellValue;
  readonly format?: string;
}

const textFormat = '@';
const MAX_TEXT_CHARS = 32_767;
const clock = /^(\d+):(\d\d):(\d\d)(?:\.(\d{1,3}))?$/;

/** A cell of the input as it goes into a workbook again. */
export function cellContent(cell: Cell | undefined): CellContent {
  if (cell === undefined || cell === '') return { value: null };
  return typeof cell === 'string' ? text(cell) : rich(cell);
}

function rich({ kind, text: shown, value }: RichCell): CellContent {
  if (kind === 'boolean' && typeof value === 'boolean') return { value };
  if (kind === 'error') return { value: { error: shown as ExcelJS.CellErrorValue['error'] } };
  if (kind === 'number' && typeof value === 'number') {
    if (String(value) === shown) return { value };
    return shown.endsWith('%') ? { value, format: '0.##########%' } : text(shown);
  }
  if (kind === 'date' || kind === 'datetime') {
    const serial = serialFromText(shown);
    if (serial !== undefined) return { value: serial, format: kind === 'date' ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm:ss' };
  }
  const time = kind === 'time' ? clock.exec(shown) : null;
  if (time === null) return text(shown);
  const [hours, minutes, seconds] = time.slice(1, 4).map(Number) as [number, number, number];
  return {
    value: (hours * 3600 + minutes * 60 + seconds + Number(`0.${time[4] ?? 0}`)) / 86_400,
    format: hours < 24 ? 'hh:mm:ss' : '[h]:mm:ss',
  };
}

function text(shown: string): CellContent {
  return { value: escapeControls(shown).slice(0, MAX_TEXT_CHARS), format: textFormat };
}
