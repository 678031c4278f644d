import { hash } from 'node:crypto';
import type { HandedRow } from '../import/index.ts';
import type { NewChunk, NewChunkRow } from './chunk-store.ts';
import { DISTRIBUTED_POLICY } from './policy.ts';
import { encodeRow } from './row-codec.ts';

const POLICY = DISTRIBUTED_POLICY.chunks;

interface ChunkBuilderOptions {
  /** The number of the first chunk. */
  readonly first: number;
  /** Rows are compared with the CRM before they are handed out: then chunks are small. */
  readonly isCompared: boolean;
  /** A hash of the name of the row's record, if rows of the run can be taken for one another. */
  readonly nameHash: (row: HandedRow) => string | undefined;
}

/**
 * Gathers the rows of requests into chunks. Rows that are sent one after the other stay in one chunk, or their chunk names those with the
 * earlier ones as its predecessors.
 */
export class ChunkBuilder {
  readonly #options: ChunkBuilderOptions;
  #chunk: number;
  #rows: NewChunkRow[] = [];
  #units = 0;
  #predecessors = new Set<number>();
  #orderKeys = new Set<string>();
  #handedOut = 0;
  /** The last chunk with rows of a record, as long as that chunk is open. */
  readonly #lastChunks = new Map<string, number>();
  /** The order keys of open chunks. */
  readonly #keysOf = new Map<number, Iterable<string>>();

  constructor(options: ChunkBuilderOptions) {
    this.#options = options;
    this.#chunk = options.first;
  }

  /** The hash that stands for an order key in the database. */
  static orderHash(orderKey: string): string {
    return hash('sha256', orderKey, 'base64url').slice(0, 22);
  }

  /** An earlier process has handed out a chunk with these hashes of order keys. */
  resume(chunk: number, orderHashes: readonly string[]): void {
    this.#close(chunk, orderHashes);
  }

  /** How many rows wait until their chunk is complete. */
  get waitingRows(): number {
    return this.#rows.length;
  }

  /** Adds the rows of one request; returns the chunk if it is complete. */
  add(rows: readonly HandedRow[], orderKey: string | undefined): NewChunk | undefined {
    const orderHash = orderKey === undefined ? undefined : ChunkBuilder.orderHash(orderKey);
    if (orderHash !== undefined) {
      const last = this.#lastChunks.get(orderHash);
      if (last !== undefined) this.#predecessors.add(last);
      this.#orderKeys.add(orderHash);
    }
    this.#units += 1;
    for (const row of rows) {
      this.#rows.push({
        row: row.pending.row.number,
        unit: this.#units,
        orderKey: orderHash,
        nameHash: this.#options.nameHash(row),
        content: encodeRow(row),
      });
    }
    this.#handedOut += rows.length;
    return this.#rows.length >= this.#size ? this.flush() : undefined;
  }

  /** Returns what is gathered as a chunk, if anything is. */
  flush(): NewChunk | undefined {
    if (this.#rows.length === 0) return undefined;
    const complete = { chunk: this.#chunk, predecessors: [...this.#predecessors].sort(ascending), rows: this.#rows };
    this.#close(this.#chunk, this.#orderKeys);
    this.#chunk += 1;
    this.#rows = [];
    this.#units = 0;
    this.#predecessors = new Set();
    this.#orderKeys = new Set();
    return complete;
  }

  /** Of the chunks up to this number, which are all in the database, only these are still open. */
  keepOpen(open: ReadonlySet<number>, last: number): void {
    for (const [chunk, keys] of this.#keysOf) {
      if (chunk > last || open.has(chunk)) continue;
      this.#keysOf.delete(chunk);
      for (const key of keys) if (this.#lastChunks.get(key) === chunk) this.#lastChunks.delete(key);
    }
  }

  get #size(): number {
    const { isCompared } = this.#options;
    if (isCompared) return POLICY.comparedRows;
    return Math.min(POLICY.rows, POLICY.firstRows + Math.floor(this.#handedOut / POLICY.growth));
  }

  #close(chunk: number, keys: Iterable<string>): void {
    this.#keysOf.set(chunk, keys);
    for (const key of keys) this.#lastChunks.set(key, chunk);
  }
}

const ascending = (one: number, other: number) => one - other;
