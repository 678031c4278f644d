import { type Cell, cellText, type Row } from '../row.ts';

/**
 * Text that a spreadsheet would run as a formula, also after line feeds, and with full-width signs as East Asian versions read them.
 * A negative number is not a formula.
 */
const FORMULA = /^'*(?:[\t\r]|\n*(?:[=+@＝＋＠]|[-－](?!\d+(?:[.,]\d+)*$)))/;
const ESCAPED_FORMULA = /^'+(?:[\t\r]|\n*(?:[=+@＝＋＠]|[-－](?!\d+(?:[.,]\d+)*$)))/;

/** Puts a `'` before text that looks like a formula, escaped or not, so that removing one `'` restores the text. */
export function escapeFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Reverses {@link escapeFormula}. */
function unescapeFormula(text: string): string {
  return text.charCodeAt(0) === 39 && ESCAPED_FORMULA.test(text) ? text.slice(1) : text;
}

/** Finds an escape anywhere in a text: an escaped formula, or a formula that is only a text. False positives are fine. */
const POSSIBLE_ESCAPE = /'[=+\-@\t\r\n＝＋－＠]|="/;

/** `="00123"`, which many programs write so that a spreadsheet does not take a code for a number. */
const TEXT_FORMULA = /^="((?:[^"]|"")*)"$/;

/** Digits, or a code of digits and letters, after the `'` by which people mark text in a spreadsheet. */
const PREFIXED_DIGITS = /^'\+?\d(?:[\d ().,/-]*|[\dA-Za-z-]*)$/;
const DIGITS = /^\+?\d(?:[\d ().,/-]*|[\dA-Za-z-]*)$/;

/** May the text hold an escape? */
export function mayHoldEscapes(text: string): boolean {
  return POSSIBLE_ESCAPE.test(text);
}

/** Removes formula escapes from all cells of CSV rows, and replaces formulas that are only a text by that text. */
export function unescapeRows(rows: readonly Row[]): void {
  for (const row of rows) {
    const cells = row.cells as string[];
    for (let at = 0; at < cells.length; at++) {
      const cell = cells[at] as string;
      const first = cell.charCodeAt(0);
      if (first === 39) cells[at] = unescapeFormula(cell);
      else if (first === 61) cells[at] = TEXT_FORMULA.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
    }
  }
}

/** The columns whose sample holds only digits and codes, some of them marked as text by a `'`. */
export function columnsWithTextPrefix(width: number, sample: readonly Row[]): readonly number[] {
  return Array.from({ length: width }, (_none, column) => column).filter((column) => {
    let marked = 0;
    for (const { cells } of sample) {
      const text = cellText(cells[column] as Cell | undefined).trim();
      if (text === '') continue;
      if (PREFIXED_DIGITS.test(text)) marked++;
      else if (!DIGITS.test(text)) return false;
    }
    return marked > 0;
  });
}

/** Removes the `'` before the digits of such columns. */
export function stripTextPrefix(rows: readonly Row[], columns: readonly number[]): void {
  if (columns.length === 0) return;
  for (const row of rows) {
    const cells = row.cells as string[];
    for (const column of columns) {
      const text = cells[column]?.trim();
      if (text !== undefined && PREFIXED_DIGITS.test(text)) cells[column] = text.slice(1);
    }
  }
}
