import type { Customer, CustomerText } from './customer.ts';
import { CreationOrder, CustomerIndex, SearchIndex } from './customer-indexes.ts';
import type { Journal } from './journal.ts';
import { RowCache } from './row-cache.ts';

/** Fields of a customer that are always indexed, beside those that identify. */
const INDEXED_TEXTS: readonly CustomerText[] = ['tel', 'email', 'partnerid'];

/** Fields that a list can be searched by. */
const SEARCHED_TEXTS: readonly CustomerText[] = ['nick', 'uname', 'enterprise_name', 'tel', 'email'];

/** The customers, with every way to find one fast. */
export class CustomerStore {
  readonly #journal: Journal;
  readonly #beforeChange: (customer: Customer) => void;
  readonly #byId = new Map<string, Customer>();
  readonly #byText: ReadonlyMap<CustomerText, CustomerIndex>;
  readonly #byUnionId = new CustomerIndex(({ texts, lists }) => [
    texts.wx_build_unionid,
    ...(lists?.wx_unionids ?? []),
  ]);
  readonly #byExternalId = new CustomerIndex(({ lists }) => lists?.wx_external_userids ?? []);
  readonly #indexes: readonly CustomerIndex[];
  readonly #searches = new Map(
    SEARCHED_TEXTS.map((field) => [field, new SearchIndex(({ texts }) => texts[field])] as const),
  );
  readonly #order = new CreationOrder();
  readonly #everBlack = new Set<Customer>();
  /** Rows of the list, as they were written for an answer. */
  readonly rowCache = new RowCache();
  #nextSequence = 1;
  #version = 0;

  /** `beforeChange` is called with a customer that is about to change. */
  constructor(journal: Journal, identifiedBy: readonly CustomerText[], beforeChange: (customer: Customer) => void) {
    this.#journal = journal;
    this.#beforeChange = beforeChange;
    const fields = new Set([...identifiedBy, ...INDEXED_TEXTS]);
    this.#byText = new Map([...fields].map((field) => [field, new CustomerIndex(({ texts }) => [texts[field]])]));
    this.#indexes = [...this.#byText.values(), this.#byUnionId, this.#byExternalId];
  }

  get count(): number {
    return this.#byId.size;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  /** From the oldest to the newest. */
  get all(): readonly Customer[] {
    return this.#order.all;
  }

  /** Those who are, or once were, on the blacklist. */
  get everBlacklisted(): readonly Customer[] {
    return [...this.#everBlack];
  }

  takeSequence(): number {
    return this.#nextSequence++;
  }

  get(id: string): Customer | undefined {
    return this.#byId.get(id);
  }

  /** The index of a text field, if it has one. */
  index(field: CustomerText): CustomerIndex | undefined {
    return this.#byText.get(field);
  }

  findByUnionId(id: string): Customer | undefined {
    return this.#byUnionId.find(id);
  }

  findByExternalId(id: string): Customer | undefined {
    return this.#byExternalId.find(id);
  }

  /**
   * Customers among whom are all that have the text anywhere in the field, the newest first; nothing if that does not
   * narrow them down.
   */
  searched(field: CustomerText, text: string): readonly Customer[] | undefined {
    const candidates = this.#searches.get(field)?.candidates(text, this.#order.all);
    if (candidates === undefined || candidates.size * 4 > this.count) return undefined;
    return [...candidates]
      .filter((customer) => this.#byId.get(customer.id) === customer)
      .sort((one, other) => other.createTime - one.createTime || other.sequence - one.sequence);
  }

  createdBetween(start: number | undefined, end: number | undefined): { readonly from: number; readonly to: number } {
    return this.#order.range(start, end);
  }

  add(customer: Customer): void {
    this.#place(customer);
    this.#journal.write('customer', customer);
  }

  /** Changes a customer, its `texts` by giving it others; its indexes follow. */
  edit(customer: Customer, change: (customer: Customer) => void): void {
    this.#version++;
    this.#beforeChange(customer);
    this.rowCache.delete(customer);
    for (const index of this.#indexes) index.remove(customer);
    const before = customer.texts;
    change(customer);
    for (const index of this.#indexes) index.add(customer);
    for (const [field, search] of this.#searches) {
      if (customer.texts[field] !== before[field]) search.add(customer);
    }
    if (customer.black !== null) this.#everBlack.add(customer);
    this.#journal.write('customer', customer);
  }

  remove(customer: Customer): void {
    this.#unplace(customer);
    this.#journal.write('customer-removed', customer.id);
  }

  /** Takes a record that was kept from before. */
  restore(customer: Customer): void {
    const present = this.#byId.get(customer.id);
    if (present !== undefined) {
      this.#beforeChange(present);
      this.#unplace(present);
    }
    this.#place(customer);
  }

  restoreRemoval(id: string): void {
    const present = this.#byId.get(id);
    if (present !== undefined) this.#unplace(present);
  }

  #place(customer: Customer): void {
    this.#version++;
    this.#byId.set(customer.id, customer);
    this.#order.add(customer);
    for (const index of this.#indexes) index.add(customer);
    for (const search of this.#searches.values()) search.add(customer);
    if (customer.black !== null) this.#everBlack.add(customer);
    this.#nextSequence = Math.max(this.#nextSequence, customer.sequence + 1);
  }

  #unplace(customer: Customer): void {
    this.#version++;
    this.rowCache.delete(customer);
    this.#byId.delete(customer.id);
    this.#order.remove(customer);
    this.#everBlack.delete(customer);
    for (const index of this.#indexes) index.remove(customer);
  }
}
