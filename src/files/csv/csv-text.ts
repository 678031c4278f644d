import { type Options, stringify } from 'csv-stringify/sync';
import { guardFormula } from './formula-guard.ts';

/** How CSV is written. */
export interface CsvStyle {
  readonly delimiter?: string;
  /** Text that looks like a formula gets a `'` before it, which reading takes off again. On by default. */
  readonly guard?: boolean;
}

/** Turns rows of text into RFC 4180 lines. */
export function csvFormatter(columns: number, style: CsvStyle): (rows: readonly (readonly string[])[]) => string {
  const options: Options = {
    delimiter: style.delimiter ?? ',',
    record_delimiter: '\r\n',
    // Readers that end lines at any break, that trim, or that skip blank lines must find what was written.
    quoted_match: /[\r\n]|^\s|\s$/,
    quoted_empty: columns === 1,
  };
  const guard = style.guard ?? true;
  return (rows) => stringify((guard ? rows.map((row) => row.map(guardFormula)) : rows) as string[][], options);
}

/** The header line. A file that begins with `ID` is taken for another format by Excel unless the name is quoted. */
export function csvHeader(names: readonly string[], style: CsvStyle): string {
  const line = csvFormatter(names.length, style)([names]);
  const first = names[0] ?? '';
  return line.startsWith(first) && first.startsWith('ID') ? `"${first}"${line.slice(first.length)}` : line;
}
