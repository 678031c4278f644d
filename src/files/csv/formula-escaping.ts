import { type Cell, cellText, type Row } from '../row.ts';

/**
 * Text that a spreadsheet would run as a formula, full-width signs as East Asian versions read them, also behind line feeds.
 * A negative number is none.
 */
const looksLikeFormula = /^'*(?:[\t\r]|\n*(?:[=+@＝＋＠]|[-－](?!\d+(?:[.,]\d+)*$)))/;
const escapedFormula = /^'+(?:[\t\r]|\n*(?:[=+@＝＋＠]|[-－](?!\d+(?:[.,]\d+)*$)))/;

/** Puts a `'` before text that looks like a formula, guarded or not, so that taking one off gives back the text. */
export function escapeFormula(text: string): string {
  return looksLikeFormula.test(text) ? `'${text}` : text;
}

/** Undoes {@link escapeFormula}. */
function unescapeFormula(text: string): string {
  return text.charCodeAt(0) === 39 && escapedFormula.test(text) ? text.slice(1) : text;
}

/** Finds a mark anywhere in a text: a guard against formulas, or a formula that is only a text. False positives are fine. */
const mayBeEscaped = /'[=+\-@\t\r\n＝＋－＠]|="/;

/** `="00123"`, by which many programs keep a spreadsheet from taking a code for a number. */
const textFormula = /^="((?:[^"]|"")*)"$/;

/** Digits, or a code of digits and letters, behind the `'` by which a spreadsheet's user marks text. */
const prefixedDigits = /^'\+?\d(?:[\d ().,/-]*|[\dA-Za-z-]*)$/;
const digits = /^\+?\d(?:[\d ().,/-]*|[\dA-Za-z-]*)$/;

/** Is there any mark in this stretch of a file? */
export function mayHoldEscapes(text: string): boolean {
  return mayBeEscaped.test(text);
}

/** Takes guards against formulas off all cells of rows of CSV, and gives the text of formulas that are only a text. */
export function unescapeRows(rows: readonly Row[]): void {
  for (const row of rows) {
    const cells = row.cells as string[];
    for (let at = 0; at < cells.length; at++) {
      const cell = cells[at] as string;
      const first = cell.charCodeAt(0);
      if (first === 39) cells[at] = unescapeFormula(cell);
      else if (first === 61) cells[at] = textFormula.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
    }
  }
}

/** The columns of which a sample holds nothing but digits and codes, some of them marked as text by a `'`. */
export function columnsWithTextPrefix(width: number, sample: readonly Row[]): readonly number[] {
  return Array.from({ length: width }, (_none, column) => column).filter((column) => {
    let marked = 0;
    for (const { cells } of sample) {
      const text = cellText(cells[column] as Cell | undefined).trim();
      if (text === '') continue;
      if (prefixedDigits.test(text)) marked++;
      else if (!digits.test(text)) return false;
    }
    return marked > 0;
  });
}

/** Takes the `'` off the digits of such columns. */
export function stripTextPrefix(rows: readonly Row[], columns: readonly number[]): void {
  if (columns.length === 0) return;
  for (const row of rows) {
    const cells = row.cells as string[];
    for (const column of columns) {
      const text = cells[column]?.trim();
      if (text !== undefined && prefixedDigits.test(text)) cells[column] = text.slice(1);
    }
  }
}
