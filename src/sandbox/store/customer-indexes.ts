import type { Customer } from './customer.ts';

/** Finds customers by a value. If several have the same value, the earliest is found first. */
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
        const index = others.indexOf(customer);
        if (index >= 0) others.splice(index, 1);
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

  /** How many different values there are. */
  get size(): number {
    return this.#first.size;
  }

  /** Values that several customers share, with their number. */
  duplicates(): Record<string, number> {
    return Object.fromEntries([...this.#others].map(([key, others]) => [key, others.length + 1]));
  }
}

/**
 * Reduces a search for a text anywhere in a field to a few candidates, by the rarest trigram of the text. It is built at
 * the first search, and may return customers that no longer match.
 */
export class SearchIndex {
  readonly #read: (customer: Customer) => string | undefined;
  #byTrigram: Map<number, Customer[]> | undefined;

  constructor(read: (customer: Customer) => string | undefined) {
    this.#read = read;
  }

  /** Adds a customer that is new or whose field has changed. */
  add(customer: Customer): void {
    if (this.#byTrigram !== undefined) addTrigrams(this.#byTrigram, customer, this.#read(customer));
  }

  /** A superset of the customers with the text in the field, ignoring case; undefined if the text is too short. */
  candidates(text: string, all: readonly Customer[]): ReadonlySet<Customer> | undefined {
    const needed = trigrams(text);
    if (needed.size === 0) return undefined;
    this.#byTrigram ??= this.#build(all);
    let fewest: readonly Customer[] | undefined;
    for (const trigram of needed) {
      const customers = this.#byTrigram.get(trigram) ?? [];
      if (fewest === undefined || customers.length < fewest.length) fewest = customers;
    }
    return new Set(fewest);
  }

  #build(all: readonly Customer[]): Map<number, Customer[]> {
    const byTrigram = new Map<number, Customer[]>();
    for (const customer of all) addTrigrams(byTrigram, customer, this.#read(customer));
    return byTrigram;
  }
}

function addTrigrams(byTrigram: Map<number, Customer[]>, customer: Customer, text: string | undefined): void {
  if (!text) return;
  for (const trigram of trigrams(text)) {
    const customers = byTrigram.get(trigram);
    if (customers === undefined) byTrigram.set(trigram, [customer]);
    else customers.push(customer);
  }
}

/** The trigrams of a text as numbers. Two trigrams may share a number, which only adds candidates. */
function trigrams(text: string): Set<number> {
  const lower = text.toLowerCase();
  const found = new Set<number>();
  for (let start = 0; start + 3 <= lower.length; start++) {
    found.add(
      ((lower.charCodeAt(start) * 961 + lower.charCodeAt(start + 1)) * 961 + lower.charCodeAt(start + 2)) & 0x3fffffff,
    );
  }
  return found;
}

/** Customers from the oldest to the newest; finds ranges of creation times by bisection. */
export class CreationOrder {
  readonly #customers: Customer[] = [];

  get all(): readonly Customer[] {
    return this.#customers;
  }

  add(customer: Customer): void {
    const last = this.#customers.at(-1);
    if (last === undefined || isBefore(last, customer.createTime, customer.sequence)) {
      this.#customers.push(customer);
    } else {
      this.#customers.splice(this.#firstFrom(customer.createTime, customer.sequence), 0, customer);
    }
  }

  remove(customer: Customer): void {
    this.#customers.splice(this.#firstFrom(customer.createTime, customer.sequence), 1);
  }

  /** The half-open range of indexes of customers created from `start` to `end`, both inclusive. */
  range(start: number | undefined, end: number | undefined): { readonly from: number; readonly to: number } {
    const from = start === undefined ? 0 : this.#firstFrom(start, 0);
    const to = end === undefined ? this.#customers.length : this.#firstFrom(end + 1, 0);
    return { from, to: Math.max(from, to) };
  }

  #firstFrom(createTime: number, sequence: number): number {
    let low = 0;
    let high = this.#customers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#customers[middle] as Customer, createTime, sequence)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBefore(customer: Customer, createTime: number, sequence: number): boolean {
  return customer.createTime < createTime || (customer.createTime === createTime && customer.sequence < sequence);
}
