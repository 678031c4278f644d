import { fold } from './fold.ts';
import { didYouMean } from './nearest.ts';
import { listed } from './refusal.ts';

/** Columns that begin so are the tool's own (`_row`, `_message` of an `errors.csv`) and are never mapped. */
const ownColumn = '_';

/** The columns of a spreadsheet, found by name: exactly, else without regard to case, outer space and width. */
export class Columns {
  readonly header: readonly string[];
  readonly #exact = new Map<string, number[]>();
  readonly #folded = new Map<string, number[]>();

  constructor(header: readonly string[]) {
    this.header = header;
    for (const [index, name] of header.entries()) {
      if (name === '' || name.startsWith(ownColumn)) continue;
      append(this.#exact, name, index);
      append(this.#folded, fold(name), index);
      const count = this.#exact.get(name)?.length ?? 1;
      if (count > 1) append(this.#exact, `${name}#${count}`, index);
    }
  }

  /** The places of the columns of that name; several where the header has the name more than once. */
  find(name: string): readonly number[] {
    return this.#exact.get(name) ?? this.#folded.get(fold(name)) ?? [];
  }

  /** What there is instead of a name that was not found: the nearest names, or all of them. */
  instead(name: string): string {
    const suggestion = didYouMean(name, this.names);
    if (suggestion !== '') return suggestion;
    return this.names.length === 0 ? ' It has no columns.' : ` It has ${listed(this.names, 12)}.`;
  }

  /** The names that can be mapped, in the order of the header. */
  get names(): readonly string[] {
    return [...new Set(this.header.filter((name) => name !== '' && !name.startsWith(ownColumn)))];
  }
}

function append(map: Map<string, number[]>, name: string, index: number): void {
  const places = map.get(name);
  if (places === undefined) map.set(name, [index]);
  else places.push(index);
}
