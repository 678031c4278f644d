import type { Endpoint } from '../../api/index.ts';
import type { BatchStage, Queued } from '../import-stages.ts';
import type { FilterResult, PendingRow, PreSendFilter } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import { type CellLocator, rejectedRow } from '../row-outcomes.ts';

interface SendQueueOptions {
  readonly filter: PreSendFilter | undefined;
  /** How messages name a cell. */
  readonly locateCell: CellLocator;
  /** How rows are joined into one call; undefined where each goes alone. */
  readonly joins: Endpoint['batch'];
}

const NOTHING: readonly Queued[] = [];

/** Where rows wait for each other between admission and sending: to be looked at together, and to go in one call. */
export class SendQueue implements BatchStage {
  readonly #options: SendQueueOptions;
  readonly #batches: Batcher | undefined;
  #unfiltered: PendingRow[] = [];

  constructor(options: SendQueueOptions) {
    this.#options = options;
    this.#batches = options.joins && new Batcher(options.joins);
  }

  add(row: PendingRow): readonly Queued[] | Promise<readonly Queued[]> {
    const { filter } = this.#options;
    if (!filter) return this.#join(row);
    return this.#unfiltered.push(row) < filter.size ? NOTHING : this.#filter(filter);
  }

  async *drain(): AsyncGenerator<readonly Queued[]> {
    const { filter } = this.#options;
    if (filter && this.#unfiltered.length > 0) yield await this.#filter(filter);
    for (const rows of this.#batches?.drain() ?? []) yield [{ kind: 'call', rows }];
  }

  async #filter(filter: PreSendFilter): Promise<readonly Queued[]> {
    const rows = this.#unfiltered;
    this.#unfiltered = [];
    const filtered = await filter.filter(rows);
    return rows.flatMap((row, index) => this.#queued(row, filtered[index]));
  }

  #queued(row: PendingRow, answer: FilterResult | undefined): readonly Queued[] {
    switch (answer?.kind) {
      case 'skip': {
        const { code, message } = answer;
        return [{ kind: 'settled', outcome: { row: row.row.number, key: row.key, state: 'skipped', code, message } }];
      }
      case 'reject': {
        const { code, message } = answer;
        const mapped = { ...(row.key !== undefined && { key: row.key }), problems: [{ code, message }] };
        return [{ kind: 'settled', outcome: rejectedRow(row.row, mapped, this.#options.locateCell) }];
      }
      case 'send':
        return this.#join({ ...row, payload: answer.payload, note: answer.note });
      case undefined:
        return this.#join(row);
    }
  }

  #join(row: PendingRow): readonly Queued[] {
    const rows = this.#batches ? this.#batches.add(row) : [row];
    return rows ? [{ kind: 'call', rows }] : NOTHING;
  }
}

/** Joins rows that may go in one call: the same payload but for the parameter that takes many values. */
class Batcher {
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
