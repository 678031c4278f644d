import type { Customer } from './customer.ts';

/**
 * Narrows a search for a text anywhere in a field down to a few customers, by the rarest three characters in a row
 * that the text has. It is built when the first such search comes, and may name customers that no longer match.
 */
export class SearchIndex {
  readonly #read: (customer: Customer) => string | undefined;
  #byTrigram: Map<number, Customer[]> | undefined;

  constructor(read: (customer: Customer) => string | undefined) {
    this.#read = read;
  }

  /** Takes a customer that is new or whose field has another value. */
  add(customer: Customer): void {
    if (this.#byTrigram !== undefined) addTrigrams(this.#byTrigram, customer, this.#read(customer));
  }

  /** Customers among whom are all that have the text in the field, whatever the case; nothing if the text is too short. */
  candidates(text: string, all: readonly Customer[]): ReadonlySet<Customer> | undefined {
    const wanted = trigrams(text);
    if (wanted.size === 0) return undefined;
    this.#byTrigram ??= this.#build(all);
    let fewest: readonly Customer[] | undefined;
    for (const trigram of wanted) {
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

/** Numbers that stand for the runs of three characters. Two runs may share one, which only makes more candidates. */
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
