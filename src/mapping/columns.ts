import { isErrorColumn } from '../files/index.ts';
import { didYouMean } from '../words/index.ts';
import { fold } from './fold.ts';
import { listed } from './value-error.ts';

/** Columns that begin so are mapped only where a mapping names them: most are a tool's own. */
const TOOL_COLUMN_PREFIX = '_';

type ColumnIndexes = Map<string, number[]>;

/**
 * The columns of a spreadsheet, found by name: exactly, else without regard to case, outer space and width. Of several
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

  /** The places of the columns of that name; several where the header has the name more than once. */
  find(name: string): readonly number[] {
    const [exact, exactNumbered, folded, foldedNumbered] = this.#byName;
    const key = fold(name);
    return exact?.get(name) ?? exactNumbered?.get(name) ?? folded?.get(key) ?? foldedNumbered?.get(key) ?? [];
  }

  /** How an expression names each column: by its exact name, which is that of the first column of it, or by its number. */
  get references(): ReadonlyMap<string, number> {
    const [exact, exactNumbered] = this.#byName;
    const all = [...(exactNumbered ?? []), ...(exact ?? [])];
    return new Map(all.map(([name, [first = 0]]) => [name, first]));
  }

  /** What there is instead of a name that was not found: the nearest names, or all of them. */
  instead(name: string): string {
    const suggestion = didYouMean(name, this.names);
    if (suggestion !== '') return suggestion;
    const [only, second] = this.names;
    if (only === undefined) return ' It has no columns.';
    if (second === undefined)
      return ` It has only "${only}". If the column names stand in another row, set source.header; if they were not told apart, source.delimiter.`;
    return ` It has ${listed(this.names, 12)}.`;
  }

  /** The names that are offered to be mapped, in the order of the header. */
  get names(): readonly string[] {
    return [...new Set(this.header.filter((name) => name !== '' && !name.startsWith(TOOL_COLUMN_PREFIX)))];
  }
}

/** Each of several columns of one name, by its number. */
function numbered(places: ColumnIndexes): ColumnIndexes {
  const found: ColumnIndexes = new Map();
  for (const [name, indexes] of places) {
    if (indexes.length > 1) for (const [at, index] of indexes.entries()) found.set(`${name}#${at + 1}`, [index]);
  }
  return found;
}

function append(map: ColumnIndexes, name: string, index: number): void {
  const places = map.get(name);
  if (places === undefined) map.set(name, [index]);
  else places.push(index);
}
