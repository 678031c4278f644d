import { isErrorColumn } from '../files/index.ts';
import { didYouMean, t } from '../words/index.ts';
import { fold } from './fold.ts';
import { listed } from './value-error.ts';

/** Columns with this prefix are mapped only where a mapping names them: most of them are a tool's own. */
const TOOL_COLUMN_PREFIX = '_';

type ColumnIndexes = Map<string, number[]>;

/**
 * The columns of a spreadsheet, found by name: exactly, else regardless of case, outer space and full-width forms. Of several
 * columns called Note the first is `Note#1`, the second `Note#2`.
 */
export class Columns {
  readonly header: readonly string[];
  readonly #byName: readonly ColumnIndexes[];

  constructor(header: readonly string[]) {
    this.header = header;
    const exact: ColumnIndexes = new Map();
    const folded: ColumnIndexes = new Map();
    for (const [index, name] of header.entries()) {
      if (name === '' || isErrorColumn(name)) continue;
      append(exact, name, index);
      append(folded, fold(name), index);
    }
    // A column that is really called "Note#1" comes before the first of those called Note.
    this.#byName = [exact, numbered(exact), folded, numbered(folded)];
  }

  /** The indexes of the columns of that name; several where the header has the name more than once. */
  find(name: string): readonly number[] {
    const [exact, exactNumbered, folded, foldedNumbered] = this.#byName;
    const key = fold(name);
    return exact?.get(name) ?? exactNumbered?.get(name) ?? folded?.get(key) ?? foldedNumbered?.get(key) ?? [];
  }

  /** The names by which an expression refers to columns: the exact name for the first column of that name, or `Name#2`. */
  get references(): ReadonlyMap<string, number> {
    const [exact, exactNumbered] = this.#byName;
    const all = [...(exactNumbered ?? []), ...(exact ?? [])];
    return new Map(all.map(([name, [first = 0]]) => [name, first]));
  }

  /** Advice for a name that was not found: the nearest names, or all of them. */
  adviceFor(name: string): string {
    const suggestion = didYouMean(name, this.names);
    if (suggestion !== '') return suggestion;
    const [only, second] = this.names;
    if (only === undefined) return t` It has no columns.`;
    if (second === undefined)
      return t` Its only column is "${only}". If the column names are in another row, set source.header; if the columns are not separated, set source.delimiter.`;
    return t` It has ${listed(this.names, 12)}.`;
  }

  /** The names of the columns that can be mapped, in the order of the header. */
  get names(): readonly string[] {
    return [...new Set(this.header.filter((name) => name !== '' && !name.startsWith(TOOL_COLUMN_PREFIX)))];
  }
}

/** Columns that share their name, by their numbered names. */
function numbered(indexesByName: ColumnIndexes): ColumnIndexes {
  const found: ColumnIndexes = new Map();
  for (const [name, indexes] of indexesByName) {
    if (indexes.length > 1) for (const [at, index] of indexes.entries()) found.set(`${name}#${at + 1}`, [index]);
  }
  return found;
}

function append(map: ColumnIndexes, name: string, index: number): void {
  const indexes = map.get(name);
  if (indexes === undefined) map.set(name, [index]);
  else indexes.push(index);
}
