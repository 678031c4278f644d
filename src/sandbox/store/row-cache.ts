import type { Customer } from './customer.ts';

const SLAB_BYTES = 1 << 20;
const MAX_BYTES = 256 << 20;

/** A range of bytes in a slab. */
export interface SlabRange {
  readonly slab: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * Serialized rows, each valid until its customer changes: serializing a row takes a hundred times as long as finding it.
 * Rows that were added in succession are adjacent, so that a page that is requested again is one range. Holds at most
 * 256 MB; when it is full, rows are not added, so that at least the beginning of a longer list stays cached.
 */
export class RowCache {
  readonly #rows = new Map<Customer, SlabRange>();
  #slabs: Buffer[] = [];
  #used = SLAB_BYTES;
  #unusedBytes = 0;
  readonly #maxSlabs: number;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxSlabs = maxBytes / SLAB_BYTES;
  }

  get(customer: Customer): SlabRange | undefined {
    return this.#rows.get(customer);
  }

  /** Adds a row; returns undefined if the cache is full. */
  add(customer: Customer, row: string): SlabRange | undefined {
    const bytes = Buffer.byteLength(row);
    if (bytes > SLAB_BYTES) return undefined;
    if (this.#used + bytes > SLAB_BYTES && !this.#addSlab()) return undefined;
    const slab = this.#slabs.at(-1) as Buffer;
    const start = this.#used;
    this.#used += slab.write(row, start);
    const range = { slab, start, end: this.#used };
    this.#rows.set(customer, range);
    return range;
  }

  /** Drops the row of a customer that changes or is removed. */
  delete(customer: Customer): void {
    const row = this.#rows.get(customer);
    if (row === undefined) return;
    this.#rows.delete(customer);
    this.#unusedBytes += row.end - row.start;
  }

  /** Drops all rows, after a change that affects many of them. */
  clear(): void {
    if (this.#slabs.length === 0) return;
    this.#rows.clear();
    this.#slabs = [];
    this.#used = SLAB_BYTES;
    this.#unusedBytes = 0;
  }

  #addSlab(): boolean {
    if (this.#slabs.length === this.#maxSlabs) {
      if (this.#unusedBytes * 2 < this.#maxSlabs * SLAB_BYTES) return false;
      this.clear();
    }
    // Pending answers may still read from earlier slabs, so none is overwritten.
    this.#slabs.push(Buffer.allocUnsafeSlow(SLAB_BYTES));
    this.#used = 0;
    return true;
  }
}
