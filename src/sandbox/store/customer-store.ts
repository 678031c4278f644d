import type { Customer, CustomerText } from './customer.ts';
import { CreationOrder, CustomerIndex, SearchIndex } from './customer-indexes.ts';
import type { Journal } from './journal.ts';
import { RowCache } from './row-cache.ts';

/** Fields of a customer that are always indexed, in addition to the identifying ones. */
const INDEXED_TEXTS: readonly CustomerText[] = ['tel', 'email', 'partnerid'];

/** Fields by which a list can be searched. */
const SEARCHED_TEXTS: readonly CustomerText[] = ['nick', 'uname', 'enterprise_name', 'tel', 'email'];

/** The customers, with indexes for fast access. */
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
  /** Serialized rows of the list. */
  readonly rowCache = new RowCache();
  /** Called after a call has added or changed a customer. */
  onChange: ((customer: Customer, event: 'add' | 'update') => void) | undefined;
  #nextSequence = 1;
  #version = 0;

  /** `beforeChange` is called with a customer before it changes. */
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

  /** Increases with every change. */
  get version(): number {
    return this.#version;
  }

  /** From the oldest to the newest. */
  get all(): readonly Customer[] {
    return this.#order.all;
  }

  /** Customers who are or were on the blacklist. */
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
   * A superset of the customers with the text anywhere in the field, the newest first; undefined if there are too many
   * candidates.
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
    this.#insert(customer);
    this.#journal.write('customer', customer);
    this.onChange?.(customer, 'add');
  }

  /** Changes a customer and updates its indexes. `change` must replace `texts`, not modify it. */
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
    this.onChange?.(customer, 'update');
  }

  remove(customer: Customer): void {
    this.#delete(customer);
    this.#journal.write('customer-removed', customer.id);
  }

  /** Restores a stored record. */
  restore(customer: Customer): void {
    const present = this.#byId.get(customer.id);
    if (present !== undefined) {
      this.#beforeChange(present);
      this.#delete(present);
    }
    this.#insert(customer);
  }

  restoreRemoval(id: string): void {
    const present = this.#byId.get(id);
    if (present !== undefined) this.#delete(present);
  }

  #insert(customer: Customer): void {
    this.#version++;
    this.#byId.set(customer.id, customer);
    this.#order.add(customer);
    for (const index of this.#indexes) index.add(customer);
    for (const search of this.#searches.values()) search.add(customer);
    if (customer.black !== null) this.#everBlack.add(customer);
    this.#nextSequence = Math.max(this.#nextSequence, customer.sequence + 1);
  }

  #delete(customer: Customer): void {
    this.#version++;
    this.rowCache.delete(customer);
    this.#byId.delete(customer.id);
    this.#order.remove(customer);
    this.#everBlack.delete(customer);
    for (const index of this.#indexes) index.remove(customer);
  }
}
