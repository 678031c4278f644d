import type ExcelJS from 'exceljs';
import { phrase, t, translated } from '../../words/index.ts';
import { columnLetters } from '../header.ts';
import { atomicFile, READABLE, writeError } from '../out/atomic-file.ts';
import { sheetName } from './workbook-xml.ts';
import { escapeControls } from './xml-escaping.ts';

/** A column to be filled in. */
export interface TemplateCells {
  readonly header: string;
  /** The lines of the header's comment. */
  readonly comment: readonly string[];
  readonly required: boolean;
  /** Text stays as it is typed; a number or a date is recognised by the spreadsheet program. */
  readonly format: 'text' | 'number' | 'date';
  readonly choices?: {
    readonly values: readonly string[];
    /** Refuse other values; otherwise ask whether they are meant. */
    readonly isClosed: boolean;
    /** A cell may hold several, so none is refused. */
    readonly several: boolean;
  };
  /** In characters. */
  readonly maxLength?: number;
}

/** A workbook to be filled in. */
export interface TemplateWorkbook {
  readonly sheet: string;
  readonly columns: readonly TemplateCells[];
  /** The sheet of instructions: lines above, then a table whose first row is its header. */
  readonly readMe: {
    readonly title: string;
    readonly lines: readonly string[];
    readonly table: readonly (readonly string[])[];
  };
}

const READ_ME = phrase('Read me');
const LISTS = 'Lists';
/** Drop-downs reach this far: programs that keep validations cell by cell, as exceljs does, need seconds for whole columns. */
const MAX_ROW = 5000;
const FORMATS = { text: '@', number: 'General', date: 'yyyy-mm-dd' } as const;
const REQUIRED_FILL = solid('FFFFE699');
const OPTIONAL_FILL = solid('FFDDEBF7');
const HEADER_BORDER: Partial<ExcelJS.Borders> = { bottom: { style: 'thin', color: { argb: 'FF7F7F7F' } } };
const MIN_WIDTH = 14;
const MAX_WIDTH = 34;
const READ_ME_WIDTHS = [30, 12, 70, 34];

/**
 * Writes a workbook with an empty sheet to fill in (header with comments, drop-downs, cells formatted as text), a sheet "Read me",
 * and a hidden sheet with the lists of the drop-downs, which reach down to row 5,000. Complete or not at all. Errors: `FileError`.
 */
export async function writeTemplateWorkbook(path: string, template: TemplateWorkbook): Promise<void> {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  const lists = listColumns(template.columns);
  addSheet(workbook, template, lists);
  addReadMe(workbook, template.readMe);
  if (lists.size > 0) addLists(workbook, template.columns, lists);
  const bytes = Buffer.from(await workbook.xlsx.writeBuffer());
  // It holds no customers' data, and people share it.
  const sink = await atomicFile(path, { mode: READABLE });
  try {
    await sink.write(bytes);
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw writeError(path, error);
  }
}

function solid(argb: string): ExcelJS.Fill {
  return { type: 'pattern', pattern: 'solid', fgColor: { argb } };
}

/** The column of the sheet of lists for each column with choices, from 0. */
function listColumns(columns: readonly TemplateCells[]): Map<TemplateCells, number> {
  const withChoices = columns.filter(({ choices }) => choices !== undefined);
  return new Map(withChoices.map((column, at) => [column, at]));
}

function addSheet(
  workbook: ExcelJS.Workbook,
  { sheet: name, columns }: TemplateWorkbook,
  lists: ReadonlyMap<TemplateCells, number>,
): void {
  const sheet = workbook.addWorksheet(sheetName(name), { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = columns.map(({ header, format }) => ({
    width: Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, header.length + 4)),
    style: { numFmt: FORMATS[format] },
  }));
  // exceljs declares only the validations of single cells, but has these for ranges.
  const { dataValidations } = sheet as unknown as {
    dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void };
  };
  for (const [at, column] of columns.entries()) {
    const cell = sheet.getCell(1, at + 1);
    cell.value = escapeControls(column.header);
    cell.font = { bold: true };
    cell.fill = column.required ? REQUIRED_FILL : OPTIONAL_FILL;
    cell.border = HEADER_BORDER;
    cell.note = escapeControls(column.comment.join('\n'));
    const validation = validationOf(column, lists.get(column));
    const letters = columnLetters(at);
    if (validation !== undefined) dataValidations.add(`${letters}2:${letters}${MAX_ROW}`, validation);
  }
}

function validationOf(
  { choices, maxLength }: TemplateCells,
  list: number | undefined,
): ExcelJS.DataValidation | undefined {
  if (choices !== undefined && list !== undefined) {
    const letters = columnLetters(list);
    return {
      type: 'list',
      allowBlank: true,
      formulae: [`${LISTS}!$${letters}$2:$${letters}$${choices.values.length + 1}`],
      showErrorMessage: !choices.several,
      errorStyle: choices.isClosed ? 'stop' : 'warning',
      errorTitle: t`Not in the list`,
      error: choices.isClosed
        ? t`Choose one of the list.`
        : t`The list had no such entry when this file was made. Keep it only if the CRM has it now.`,
    };
  }
  if (maxLength === undefined) return undefined;
  return {
    type: 'textLength',
    operator: 'lessThanOrEqual',
    allowBlank: true,
    formulae: [maxLength],
    showErrorMessage: true,
    errorStyle: 'stop',
    errorTitle: t`Too long`,
    error: t`At most ${maxLength} characters.`,
  };
}

function addReadMe(workbook: ExcelJS.Workbook, { title, lines, table }: TemplateWorkbook['readMe']): void {
  const sheet = workbook.addWorksheet(translated(READ_ME));
  sheet.columns = READ_ME_WIDTHS.map((width) => ({ width }));
  sheet.addRow([escapeControls(title)]).font = { bold: true, size: 14 };
  sheet.mergeCells(1, 1, 1, READ_ME_WIDTHS.length);
  sheet.addRow([]);
  for (const line of lines) {
    const row = sheet.addRow([escapeControls(line)]);
    sheet.mergeCells(row.number, 1, row.number, READ_ME_WIDTHS.length);
    row.getCell(1).alignment = { wrapText: true, vertical: 'top' };
    // Rows with merged cells do not grow by themselves.
    const width = READ_ME_WIDTHS.reduce((sum, each) => sum + each, 0);
    row.height = 15 * Math.max(1, Math.ceil(line.length / width));
  }
  sheet.addRow([]);
  for (const [at, texts] of table.entries()) {
    const row = sheet.addRow(texts.map(escapeControls));
    row.alignment = { wrapText: true, vertical: 'top' };
    if (at > 0) continue;
    row.font = { bold: true };
    row.eachCell((cell) => {
      cell.fill = OPTIONAL_FILL;
    });
  }
}

function addLists(
  workbook: ExcelJS.Workbook,
  columns: readonly TemplateCells[],
  lists: ReadonlyMap<TemplateCells, number>,
): void {
  const sheet = workbook.addWorksheet(LISTS, { state: 'hidden' });
  for (const column of columns) {
    const at = lists.get(column);
    if (at === undefined) continue;
    sheet.getColumn(at + 1).numFmt = '@';
    for (const [row, text] of [column.header, ...(column.choices?.values ?? [])].entries()) {
      sheet.getCell(row + 1, at + 1).value = escapeControls(text);
    }
  }
}
