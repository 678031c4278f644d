/** Choices made with a seeded source of randomness. */
export interface Picker {
  /** True with this probability. */
  chance(probability: number): boolean;
  /** An integer from `from` to `to`, both included. */
  between(from: number, to: number): number;
  one<Item>(items: readonly Item[]): Item;
  /** A selection in the order of the items, each with the given probability. */
  some<Item>(items: readonly Item[], probability: number): Item[];
}

export function picker(random: () => number): Picker {
  return {
    chance: (probability) => random() < probability,
    between: (from, to) => from + Math.floor(random() * (to - from + 1)),
    one: <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item,
    some: (items, probability) => items.filter(() => random() < probability),
  };
}
