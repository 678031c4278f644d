import { LRUCache } from 'lru-cache';
import type { LookupMatch } from './lookups/lookups.ts';
import type { ValueError } from './value-error.ts';

const MAX_ENTRIES = 10_000;
/** Longer texts are hardly ever repeated, and would fill the memory. */
const MAX_TEXT_LENGTH = 200;

/**
 * A map that is cleared when it is full, so that a column of unique texts cannot fill the memory, and that stops caching once it
 * was full with fewer hits than entries. It is read for every cell: an `LRUCache` of the same size takes more than twice as long
 * for a hit, and ten times as long for a miss.
 */
export class BoundedMap<Value extends {}> {
  readonly #entries = new Map<string, Value>();
  #hits = 0;
  #isUseful = true;

  get(text: string): Value | undefined {
    if (!this.#isUseful) return undefined;
    const value = this.#entries.get(text);
    if (value !== undefined) this.#hits++;
    return value;
  }

  set(text: string, value: Value): void {
    if (!this.#isUseful || text.length > MAX_TEXT_LENGTH) return;
    if (this.#entries.size >= MAX_ENTRIES) {
      this.#isUseful = this.#hits >= MAX_ENTRIES;
      this.#hits = 0;
      this.#entries.clear();
    }
    this.#entries.set(text, value);
  }
}

/** Caches the results of a function of a text: columns repeat few texts over many rows. */
export function memoize<Value extends {}>(compute: (text: string) => Value): (text: string) => Value {
  const known = new BoundedMap<Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = compute(text);
    known.set(text, value);
    return value;
  };
}

const MAX_LOOKUP_RESULTS = 50_000;
/** Longer texts are hardly addresses, numbers or names, so they are looked up each time and do not fill the memory. */
const MAX_LOOKUP_TEXT_LENGTH = 300;

type MatchOrError = LookupMatch | ValueError | Promise<LookupMatch | ValueError>;

/**
 * Looks each distinct text up once, even while the lookup is under way. A failed lookup is repeated, and the least recently used
 * results are evicted.
 */
export function memoizeLookup(resolve: (text: string) => MatchOrError): (text: string) => MatchOrError {
  const results = new LRUCache<string, MatchOrError>({ max: MAX_LOOKUP_RESULTS });
  return (text) => {
    if (text.length > MAX_LOOKUP_TEXT_LENGTH) return resolve(text);
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = resolve(text);
    results.set(text, result);
    if (result instanceof Promise) {
      // The entry may have been evicted and looked up again meanwhile.
      const isCurrent = () => results.peek(text) === result;
      result.then(
        (settled) => isCurrent() && results.set(text, settled),
        () => isCurrent() && results.delete(text),
      );
    }
    return result;
  };
}
