const maxEntries = 10_000;
/** Longer texts hardly come again, and would fill the memory. */
const maxTextLength = 200;

/** A map that starts anew when it is full, so that a column of ever new texts cannot fill the memory. */
export class BoundedMap<Value extends {}> {
  readonly #entries = new Map<string, Value>();

  get(text: string): Value | undefined {
    return this.#entries.get(text);
  }

  set(text: string, value: Value): void {
    if (text.length > maxTextLength) return;
    if (this.#entries.size >= maxEntries) this.#entries.clear();
    this.#entries.set(text, value);
  }
}

/** Remembers what a function of a text answered: columns repeat few texts over many rows. */
export function remember<Value extends {}>(answer: (text: string) => Value): (text: string) => Value {
  const known = new BoundedMap<Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = answer(text);
    known.set(text, value);
    return value;
  };
}
