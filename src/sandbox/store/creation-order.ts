import type { Customer } from './customer.ts';

/** Customers from the oldest to the newest, with ranges of creation times found by bisection. */
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

  /** The half-open range of places whose customers were created from `start` to `end`, both included. */
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
