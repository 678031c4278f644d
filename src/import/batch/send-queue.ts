import type { Endpoint } from '../../api/index.ts';
import type { BatchStage, Queued } from '../import-stages.ts';
import type { FilterResult, PendingRow, PreSendFilter } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import { type CellLocator, rejectedRow } from '../row-outcomes.ts';

interface SendQueueOptions {
  readonly filter: PreSendFilter | undefined;
  /** How messages name a cell. */
  readonly locateCell: CellLocator;
  /** How rows are combined into one request; undefined if each is sent alone. */
  readonly batching: Endpoint['batch'];
}

const NOTHING: readonly Queued[] = [];

/** Where rows wait between admission and sending, to be filtered together and sent in one request. */
export class SendQueue implements BatchStage {
  readonly #options: SendQueueOptions;
  readonly #batches: Batcher | undefined;
  #unfiltered: PendingRow[] = [];

  constructor(options: SendQueueOptions) {
    this.#options = options;
    this.#batches = options.batching && new Batcher(options.batching);
  }

  add(row: PendingRow): readonly Queued[] | Promise<readonly Queued[]> {
    const { filter } = this.#options;
    if (!filter) return this.#batch(row);
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

  #queued(row: PendingRow, result: FilterResult | undefined): readonly Queued[] {
    switch (result?.kind) {
      case 'skip': {
        const { code, message } = result;
        return [{ kind: 'completed', outcome: { row: row.row.number, key: row.key, state: 'skipped', code, message } }];
      }
      case 'reject': {
        const { code, message } = result;
        const mapped = { ...(row.key !== undefined && { key: row.key }), problems: [{ code, message }] };
        return [{ kind: 'completed', outcome: rejectedRow(row.row, mapped, this.#options.locateCell) }];
      }
      case 'send':
        return this.#batch({ ...row, payload: result.payload, note: result.note });
      case undefined:
        return this.#batch(row);
    }
  }

  #batch(row: PendingRow): readonly Queued[] {
    const rows = this.#batches ? this.#batches.add(row) : [row];
    return rows ? [{ kind: 'call', rows }] : NOTHING;
  }
}

/** Combines rows that may share a request: equal payloads except for the parameter that takes many values. */
class Batcher {
  readonly #parameter: string;
  readonly #maxSize: number;
  readonly #open = new Map<string, PendingRow[]>();
  #waiting = 0;

  constructor({ parameter, most }: NonNullable<Endpoint['batch']>) {
    this.#parameter = parameter;
    this.#maxSize = most;
  }

  /** Adds a row; returns a batch that is to be sent now. */
  add(row: PendingRow): readonly PendingRow[] | undefined {
    if (row.hasIntent || row.saved || String(row.payload[this.#parameter]).includes(',')) return [row];
    const { [this.#parameter]: _, ...shared } = row.payload;
    const batchKey = JSON.stringify(shared);
    const batch = this.#open.get(batchKey) ?? [];
    batch.push(row);
    this.#open.set(batchKey, batch);
    this.#waiting += 1;
    if (batch.length >= this.#maxSize) return this.#close(batchKey);
    const [oldest] = this.#open.keys();
    return this.#waiting > IMPORT_POLICY.batch.maxWaitingRows && oldest !== undefined ? this.#close(oldest) : undefined;
  }

  /** Returns the batches that are still open. */
  *drain(): Generator<readonly PendingRow[]> {
    for (const batchKey of [...this.#open.keys()]) yield this.#close(batchKey);
  }

  #close(batchKey: string): readonly PendingRow[] {
    const batch = this.#open.get(batchKey) ?? [];
    this.#open.delete(batchKey);
    this.#waiting -= batch.length;
    return batch;
  }
}
