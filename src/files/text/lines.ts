import type { LineBreak } from '../csv/csv-writer.ts';

/** How many line breaks a text holds: LF, CR and CRLF each count one. */
export function countLineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) if (text[at + 1] !== '\n') count++;
  return count;
}

/** The index after the first line break at or after `from`, or the text's length. */
export function nextLineStart(text: string, from: number): number {
  const lf = text.indexOf('\n', from);
  const cr = text.indexOf('\r', from);
  if (cr !== -1 && (lf === -1 || cr < lf)) return lf === cr + 1 ? cr + 2 : cr + 1;
  return lf === -1 ? text.length : lf + 1;
}

/** What ends the first line of a text, ignoring quoted line breaks; `\r\n` where it has only one line. */
export function lineBreakOf(text: string): LineBreak {
  const found = /^(?:[^"\r\n]|"[^"]*")*(\r\n|\n|\r)/.exec(text)?.[1];
  return found === '\n' || found === '\r' ? found : '\r\n';
}

/** No spreadsheet row is longer: 16,384 columns of a few hundred characters. A longer one has an open quote. */
export const MAX_RECORD_CHARS = 8 * 1024 * 1024;

/** The number of columns of a sheet. */
export const MAX_COLUMNS = 16_384;
