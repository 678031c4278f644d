import type { Row } from '../row.ts';

/** Text that a spreadsheet would run as a formula. A negative number is none. */
const looksLikeFormula = /^'*(?:[=+@\t\r]|-(?!\d+(?:[.,]\d+)*$))/;
const guarded = /^'+(?:[=+@\t\r]|-(?!\d+(?:[.,]\d+)*$))/;

/** Finds a guard anywhere in a text; false positives are fine. */
const mayBeGuarded = /'[=+\-@\t\r]/;

/** Puts a `'` before text that looks like a formula, guarded or not, so that taking one off gives back the text. */
export function guardFormula(text: string): string {
  return looksLikeFormula.test(text) ? `'${text}` : text;
}

/** Undoes {@link guardFormula}. */
export function unguardFormula(text: string): string {
  return text.charCodeAt(0) === 39 && guarded.test(text) ? text.slice(1) : text;
}

/** Is there anything to undo in this stretch of a file? */
export function holdsGuards(text: string): boolean {
  return mayBeGuarded.test(text);
}

/** Takes the guards off all cells of rows of CSV. */
export function unguardRows(rows: readonly Row[]): void {
  for (const row of rows) {
    const cells = row.cells as string[];
    for (let at = 0; at < cells.length; at++) cells[at] = unguardFormula(cells[at] as string);
  }
}
