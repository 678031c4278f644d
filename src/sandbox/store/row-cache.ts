import type { Customer } from './customer.ts';

const SLAB_BYTES = 1 << 20;
const MAX_BYTES = 256 << 20;

/** Bytes in a slab. */
export interface SlabRange {
  readonly slab: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * Rows as they were last written, a customer's for as long as the customer stays as it is: to write a row anew costs a
 * hundred times what it costs to find it. Rows that were kept one after another lie side by side, so that a page that is
 * asked for again is there in one piece. Holds 256 MB at most; what comes once it is full is not kept, so that who reads
 * a longer list from end to end finds at least its beginning.
 */
export class RowCache {
  readonly #rows = new Map<Customer, SlabRange>();
  #slabs: Buffer[] = [];
  #used = SLAB_BYTES;
  #forgottenBytes = 0;
  readonly #mostSlabs: number;

  constructor(mostBytes = MAX_BYTES) {
    this.#mostSlabs = mostBytes / SLAB_BYTES;
  }

  get(customer: Customer): SlabRange | undefined {
    return this.#rows.get(customer);
  }

  /** Nothing where there is no room. */
  add(customer: Customer, row: string): SlabRange | undefined {
    const bytes = Buffer.byteLength(row);
    if (bytes > SLAB_BYTES) return undefined;
    if (this.#used + bytes > SLAB_BYTES && !this.#addSlab()) return undefined;
    const slab = this.#slabs.at(-1) as Buffer;
    const start = this.#used;
    this.#used += slab.write(row, start);
    const stretch = { slab, start, end: this.#used };
    this.#rows.set(customer, stretch);
    return stretch;
  }

  /** The customer changes, or goes. */
  delete(customer: Customer): void {
    const row = this.#rows.get(customer);
    if (row === undefined) return;
    this.#rows.delete(customer);
    this.#forgottenBytes += row.end - row.start;
  }

  /** Something changes that many rows show. */
  clear(): void {
    if (this.#slabs.length === 0) return;
    this.#rows.clear();
    this.#slabs = [];
    this.#used = SLAB_BYTES;
    this.#forgottenBytes = 0;
  }

  #addSlab(): boolean {
    if (this.#slabs.length === this.#mostSlabs) {
      if (this.#forgottenBytes * 2 < this.#mostSlabs * SLAB_BYTES) return false;
      this.clear();
    }
    // Answers that are on their way may still read from the slabs before: none is written over.
    this.#slabs.push(Buffer.allocUnsafeSlow(SLAB_BYTES));
    this.#used = 0;
    return true;
  }
}
