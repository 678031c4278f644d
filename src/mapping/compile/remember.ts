const maxRemembered = 10_000;

/** Remembers what a function of a text answered, within bounds: columns repeat few values over many rows. */
export function remember<Value extends {}>(answer: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = answer(text);
    if (known.size >= maxRemembered) known.clear();
    known.set(text, value);
    return value;
  };
}
