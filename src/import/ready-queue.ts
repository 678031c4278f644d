import type { RowOutcome } from '../ledger/index.ts';
import type { Endpoint } from '../sobot/endpoint.ts';
import { Batches } from './batches.ts';
import type { CellPlace } from './cell-place.ts';
import type { ReadyRow } from './ready-row.ts';
import type { Refinement } from './refinement.ts';
import { rejectedRow } from './rejected-row.ts';

export interface ReadyQueueOptions {
  readonly refinement: Refinement | undefined;
  /** How messages name a cell. */
  readonly placeOf: CellPlace;
  /** How rows are joined into one call; undefined where each goes alone. */
  readonly joins: Endpoint['joins'];
  /** A row that need not be sent. */
  readonly settle: (outcome: RowOutcome) => void;
  /** Sends rows in one call; resolves once there is room for more. */
  readonly send: (rows: readonly ReadyRow[]) => Promise<void>;
}

/** Where rows wait for each other between mapping and sending: to be looked at together, and to go in one call. */
export class ReadyQueue {
  readonly #options: ReadyQueueOptions;
  readonly #batches: Batches | undefined;
  #unseen: ReadyRow[] = [];

  constructor(options: ReadyQueueOptions) {
    this.#options = options;
    this.#batches = options.joins && new Batches(options.joins);
  }

  /** Takes a row; resolves once there is room for another. */
  add(row: ReadyRow): Promise<void> {
    const { refinement } = this.#options;
    if (!refinement) return this.#join(row);
    return this.#unseen.push(row) < refinement.size ? Promise.resolve() : this.#refine(refinement);
  }

  /** Sends what waits. */
  async drain(): Promise<void> {
    const { refinement, send } = this.#options;
    if (refinement && this.#unseen.length > 0) await this.#refine(refinement);
    for (const batch of this.#batches?.drain() ?? []) await send(batch);
  }

  async #refine(refinement: Refinement): Promise<void> {
    const rows = this.#unseen;
    this.#unseen = [];
    const refined = await refinement.refine(rows);
    for (const [index, row] of rows.entries()) {
      const answer = refined[index];
      if (answer?.kind === 'skip') {
        const { code, message } = answer;
        this.#options.settle({ row: row.row.number, key: row.key, state: 'skipped', code, message });
      } else if (answer?.kind === 'reject') {
        const { code, message } = answer;
        const mapped = { ...(row.key !== undefined && { key: row.key }), problems: [{ code, message }] };
        this.#options.settle(rejectedRow(row.row, mapped, this.#options.placeOf));
      } else await this.#join(answer ? { ...row, payload: answer.payload, note: answer.note } : row);
    }
  }

  #join(row: ReadyRow): Promise<void> {
    const batch = this.#batches ? this.#batches.add(row) : [row];
    return batch ? this.#options.send(batch) : Promise.resolve();
  }
}
