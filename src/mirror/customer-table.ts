import type { DatabaseSync } from 'node:sqlite';
import { type KeyField, soughtKeys, storedKeys } from './customer-keys.ts';
import { MIRROR_POLICY } from './policy.ts';
import type { Combination, PushedChanges } from './pushed-changes.ts';
import type { RecordPacker, WireRecord } from './record-packer.ts';

/** A customer of the mirror. */
export interface MirroredCustomer {
  readonly id: string;
  /** The row of the customer list, in wire names. */
  readonly row: WireRecord;
  /** The details, if they are known and no older than the row. */
  readonly detail?: WireRecord;
  /** The ids of the tags, if they are known and no older than the row. */
  readonly tags?: readonly string[];
}

/** The members of a row that differ, each before and after; null stands for a blank one. */
export type ChangedCells = Readonly<Record<string, readonly [before: unknown, after: unknown]>>;

/** What putting a row did. `seq` is the number of the customer in this file. */
export type PutResult =
  | { readonly kind: 'added' | 'unchanged'; readonly seq: number }
  | { readonly kind: 'changed'; readonly seq: number; readonly cells: ChangedCells };

/** The customers with what is known about each, and the index by which they are found. Writing needs a transaction. */
export class CustomerTable {
  readonly #packer: RecordPacker;
  readonly #pushed: PushedChanges;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #combined = new Map<string, string>();

  constructor(database: DatabaseSync, packer: RecordPacker, pushed: PushedChanges) {
    this.#packer = packer;
    this.#pushed = pushed;
    this.#statements = prepare(database);
  }

  /** Ids of the customers whose member has a value, each once. */
  find(field: KeyField, value: string): readonly string[] {
    let ids: string[] | undefined;
    for (const [code, canonical] of soughtKeys(field, value)) {
      for (const { id } of this.#statements.find.all(code, canonical)) {
        ids ??= [];
        if (!ids.includes(String(id))) ids.push(String(id));
      }
    }
    return ids ?? this.#findCombined(field, value);
  }

  /** Customers that `find` found because others, which had the value, were combined with them. */
  get combinationsFound(): readonly Combination[] {
    return [...this.#combined].map(([mergedId, intoId]) => ({ mergedId, intoId }));
  }

  /** The customer that this one is now, if it was combined with another. */
  currentId(id: string): string {
    const current = this.#pushed.currentId(id);
    if (current !== id) this.#combined.set(id, current);
    return current;
  }

  get(id: string): MirroredCustomer | undefined {
    const found = this.#statements.get.get(id);
    if (!found) return undefined;
    const { row, update_time: changedAt, detail, detail_time: detailTime, detail_read: detailRead } = found;
    // A push tells of a change that is not read yet.
    const isCurrent = found['pushed_at'] === null;
    const hasDetail =
      isCurrent && detail instanceof Uint8Array && detailTime === changedAt && isFresh(changedAt, detailRead);
    return {
      id,
      row: this.#packer.unpack(row as Uint8Array),
      ...(hasDetail && { detail: this.#packer.unpack(detail) }),
      ...(isCurrent &&
        found['tags'] !== null &&
        isFresh(changedAt, found['tags_read']) && { tags: JSON.parse(String(found['tags'])) as string[] }),
    };
  }

  /** Adds a row of the list, or replaces the one that its customer had. */
  put(row: WireRecord): PutResult {
    const { bySeq, insert, replace } = this.#statements;
    const id = String(row['id']);
    const packed = this.#packer.pack(row);
    const stored = bySeq.get(id);
    if (!stored) {
      const seq = Number(insert.run(id, updateTime(row), packed).lastInsertRowid);
      for (const [field, value] of storedKeys(row).values()) this.#statements.addKey.run(field, value, seq);
      return { kind: 'added', seq };
    }
    const seq = Number(stored['seq']);
    const before = stored['row'] as Uint8Array;
    if (Buffer.compare(before, packed) === 0) return { kind: 'unchanged', seq };
    const old = this.#packer.unpack(before);
    const cells = changedCells(old, row);
    replace.run(updateTime(row), packed, seq);
    this.#moveKeys(seq, old, row);
    return Object.keys(cells).length === 0 ? { kind: 'unchanged', seq } : { kind: 'changed', seq, cells };
  }

  /** Removes a customer with everything known about it; returns its last row. */
  remove(seq: number): WireRecord | undefined {
    const { rowOf, removal, removeKey } = this.#statements;
    const packed = rowOf.get(seq)?.['row'];
    if (!(packed instanceof Uint8Array)) return undefined;
    const row = this.#packer.unpack(packed);
    for (const [field, value] of storedKeys(row).values()) removeKey.run(field, value, seq);
    for (const statement of removal) statement.run(seq);
    return row;
  }

  /** Removes a customer by its id; returns its last row. */
  removeById(id: string): WireRecord | undefined {
    const seq = this.#statements.seqOf.get(id)?.['seq'];
    return seq === undefined ? undefined : this.remove(Number(seq));
  }

  /** Stores the details of a customer. A customer that the list has not shown is left out. `readAtMs`: by the server's clock. */
  putDetail(id: string, item: WireRecord, readAtMs: number): void {
    const seq = this.#statements.seqOf.get(id)?.['seq'];
    if (seq === undefined) return;
    this.#statements.putDetail.run(Number(seq), updateTime(item), Math.round(readAtMs), this.#packer.pack(item));
  }

  /** Stores the ids of a customer's tags. A customer that the list has not shown is left out. `readAtMs`: by the server's clock. */
  putTags(id: string, tags: readonly string[], readAtMs: number): void {
    const seq = this.#statements.seqOf.get(id)?.['seq'];
    if (seq !== undefined) this.#statements.putTags.run(Number(seq), Math.round(readAtMs), JSON.stringify(tags));
  }

  /** The numbers of all customers, in ascending order. */
  *seqs(): Generator<number> {
    for (const { seq } of this.#statements.seqs.iterate()) yield Number(seq);
  }

  /** How many customers there are, and of how many the details and the tags are known, even if outdated. */
  counts(): { readonly customers: number; readonly details: number; readonly tags: number } {
    const counts = this.#statements.counts.get();
    return {
      customers: Number(counts?.['customers']),
      details: Number(counts?.['details']),
      tags: Number(counts?.['tags']),
    };
  }

  /** What nobody has any more may have been a customer's who was combined with another. */
  #findCombined(field: KeyField, value: string): readonly string[] {
    const ids = new Set<string>();
    for (const key of soughtKeys(field, value)) {
      for (const mergedId of this.#pushed.mergedWith(key)) {
        const current = this.currentId(mergedId);
        if (current !== mergedId && this.#statements.seqOf.get(current) !== undefined) ids.add(current);
      }
    }
    return ids.size === 0 ? NO_IDS : [...ids];
  }

  #moveKeys(seq: number, before: WireRecord, after: WireRecord): void {
    const [old, now] = [storedKeys(before), storedKeys(after)];
    for (const [text, [field, value]] of old) if (!now.has(text)) this.#statements.removeKey.run(field, value, seq);
    for (const [text, [field, value]] of now) if (!old.has(text)) this.#statements.addKey.run(field, value, seq);
  }
}

const NO_IDS: readonly string[] = [];

/** The time of change in epoch seconds; 0 if the record has none. */
export function updateTime(record: WireRecord): number {
  const seconds = Number(record['update_time'] ?? 0);
  return Number.isSafeInteger(seconds) ? seconds : 0;
}

/** Was something read so long after the last change, in epoch seconds, that it cannot lack it? */
function isFresh(changedAt: unknown, readAtMs: unknown): boolean {
  return Number(readAtMs) >= Number(changedAt) * 1000 + MIRROR_POLICY.freshness.minAfterChangeMs;
}

function changedCells(before: WireRecord, after: WireRecord): ChangedCells {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].flatMap((name): [string, [unknown, unknown]][] => {
    const [old, now] = [filled(before[name]), filled(after[name])];
    return JSON.stringify(old) === JSON.stringify(now) ? [] : [[name, [old, now]]];
  });
  return Object.fromEntries(changed);
}

/** The API shows a blank member as null, as an empty text or not at all. */
function filled(member: unknown): unknown {
  return member === undefined || member === '' ? null : member;
}

function prepare(database: DatabaseSync) {
  return {
    find: database.prepare(
      'SELECT id FROM customer_keys JOIN customers ON seq = customer WHERE field = ? AND value = ? ORDER BY seq',
    ),
    get: database.prepare(
      `SELECT row, customers.update_time, item AS detail, details.update_time AS detail_time, details.read_at AS detail_read,
         ids AS tags, customer_tags.read_at AS tags_read, pushed_at
       FROM customers LEFT JOIN details ON details.customer = seq LEFT JOIN customer_tags ON customer_tags.customer = seq
         LEFT JOIN pushed_customers ON pushed_customers.id = customers.id
       WHERE customers.id = ?`,
    ),
    bySeq: database.prepare('SELECT seq, row FROM customers WHERE id = ?'),
    seqOf: database.prepare('SELECT seq FROM customers WHERE id = ?'),
    rowOf: database.prepare('SELECT row FROM customers WHERE seq = ?'),
    seqs: database.prepare('SELECT seq FROM customers ORDER BY seq'),
    insert: database.prepare('INSERT INTO customers (id, update_time, row) VALUES (?, ?, ?)'),
    replace: database.prepare('UPDATE customers SET update_time = ?, row = ? WHERE seq = ?'),
    addKey: database.prepare('INSERT OR IGNORE INTO customer_keys (field, value, customer) VALUES (?, ?, ?)'),
    removeKey: database.prepare('DELETE FROM customer_keys WHERE field = ? AND value = ? AND customer = ?'),
    removal: [
      database.prepare('DELETE FROM details WHERE customer = ?'),
      database.prepare('DELETE FROM customer_tags WHERE customer = ?'),
      database.prepare('DELETE FROM customers WHERE seq = ?'),
    ],
    putDetail: database.prepare(
      'INSERT OR REPLACE INTO details (customer, update_time, read_at, item) VALUES (?, ?, ?, ?)',
    ),
    putTags: database.prepare('INSERT OR REPLACE INTO customer_tags (customer, read_at, ids) VALUES (?, ?, ?)'),
    counts: database.prepare(
      `SELECT (SELECT count(*) FROM customers) AS customers, (SELECT count(*) FROM details) AS details,
         (SELECT count(*) FROM customer_tags) AS tags`,
    ),
  };
}
