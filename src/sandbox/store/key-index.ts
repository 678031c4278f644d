import type { Customer } from './customer.ts';

/** Finds customers by a value that they carry. Several may carry the same: the earliest is found first. */
export class CustomerIndex {
  readonly #keysOf: (customer: Customer) => readonly (string | undefined)[];
  readonly #first = new Map<string, Customer>();
  readonly #others = new Map<string, Customer[]>();

  constructor(keysOf: (customer: Customer) => readonly (string | undefined)[]) {
    this.#keysOf = keysOf;
  }

  add(customer: Customer): void {
    for (const key of this.#keysOf(customer)) {
      if (!key) continue;
      const first = this.#first.get(key);
      if (first === undefined) {
        this.#first.set(key, customer);
      } else if (first !== customer) {
        const others = this.#others.get(key);
        if (others === undefined) this.#others.set(key, [customer]);
        else if (!others.includes(customer)) others.push(customer);
      }
    }
  }

  remove(customer: Customer): void {
    for (const key of this.#keysOf(customer)) {
      if (!key) continue;
      const others = this.#others.get(key);
      if (this.#first.get(key) === customer) {
        const next = others?.shift();
        if (next === undefined) this.#first.delete(key);
        else this.#first.set(key, next);
      } else if (others !== undefined) {
        const place = others.indexOf(customer);
        if (place >= 0) others.splice(place, 1);
      }
      if (others?.length === 0) this.#others.delete(key);
    }
  }

  find(key: string): Customer | undefined {
    return this.#first.get(key);
  }

  findAll(key: string): readonly Customer[] {
    const first = this.#first.get(key);
    return first === undefined ? [] : [first, ...(this.#others.get(key) ?? [])];
  }

  /** How many different values are carried. */
  get size(): number {
    return this.#first.size;
  }

  /** Values that more than one customer carries, with how many do. */
  duplicates(): Record<string, number> {
    return Object.fromEntries([...this.#others].map(([key, others]) => [key, others.length + 1]));
  }
}
