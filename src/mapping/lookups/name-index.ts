import { currentLanguage, didYouMean } from '../../words/index.ts';
import { fold } from '../fold.ts';
import { memoize } from '../memoize.ts';
import { listed, ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import type { LookupMatch } from './lookups.ts';

/** An entry that can be found by name. */
export interface NamedEntry extends LookupMatch {
  readonly name: string;
  /** Its group, department or province, which tells it from others of the same name. `where/name` finds it too. */
  readonly where?: string;
  /** Other names for it, such as an option's param. */
  readonly also?: readonly string[];
  /** Other ids for it. */
  readonly otherIds?: readonly string[];
}

/** Unknown names that get suggestions; a wrong column mapped to a lookup must not compare every value with every name. */
const MAX_SUGGESTIONS = 500;

/** Finds entries by name: exactly, else as `fold` compares names, else by an id given as it is. */
export class NameIndex {
  readonly #indexes: readonly Map<string, NamedEntry[]>[];
  readonly #names: readonly string[];
  readonly #allNames: ReadonlySet<string>;
  readonly #noun: string;
  #misses = 0;

  /** `noun` names an entry in messages: `agent`. */
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
    this.#indexes = [plain, folded, ids];
    this.#allNames = new Set(plain.keys());
  }

  readonly find = memoize((text): NamedEntry | ValueError => this.#search(text));

  /** Whether any entry has this name. */
  knows(text: string): boolean {
    return this.#entriesOf(text) !== undefined;
  }

  #entriesOf(text: string): readonly NamedEntry[] | undefined {
    const [plain, folded, ids] = this.#indexes;
    return plain?.get(text) ?? folded?.get(fold(text)) ?? ids?.get(text);
  }

  #search(text: string): NamedEntry | ValueError {
    const entries = this.#entriesOf(text) ?? [];
    const [first] = entries;
    if (first !== undefined && entries.length === 1) return first;
    if (first !== undefined) {
      return new ValueError(
        'ambiguous',
        VALUE_MESSAGES.ambiguous.text.name(entries.length, plural(this.#noun), listed(distinctNames(entries))),
      );
    }
    return new ValueError('not-found', this.#unknown(text));
  }

  #unknown(name: string): string {
    this.#misses += 1;
    const { text } = VALUE_MESSAGES['not-found'];
    if (this.#misses > MAX_SUGGESTIONS) return text.unknown(this.#noun);
    const suggestion = didYouMean(name, this.#allNames);
    if (suggestion !== '') return text.suggested(this.#noun, suggestion);
    const known = [...new Set(this.#names)];
    if (known.length === 0) return text.noEntries(this.#noun);
    return text.listed(this.#noun, listed(known, 5));
  }
}

/** Their full names where these differ, else their ids. */
function distinctNames(entries: readonly NamedEntry[]): string[] {
  const names = entries.map(({ where, name }) => (where === undefined ? name : `${where}/${name}`));
  return names.map((name, index) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : (entries[index] as NamedEntry).id,
  );
}

function plural(noun: string): string {
  if (currentLanguage() !== 'en') return noun;
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

function put(map: Map<string, NamedEntry[]>, name: string, entry: NamedEntry): void {
  if (name === '') return;
  const entries = map.get(name);
  if (entries === undefined) map.set(name, [entry]);
  else entries.push(entry);
}
