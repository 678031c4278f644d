import { stringify } from 'csv-stringify/sync';
import { guardFormula } from './formula-guard.ts';

/** How CSV is written. */
export interface CsvStyle {
  readonly delimiter?: string;
  /** Text that looks like a formula gets a `'` before it, which reading takes off again. On by default. */
  readonly guard?: boolean;
}

/**
 * Turns rows of text into RFC 4180 lines. Rows with nothing in them to quote, which most are, are joined here: it takes a
 * sixth of the time. csv-stringify writes the others.
 */
export function csvFormatter(columns: number, style: CsvStyle): (rows: readonly (readonly string[])[]) => string {
  const delimiter = style.delimiter ?? ',';
  const guard = style.guard ?? true;
  const needsQuotes = quotable(delimiter);
  const isPlain = (row: readonly string[]) => columns > 1 && !row.some((cell) => needsQuotes.test(cell));
  const options = { delimiter, record_delimiter: '\r\n', quoted_match: needsQuotes, quoted_empty: columns === 1 };
  return (rows) => {
    let text = '';
    for (const given of rows) {
      const row = guard ? given.map(guardFormula) : given;
      text += isPlain(row) ? `${row.join(delimiter)}\r\n` : stringify([row], options);
    }
    return text;
  };
}

/** Readers that end lines at any break, that trim, or that skip blank lines must find what was written. */
function quotable(delimiter: string): RegExp {
  const special = delimiter.replace(/[\\\]^-]/g, '\\$&');
  return new RegExp(`["\\r\\n${special}]|^\\s|\\s$`);
}

/** The header line. A file that begins with `ID` is taken for another format by Excel unless the name is quoted. */
export function csvHeader(names: readonly string[], style: CsvStyle): string {
  const line = csvFormatter(names.length, style)([names]);
  const first = names[0] ?? '';
  return line.startsWith(first) && first.startsWith('ID') ? `"${first}"${line.slice(first.length)}` : line;
}
