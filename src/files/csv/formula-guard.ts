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
export function unescapeFormula(text: string): string {
  return text.charCodeAt(0) === 39 && escapedFormula.test(text) ? text.slice(1) : text;
}
