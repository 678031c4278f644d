import { shortened } from '../../words/index.ts';
import { FileError } from '../file-error.ts';
import { columnLetters } from '../header.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { Cell, RowProblem } from '../row.ts';
import { ROW_MESSAGES } from '../row-messages.ts';
import { isoCell, numberCell } from './number-cell.ts';
import type { NumberFormat } from './number-format.ts';
import type { StringStore } from './string-store.ts';
import { unescapeCell } from './xml-escaping.ts';

const DAMAGED = FILE_MESSAGES.damaged.text;
const MAX_TEXT_SHOWN = 40;

/** A row as the sheet has it, without blank cells at its end. */
export interface SheetRow {
  readonly number: number;
  readonly cells: Cell[];
  problems?: RowProblem[];
}

/** The parts of the workbook that the cells of a sheet refer to. */
export interface SheetContext {
  readonly path: string;
  readonly part: string;
  readonly strings: StringStore;
  readonly formats: readonly NumberFormat[];
  readonly date1904: boolean;
}

/** A row whose number is not greater than that of the row before it. */
export interface RowDisorder {
  readonly number: number;
  readonly after: number;
}

const MAX_COLUMN = 16_384;
const MAX_ROW = 2 ** 31;

/** Builds rows from the cells that a parser finds in a sheet. */
export class SheetRowBuilder {
  readonly #context: SheetContext;
  #rows: SheetRow[] = [];
  #row: SheetRow | undefined;
  #lastNumber = 0;
  /** Added to the file's row numbers, which are not always ascending. */
  #offset = 0;
  disorder: RowDisorder | undefined;
  #column = 0;
  #text = '';
  #isPlain = false;
  hiddenRows = 0;

  constructor(context: SheetContext) {
    this.#context = context;
  }

  /** Returns the complete rows, each once. */
  take(): SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** Sets the text that rows are read from, to check it once for references and escapes instead of every cell. */
  readFrom(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#isPlain = !text.includes('&') && !text.includes('\r') && !text.includes('_x');
  }

  /** Is the text free of references, carriage returns and escapes? */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  /**
   * Begins a row. Without a number it is the one after the last. Numbers that are not ascending are moved up, so that each row has
   * a unique number, by which the ledger identifies it.
   */
  startRow(number: number | undefined, hidden: boolean): void {
    let at = number === undefined ? this.#lastNumber + 1 : number + this.#offset;
    if (number !== undefined && number >= 1 && at <= this.#lastNumber) {
      this.disorder ??= { number, after: this.#lastNumber };
      this.#offset = this.#lastNumber + 1 - number;
      at = this.#lastNumber + 1;
    }
    if (!(at >= 1 && at < MAX_ROW) || !((number ?? 1) >= 1))
      throw this.#damaged(DAMAGED.badRowNumber(this.#context.part));
    this.#lastNumber = at;
    this.#column = -1;
    if (hidden) this.hiddenRows++;
    this.#row = { number: at, cells: [] };
  }

  endRow(): void {
    if (this.#row !== undefined) this.#rows.push(this.#row);
    this.#row = undefined;
  }

  /** Drops the row that was begun, so that it can be read another way. */
  dropRow(lastNumber: number, hiddenRows: number, offset: number): void {
    this.#offset = offset;
    if (offset === 0) this.disorder = undefined;
    this.#row = undefined;
    this.#lastNumber = lastNumber;
    this.hiddenRows = hiddenRows;
  }

  get offset(): number {
    return this.#offset;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** Continues after this row; those up to it were read elsewhere. */
  skipTo(lastNumber: number, hiddenRows: number): void {
    this.#lastNumber = lastNumber;
    this.hiddenRows += hiddenRows;
  }

  /** Begins a cell, at a column or after the last cell. */
  startCell(column: number | undefined): void {
    this.#column = column ?? this.#column + 1;
    if (this.#column >= MAX_COLUMN) {
      throw this.#damaged(DAMAGED.beyondColumns(this.#context.part, this.#lastNumber));
    }
  }

  sharedString(index: number): void {
    const text = this.#context.strings.get(index);
    if (text === undefined) {
      throw this.#damaged(DAMAGED.missingString(this.#context.part, this.#lastNumber));
    }
    this.#put(text);
  }

  /** A text without escapes. */
  plainText(text: string): void {
    this.#put(text);
  }

  text(text: string): void {
    this.#put(unescapeCell(text));
  }

  number(raw: string, style: number): void {
    const format = this.#context.formats[style];
    const cell = numberCell(raw, format, this.#context.date1904);
    if (cell !== undefined) this.#put(cell);
    else this.#notNumber(raw, format);
  }

  boolean(raw: string): void {
    const value = raw.trim() === '1' || raw.trim() === 'true';
    this.#put({ kind: 'boolean', text: value ? 'TRUE' : 'FALSE', value });
  }

  isoDate(raw: string): void {
    this.#put(isoCell(raw));
  }

  error(code: string): void {
    this.#put({ kind: 'error', text: code });
    this.#problem('formula-error', ROW_MESSAGES['formula-error'].text.cell(this.#reference(), code));
  }

  /** A formula that no program has calculated yet. */
  unknownResult(): void {
    this.#put({ kind: 'error', text: '#N/A' });
    const message = ROW_MESSAGES['formula-without-result'].text.cell(this.#reference());
    this.#problem('formula-without-result', message);
  }

  /** A value of the type in the cell's `t`. An empty one is blank, or a formula that was never calculated. */
  typed(type: string, raw: string, style: number, isFormula: boolean): void {
    if (type === 'str' || type === 'inlineStr') this.text(raw);
    else if (raw.trim() === '') {
      if (isFormula) this.unknownResult();
    } else if (type === 'n' || type === '') this.number(raw, style);
    else if (type === 's') this.sharedString(Number(raw));
    else if (type === 'b') this.boolean(raw);
    else if (type === 'e') this.error(raw);
    else if (type === 'd') this.isoDate(raw);
    else this.text(raw);
  }

  #put(cell: Cell): void {
    if (cell === '') return;
    const { cells } = this.#row as SheetRow;
    while (cells.length < this.#column) cells.push('');
    cells[this.#column] = cell;
  }

  #notNumber(raw: string, format: NumberFormat | undefined): void {
    const value = Number(raw);
    if (Number.isFinite(value)) {
      this.#put({ kind: 'number', text: String(value), value });
      const what = format?.kind ?? 'date';
      this.#problem('bad-date', ROW_MESSAGES['bad-date'].text.cell(this.#reference(), what, raw));
      return;
    }
    this.#put(raw);
    const message = ROW_MESSAGES['bad-number'].text.cell(this.#reference(), shortened(raw, MAX_TEXT_SHOWN));
    this.#problem('bad-number', message);
  }

  #problem(code: string, message: string): void {
    const row = this.#row as SheetRow;
    row.problems ??= [];
    row.problems.push({ code, message, column: this.#column });
  }

  #reference(): string {
    return `${columnLetters(this.#column)}${this.#lastNumber}`;
  }

  #damaged(message: string): FileError {
    return new FileError('damaged', this.#context.path, message);
  }
}
