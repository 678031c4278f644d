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
