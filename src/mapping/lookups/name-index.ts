import { didYouMean } from '../../words/index.ts';
import { fold } from '../fold.ts';
import { memoize } from '../memoize.ts';
import { listed, ValueError } from '../value-error.ts';
import type { LookupMatch } from './lookups.ts';

/** One thing that can be named. */
export interface NamedEntry extends LookupMatch {
  readonly name: string;
  /** What tells it from others of the same name: its group, department or province. `where/name` finds it too. */
  readonly where?: string;
  /** Other names for it, such as an option's param. */
  readonly also?: readonly string[];
  /** Other ids for it. */
  readonly otherIds?: readonly string[];
}

/** So many wrong names get suggestions; a wrong column mapped to a lookup shall not cost a comparison of everything with everything. */
const MAX_SUGGESTIONS = 500;

/** Finds entries by name: exactly, else as `fold` compares names, else by an id given as it is. */
export class NameIndex {
  readonly #stages: readonly Map<string, NamedEntry[]>[];
  readonly #names: readonly string[];
  readonly #allNames: ReadonlySet<string>;
  readonly #noun: string;
  #misses = 0;

  /** `noun` is what messages call an entry: `agent`. */
  constructor(noun: string, entries: readonly NamedEntry[]) {
    this.#noun = noun;
    this.#names = entries.map((entry) => entry.name);
    const plain = new Map<string, NamedEntry[]>();
    const folded = new Map<string, NamedEntry[]>();
    const ids = new Map<string, NamedEntry[]>();
    for (const entry of entries) {
      const names = [
        entry.name,
        ...(entry.also ?? []),
        ...(entry.where === undefined ? [] : [`${entry.where}/${entry.name}`]),
      ];
      for (const name of new Set(names)) put(plain, name, entry);
      for (const name of new Set(names.map(fold))) put(folded, name, entry);
      for (const id of new Set([entry.id, ...(entry.otherIds ?? [])])) put(ids, id, entry);
    }
    this.#stages = [plain, folded, ids];
    this.#allNames = new Set(plain.keys());
  }

  readonly find = memoize((text): NamedEntry | ValueError => this.#search(text));

  /** Does any entry have this name? */
  knows(text: string): boolean {
    return this.#entriesOf(text) !== undefined;
  }

  #entriesOf(text: string): readonly NamedEntry[] | undefined {
    const [plain, folded, ids] = this.#stages;
    return plain?.get(text) ?? folded?.get(fold(text)) ?? ids?.get(text);
  }

  #search(text: string): NamedEntry | ValueError {
    const entries = this.#entriesOf(text) ?? [];
    const [first] = entries;
    if (first !== undefined && entries.length === 1) return first;
    if (first !== undefined) {
      return new ValueError(
        'ambiguous',
        `is the name of ${entries.length} ${plural(this.#noun)}; write one of ${listed(whatTellsApart(entries))}`,
      );
    }
    return new ValueError('not-found', this.#unknown(text));
  }

  #unknown(text: string): string {
    this.#misses += 1;
    if (this.#misses > MAX_SUGGESTIONS) return `is no ${this.#noun} that the tenant has`;
    const suggestion = didYouMean(text, this.#allNames);
    if (suggestion !== '') return `is no ${this.#noun} that the tenant has.${suggestion}`;
    const known = [...new Set(this.#names)];
    if (known.length === 0) return `is no ${this.#noun}: the tenant has none`;
    return `is no ${this.#noun} that the tenant has; there are ${listed(known, 5)}`;
  }
}

/** Their places, else their names where these are spelled differently, else their ids. */
function whatTellsApart(entries: readonly NamedEntry[]): string[] {
  const names = entries.map(({ where, name }) => (where === undefined ? name : `${where}/${name}`));
  return names.map((name, at) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : (entries[at] as NamedEntry).id,
  );
}

function plural(noun: string): string {
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

function put(map: Map<string, NamedEntry[]>, name: string, entry: NamedEntry): void {
  if (name === '') return;
  const entries = map.get(name);
  if (entries === undefined) map.set(name, [entry]);
  else entries.push(entry);
}
