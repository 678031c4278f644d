import { platform } from 'node:os';

/** How columns of text are aligned. */
interface Alignment {
  /** Spaces between two columns; 2 by default. */
  readonly gap?: number;
  /** The least width of each column, so that separately made lines align with each other. */
  readonly minWidths?: readonly number[];
  /** The indexes of right-aligned columns, such as numbers. */
  readonly right?: readonly number[];
}

/** A line for each row, with aligned columns and no trailing spaces. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  { gap = 2, minWidths = [], right = [] }: Alignment = {},
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? minWidths[column] ?? 0, cell.length);
    }
  }
  const between = ' '.repeat(gap);
  return rows.map((row) =>
    row
      .map((cell, column) =>
        right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join(between)
      .trimEnd(),
  );
}

/** The text, cut with `…` to at most `maxChars` UTF-16 units where it is longer; no character is halved. */
export function shortened(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return `${text.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

const NEEDS_NO_QUOTES = /^[\w@%+=:,./\\-]+$/;

/** A command line that a shell splits into exactly these words, so that it can be copied from the screen. */
export function shellLine(words: readonly string[]): string {
  return words.map(platform() === 'win32' ? windowsWord : posixWord).join(' ');
}

function posixWord(word: string): string {
  return NEEDS_NO_QUOTES.test(word) && !word.includes('\\') ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function windowsWord(word: string): string {
  return NEEDS_NO_QUOTES.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
}
