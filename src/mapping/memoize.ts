import { LRUCache } from 'lru-cache';
import type { LookupMatch } from './lookups/lookups.ts';
import type { ValueError } from './value-error.ts';

const MAX_ENTRIES = 10_000;
/** Longer texts hardly come again, and would fill the memory. */
const MAX_TEXT_LENGTH = 200;

/**
 * A map that starts anew when it is full, so that a column of ever new texts cannot fill the memory; and that remembers nothing more
 * once it has been full without having been of use. It is asked for every cell: an `LRUCache` of as many entries takes more than
 * twice as long for a text that comes again, and ten times as long for one that does not.
 */
export class BoundedMap<Value extends {}> {
  readonly #entries = new Map<string, Value>();
  #uses = 0;
  #isOfUse = true;

  get(text: string): Value | undefined {
    if (!this.#isOfUse) return undefined;
    const value = this.#entries.get(text);
    if (value !== undefined) this.#uses++;
    return value;
  }

  set(text: string, value: Value): void {
    if (!this.#isOfUse || text.length > MAX_TEXT_LENGTH) return;
    if (this.#entries.size >= MAX_ENTRIES) {
      this.#isOfUse = this.#uses >= MAX_ENTRIES;
      this.#uses = 0;
      this.#entries.clear();
    }
    this.#entries.set(text, value);
  }
}

/** Remembers what a function of a text answered: columns repeat few texts over many rows. */
export function memoize<Value extends {}>(answer: (text: string) => Value): (text: string) => Value {
  const known = new BoundedMap<Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = answer(text);
    known.set(text, value);
    return value;
  };
}

const MAX_LOOKUP_RESULTS = 50_000;
/** Longer texts are no address, number or name of anybody: asked each time, they do not fill the memory. */
const MAX_LOOKUP_TEXT_LENGTH = 300;

type MatchOrError = LookupMatch | ValueError | Promise<LookupMatch | ValueError>;

/**
 * Asks once for each distinct text, even while the answer is under way; an answer that fails is asked for again, and the longest
 * unused answers are forgotten.
 */
export function memoizeLookup(resolve: (text: string) => MatchOrError): (text: string) => MatchOrError {
  const answers = new LRUCache<string, MatchOrError>({ max: MAX_LOOKUP_RESULTS });
  return (text) => {
    if (text.length > MAX_LOOKUP_TEXT_LENGTH) return resolve(text);
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = resolve(text);
    answers.set(text, answer);
    if (answer instanceof Promise) {
      // One that was forgotten meanwhile and asked for again has a place of its own.
      const isKept = () => answers.peek(text) === answer;
      answer.then(
        (settled) => isKept() && answers.set(text, settled),
        () => isKept() && answers.delete(text),
      );
    }
    return answer;
  };
}
