import { platform } from 'node:os';
import { currentLanguage } from './language.ts';

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
      widths[column] = Math.max(widths[column] ?? minWidths[column] ?? 0, displayWidth(cell));
    }
  }
  const between = ' '.repeat(gap);
  return rows.map((row) =>
    row
      .map((cell, column) =>
        right.includes(column) ? `${padding(cell, widths[column])}${cell}` : `${cell}${padding(cell, widths[column])}`,
      )
      .join(between)
      .trimEnd(),
  );
}

function padding(cell: string, width = 0): string {
  return ' '.repeat(Math.max(0, width - displayWidth(cell)));
}

/** Characters that take two columns of a terminal. */
const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60]/gu;

/** The columns of a terminal that a text takes. */
function displayWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  return /^[\x00-\x7f]*$/.test(text) ? text.length : text.length + (text.match(WIDE)?.length ?? 0);
}

/** Parts of a sentence in a row: `2 retries, 1 throttled`. */
export function joined(parts: readonly string[]): string {
  return parts.join(currentLanguage() === 'en' ? ', ' : '，');
}

/** Parts as one sentence: `3 of 20 rows succeeded; 2 did not.` */
export function sentenceOf(parts: readonly string[]): string {
  return currentLanguage() === 'en' ? `${parts.join('; ')}.` : `${parts.join('；')}。`;
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
