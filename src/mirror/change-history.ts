import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type ChangedCells, updateTime } from './customer-table.ts';
import { MIRROR_POLICY } from './policy.ts';
import type { RecordPacker, WireRecord } from './record-packer.ts';

const POLICY = MIRROR_POLICY.history;
const DAY_MS = 86_400_000;

/** What a refresh can find about a customer. */
export type CustomerChangeKind = 'added' | 'changed' | 'vanished';

/** A change that a refresh found. */
export interface CustomerChange {
  readonly kind: CustomerChangeKind;
  readonly id: string;
  readonly nick: string;
  /** When the refresh found it, in epoch milliseconds by this machine's clock. */
  readonly noticedAt: number;
  /** The record's time of change in epoch seconds, of a vanished one its last; 0 if it has none. */
  readonly updateTime: number;
  /** Of a changed customer: what differs. */
  readonly cells: ChangedCells;
  /** Of a vanished customer: its last row. */
  readonly lastRow?: WireRecord;
}

/** Records what refreshes found, so that it can be told since when. Writing needs a transaction. */
export class ChangeHistory {
  readonly #packer: RecordPacker;
  readonly #statements: { readonly [Name in 'add' | 'read' | 'counts' | 'prune' | 'excess']: StatementSync };

  constructor(database: DatabaseSync, packer: RecordPacker) {
    this.#packer = packer;
    this.#statements = {
      add: database.prepare(
        'INSERT INTO customer_changes (noticed_at, kind, id, nick, update_time, content) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      read: database.prepare('SELECT * FROM customer_changes WHERE noticed_at >= ? ORDER BY seq'),
      counts: database.prepare(
        'SELECT kind, count(DISTINCT id) AS customers FROM customer_changes WHERE noticed_at >= ? GROUP BY kind',
      ),
      prune: database.prepare('DELETE FROM customer_changes WHERE noticed_at < ?'),
      excess: database.prepare('SELECT noticed_at FROM customer_changes ORDER BY seq DESC LIMIT 1 OFFSET ?'),
    };
  }

  /** Records a change. `content`: the cells of a changed customer, or the last row of a vanished one. */
  add(kind: CustomerChangeKind, row: WireRecord, noticedAt: number, content?: ChangedCells | WireRecord): void {
    const packed = content === undefined ? null : this.#packer.pack(content);
    this.#statements.add.run(noticedAt, kind, String(row['id']), String(row['nick'] ?? ''), updateTime(row), packed);
  }

  /** The changes that were noticed at a time or later, the oldest first. */
  *since(sinceMs: number): Generator<CustomerChange> {
    for (const record of this.#statements.read.iterate(sinceMs)) yield this.#changeFrom(record);
  }

  /** Of how many customers changes were noticed since then, by kind. */
  counts(sinceMs: number): Readonly<Record<CustomerChangeKind, number>> {
    const found = this.#statements.counts.all(sinceMs).map(({ kind, customers }) => [kind, Number(customers)]);
    return { added: 0, changed: 0, vanished: 0, ...Object.fromEntries(found) };
  }

  /** Deletes changes that are too old or too many; returns the time from which on all are kept. */
  prune(nowMs: number): number {
    const tooOld = nowMs - POLICY.maxDays * DAY_MS;
    const excess = this.#statements.excess.get(POLICY.maxChanges)?.['noticed_at'];
    // The changes of one refresh are kept or deleted together.
    const keptFrom = Math.max(tooOld, excess === undefined ? 0 : Number(excess) + 1);
    this.#statements.prune.run(keptFrom);
    return keptFrom;
  }

  #changeFrom(record: Readonly<Record<string, unknown>>): CustomerChange {
    const { kind, id, nick, noticed_at: noticedAt, update_time: changedAt, content } = record;
    const unpacked =
      content instanceof Uint8Array ? this.#packer.unpack<ChangedCells & WireRecord>(content) : undefined;
    return {
      kind: kind as CustomerChangeKind,
      id: String(id),
      nick: String(nick),
      noticedAt: Number(noticedAt),
      updateTime: Number(changedAt),
      cells: kind === 'changed' ? (unpacked ?? {}) : {},
      ...(kind === 'vanished' && unpacked && { lastRow: unpacked }),
    };
  }
}
