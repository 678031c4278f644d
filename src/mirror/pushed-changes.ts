import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { WireRecord } from './record-packer.ts';

/** What a message push says about a customer. */
export interface PushedChange {
  readonly id: string;
  /** When the CRM dates the change, in epoch seconds; undefined if that is not known. */
  readonly changedAt: number | undefined;
  /** The customer that was combined with this one, and is no more. */
  readonly mergedId?: string | undefined;
}

/** A customer that was combined with another, and the one that both are now. */
export interface Combination {
  readonly mergedId: string;
  readonly intoId: string;
}

/** A customer of which a push told, until it is read again. */
export interface PushedCustomer {
  readonly id: string;
  readonly pushedAt: number;
}

type Key = readonly [field: number, value: string];

/** How many combinations may follow one another: A into B, B into C. */
const MAX_CHAIN = 100;

/** Which customers are to be read again because of pushes, and which were combined with others. Writing needs a transaction. */
export class PushedChanges {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: DatabaseSync) {
    this.#statements = prepare(database);
  }

  /** Marks a customer for reading again. Times: epoch milliseconds, and epoch seconds by the CRM's clock. */
  mark(id: string, changedAt: number | undefined, pushedAt: number): void {
    this.#statements.mark.run(id, changedAt ?? Number.MAX_SAFE_INTEGER, pushedAt);
  }

  /** Has any customer to be read again? */
  get hasMarks(): boolean {
    return this.#statements.anyMark.get() !== undefined;
  }

  /** The customers that have to be read again. */
  marks(): PushedCustomer[] {
    return this.#statements.marks
      .all()
      .map(({ id, pushed_at: pushedAt }) => ({ id: String(id), pushedAt: Number(pushedAt) }));
  }

  /** How many customers have to be read again. */
  get markCount(): number {
    return Number(this.#statements.countMarks.get()?.['marks']);
  }

  /** The list showed a customer: if its row is as new as the push, it need not be read again. */
  shown(id: string, updateTime: number): void {
    this.#statements.unmarkShown.run(id, updateTime);
  }

  /** A customer was read after a push; one that came meanwhile stays. */
  unmark({ id, pushedAt }: PushedCustomer): void {
    this.#statements.unmark.run(id, pushedAt);
  }

  /** Every customer was read after this time, so that earlier pushes say nothing new. */
  unmarkBefore(ms: number): void {
    this.#statements.unmarkBefore.run(ms);
  }

  /** Notes that a customer was combined into another, which is found by its keys from now on. */
  combine(mergedId: string, intoId: string, keys: Iterable<Key>): void {
    const { combine, separate, moveKey, unmarkAll } = this.#statements;
    // Whoever others are combined into exists, whatever an earlier push said.
    separate.run(intoId);
    combine.run(mergedId, intoId);
    for (const [field, value] of keys) moveKey.run(field, value, mergedId);
    unmarkAll.run(mergedId);
  }

  /** A customer exists after all: what was noted about its combination is wrong. */
  separate(id: string): void {
    this.#statements.separate.run(id);
    this.#statements.returnKeys.run(id);
  }

  /** Was any customer combined with another? */
  get hasCombinations(): boolean {
    return this.#statements.anyCombination.get() !== undefined;
  }

  isMerged(id: string): boolean {
    return this.#statements.into.get(id) !== undefined;
  }

  /** The customer that this one is now. */
  currentId(id: string): string {
    let current = id;
    for (let step = 0; step < MAX_CHAIN; step += 1) {
      const next = this.#statements.into.get(current)?.['into_id'];
      if (next === undefined) break;
      current = String(next);
    }
    return current;
  }

  /** Customers that had a value and were combined with others. */
  mergedWith([field, value]: Key): readonly string[] {
    return this.#statements.moved.all(field, value).map(({ merged_id: id }) => String(id));
  }
}

/** The members of a row after its details were read: those that both show are the newer ones, in the form of the row. */
export function rowWithDetail(row: WireRecord, detail: WireRecord, shared: readonly string[]): WireRecord {
  const merged: Record<string, unknown> = { ...row };
  for (const name of shared) {
    const value = name === 'ex_field_str' ? filledFields(detail[name], row[name]) : detail[name];
    if (isBlank(value) && isBlank(merged[name])) continue;
    if (isBlank(value)) delete merged[name];
    else merged[name] = value;
  }
  return merged;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Details show blank custom fields, too; a row shows only those with a value. Equal values keep the form of the row. */
function filledFields(detail: unknown, row: unknown): unknown {
  const [now, before] = [fieldsIn(detail), fieldsIn(row)];
  if (now === undefined) return detail;
  const filled = now.filter(({ field_value: value }) => !isBlank(value));
  const isEqual =
    before !== undefined &&
    before.length === filled.length &&
    filled.every((field) =>
      before.some(({ fieldid, field_value: value }) => fieldid === field.fieldid && value === field.field_value),
    );
  if (isEqual) return row;
  return filled.length === 0 ? undefined : JSON.stringify(filled);
}

interface CustomField {
  readonly fieldid?: unknown;
  readonly field_value?: unknown;
}

function fieldsIn(text: unknown): readonly CustomField[] | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const fields: unknown = JSON.parse(text);
    return Array.isArray(fields) ? (fields as CustomField[]) : undefined;
  } catch {
    return undefined;
  }
}

function prepare(database: DatabaseSync) {
  return {
    mark: database.prepare(
      `INSERT INTO pushed_customers (id, changed_at, pushed_at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET changed_at = max(changed_at, excluded.changed_at), pushed_at = max(pushed_at, excluded.pushed_at)`,
    ),
    anyMark: database.prepare('SELECT 1 FROM pushed_customers LIMIT 1'),
    countMarks: database.prepare('SELECT count(*) AS marks FROM pushed_customers'),
    marks: database.prepare('SELECT id, pushed_at FROM pushed_customers ORDER BY id'),
    unmarkShown: database.prepare('DELETE FROM pushed_customers WHERE id = ? AND changed_at <= ?'),
    unmark: database.prepare('DELETE FROM pushed_customers WHERE id = ? AND pushed_at <= ?'),
    unmarkAll: database.prepare('DELETE FROM pushed_customers WHERE id = ?'),
    unmarkBefore: database.prepare('DELETE FROM pushed_customers WHERE pushed_at < ?'),
    combine: database.prepare(
      'INSERT INTO combinations (merged_id, into_id) VALUES (?, ?) ON CONFLICT DO UPDATE SET into_id = excluded.into_id',
    ),
    anyCombination: database.prepare('SELECT 1 FROM combinations LIMIT 1'),
    separate: database.prepare('DELETE FROM combinations WHERE merged_id = ?'),
    into: database.prepare('SELECT into_id FROM combinations WHERE merged_id = ?'),
    moveKey: database.prepare('INSERT OR IGNORE INTO moved_keys (field, value, merged_id) VALUES (?, ?, ?)'),
    returnKeys: database.prepare('DELETE FROM moved_keys WHERE merged_id = ?'),
    moved: database.prepare('SELECT merged_id FROM moved_keys WHERE field = ? AND value = ? ORDER BY merged_id'),
  } as const satisfies Readonly<Record<string, StatementSync>>;
}
