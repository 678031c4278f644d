import type { Endpoint } from '../../api/endpoint.ts';
import type { PendingRow } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';

/** Joins rows that may go in one call: the same payload but for the parameter that takes many values. */
export class Batcher {
  readonly #parameter: string;
  readonly #most: number;
  readonly #open = new Map<string, PendingRow[]>();
  #waiting = 0;

  constructor({ parameter, most }: NonNullable<Endpoint['batch']>) {
    this.#parameter = parameter;
    this.#most = most;
  }

  /** Takes a row; answers a batch that is to be sent now. */
  add(row: PendingRow): readonly PendingRow[] | undefined {
    if (row.hasIntent || row.saved || String(row.payload[this.#parameter]).includes(',')) return [row];
    const { [this.#parameter]: _, ...shared } = row.payload;
    const name = JSON.stringify(shared);
    const batch = this.#open.get(name) ?? [];
    batch.push(row);
    this.#open.set(name, batch);
    this.#waiting += 1;
    if (batch.length >= this.#most) return this.#take(name);
    const [oldest] = this.#open.keys();
    return this.#waiting > IMPORT_POLICY.batch.maxWaitingRows && oldest !== undefined ? this.#take(oldest) : undefined;
  }

  /** Answers the batches that wait. */
  *drain(): Generator<readonly PendingRow[]> {
    for (const name of [...this.#open.keys()]) yield this.#take(name);
  }

  #take(name: string): readonly PendingRow[] {
    const batch = this.#open.get(name) ?? [];
    this.#open.delete(name);
    this.#waiting -= batch.length;
    return batch;
  }
}
