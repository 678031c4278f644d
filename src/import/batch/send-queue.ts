import type { RowOutcome } from '../../ledger/index.ts';
import type { Target } from '../../targets/index.ts';
import type { BatchStage, Queued } from '../import-stages.ts';
import { interruptedUnknown } from '../in-doubt.ts';
import type { FilterResult, PendingRow, PreSendFilter } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import { type CellLocator, rejectedRow } from '../row-outcomes.ts';

interface SendQueueOptions {
  readonly filter: PreSendFilter | undefined;
  /** How messages name a cell. */
  readonly locateCell: CellLocator;
  /** The run's target. */
  readonly target: Target;
  /** May rows wait to be combined into one request? Otherwise each is sent alone. */
  readonly mayBatch: boolean;
}

const NOTHING: readonly Queued[] = [];

/** Where rows wait between admission and sending, to be filtered together and sent in one request. */
export class SendQueue implements BatchStage {
  readonly #options: SendQueueOptions;
  readonly #batches: Batcher | undefined;
  #unfiltered: PendingRow[] = [];

  constructor(options: SendQueueOptions) {
    this.#options = options;
    this.#batches = options.mayBatch ? new Batcher(options.target) : undefined;
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

  /** Filters rows again that were not sent in time, before any others. */
  async filterAgain(rows: readonly PendingRow[]): Promise<readonly Queued[]> {
    const { filter } = this.#options;
    return filter ? this.#filterRows(filter, rows) : rows.flatMap((row) => this.#batch(row));
  }

  #filter(filter: PreSendFilter): Promise<readonly Queued[]> {
    const rows = this.#unfiltered;
    this.#unfiltered = [];
    return this.#filterRows(filter, rows);
  }

  async #filterRows(filter: PreSendFilter, rows: readonly PendingRow[]): Promise<readonly Queued[]> {
    const filtered = await filter.filter(rows);
    return rows.flatMap((row, index) => this.#queued(row, filtered[index]));
  }

  #queued(row: PendingRow, result: FilterResult | undefined): readonly Queued[] {
    if (result?.kind === 'send') return this.#batch(filteredRow(row, result));
    // What the filter says about a saved row's record may be the row's own doing.
    if (result === undefined || (row.saved && result.kind !== 'done')) return this.#batch(row);
    return [{ kind: 'completed', outcome: unsentOutcome(row, result, this.#options.locateCell) }];
  }

  #batch(row: PendingRow): readonly Queued[] {
    const rows = this.#batches ? this.#batches.add(row) : [row];
    return rows ? [{ kind: 'call', rows }] : NOTHING;
  }
}

function filteredRow(row: PendingRow, result: FilterResult & { readonly kind: 'send' }): PendingRow {
  const { payload, note, target, followUps = row.followUps, change, countsAs, again } = result;
  return row.saved
    ? { ...row, followUps, note, countsAs, unfiltered: row }
    : { ...row, payload, note, target, followUps, change, countsAs, again, unfiltered: row };
}

/** The outcome of a row for which the filter leaves nothing to send. */
function unsentOutcome(
  row: PendingRow,
  result: Exclude<FilterResult, { readonly kind: 'send' }>,
  locateCell: CellLocator,
): RowOutcome {
  const { key, hash, stored, hasIntent, unresolvedSince } = row;
  const { change } = result;
  const facts = { row: row.row.number, key, change };
  const remoteId = change?.id ?? stored?.id;
  if (result.kind === 'done') {
    const { counter, action, id = row.saved?.remoteId ?? remoteId, note } = result;
    return { ...facts, hash, state: counter, action, remoteId: id, message: note };
  }
  const { code, message } = result;
  if (!hasIntent) {
    const ids = result.ids?.join(', ') ?? remoteId;
    if (result.kind === 'skip') return { ...facts, hash, remoteId: ids, state: 'skipped', code, message };
    return { ...rejectedBy(row, result, locateCell), remoteId: ids, change };
  }
  if (result.kind === 'skip' && code === 'unchanged') {
    return { ...facts, hash, remoteId, state: 'done', action: 'unchanged' };
  }
  // The record may have been created; nobody has looked for it.
  if (unresolvedSince !== undefined && stored?.id === undefined) {
    return { ...interruptedUnknown(row, unresolvedSince).asInDoubt(message), change };
  }
  return { ...rejectedBy(row, result, locateCell), hash, remoteId, change, state: 'failed' };
}

function rejectedBy(
  { row, key }: PendingRow,
  { code, message, ...result }: Extract<FilterResult, { readonly kind: 'skip' | 'reject' }>,
  locateCell: CellLocator,
): RowOutcome {
  const field = 'field' in result ? result.field : undefined;
  const problem = { code, message, ...(field !== undefined && { field }) };
  return rejectedRow(row, { ...(key !== undefined && { key }), problems: [problem] }, locateCell);
}

/** Combines rows that may share a request: the same target, and equal payloads except for the parameter that takes many values. */
class Batcher {
  readonly #target: Target;
  readonly #open = new Map<string, PendingRow[]>();
  #waiting = 0;

  /** `target` is that of rows that have none of their own. */
  constructor(target: Target) {
    this.#target = target;
  }

  /** Adds a row; returns a batch that is to be sent now. */
  add(row: PendingRow): readonly PendingRow[] | undefined {
    const { name, endpoint } = row.target ?? this.#target;
    if (endpoint.batch === undefined || row.hasIntent || row.saved || row.countsAs) return [row];
    const { parameter, most } = endpoint.batch;
    const { [parameter]: value, ...shared } = row.payload;
    if (String(value).includes(',')) return [row];
    const batchKey = JSON.stringify([name, shared]);
    const batch = this.#open.get(batchKey) ?? [];
    batch.push(row);
    this.#open.set(batchKey, batch);
    this.#waiting += 1;
    if (batch.length >= most) return this.#close(batchKey);
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
