const MAX_PARTITION_PAGES = 50;

/**
 * How many pages a partition may have. A partition of one page comes in one answer, so nothing can shift in it; long ones cost
 * fewer requests. So partitions are long while they come out whole and become short where records go while they are read.
 */
export class PartitionSize {
  #pages: number;
  readonly #most: number;

  constructor(most = MAX_PARTITION_PAGES) {
    this.#most = most;
    this.#pages = most;
  }

  get pages(): number {
    return this.#pages;
  }

  grow(): void {
    this.#pages = Math.min(this.#most, this.#pages * 2);
  }

  shrink(): void {
    this.#pages = Math.max(1, Math.floor(this.#pages / 4));
  }
}
