import { LedgerError } from './ledger-error.ts';
import { LEDGER_MESSAGES } from './messages.ts';
import type { RowChange } from './row-change.ts';
import {
  mayBecome,
  needsReview,
  ROW_COLUMNS,
  type RowOutcome,
  type RowRecord,
  type RowState,
  SUCCESS_STATES,
  toValues,
} from './row-record.ts';
import { type Claim, type ClaimConflict, IdentityValues, KeyClaims, type SentRow } from './sent-keys.ts';
import type { SqlConnection, SqlDatabase, SqlValue } from './sql.ts';
import { ChangeWriter } from './stored-changes.ts';

/** The run whose rows are written. */
export interface LoggedRun {
  readonly seq: number;
  readonly id: string;
  readonly scope: string;
  readonly target: string;
  readonly keyField: string;
}

/** A row to write; `untouched` deletes its intent. */
export type Entry =
  | (RowRecord & { readonly claim?: Claim })
  | { readonly row: number; readonly state: 'untouched'; readonly claim?: undefined };

/** What a group of entries has changed. */
interface WrittenGroup {
  /** By how much the number of rows in each state has changed. */
  readonly changes: ReadonlyMap<RowState, number>;
  /** The claims that were refused; their rows were not written. */
  readonly conflicts: ReadonlyMap<Claim, ClaimConflict>;
  /** What was not written because another process has taken the row over, or has settled it. */
  readonly refused: ReadonlySet<Entry>;
}

/** Which rows a process may not write any more. */
interface FencedRows {
  /** Rows that another process has taken over. */
  readonly lost: ReadonlySet<number>;
  /** The run has ended: none of its rows may change. */
  readonly isClosed: boolean;
}

/**
 * Where several processes write rows of one run: says which of the rows this process may not write any more. Runs within the transaction,
 * and keeps others from taking rows over until it ends.
 */
export type RowFence = (connection: SqlConnection, rows: readonly number[]) => Promise<FencedRows>;

const COLUMNS = ROW_COLUMNS.split(', ');
const INSERT_ROW = `INSERT INTO rows (run, ${ROW_COLUMNS}) VALUES (?${', ?'.repeat(COLUMNS.length)})
  ON CONFLICT (run, row) DO UPDATE SET ${COLUMNS.slice(1)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`;

/**
 * Writes groups of entries of one run. What is written depends only on the entries and on the database, so a transaction whose
 * result is unknown can be repeated.
 */
export class RowWriter {
  readonly #run: LoggedRun;
  readonly #claims: KeyClaims;
  readonly #rowChanges: ChangeWriter;
  /** The identifying values of rows with keys, and of rows without. */
  readonly #values: { readonly keyed: IdentityValues; readonly keyless: IdentityValues };

  private constructor(database: SqlDatabase, run: LoggedRun, claims: KeyClaims, rowChanges: ChangeWriter) {
    this.#run = run;
    this.#claims = claims;
    this.#rowChanges = rowChanges;
    const { id, scope, target, keyField } = run;
    this.#values = {
      keyed: new IdentityValues(database, { scope, target, keyField }),
      keyless: new IdentityValues(database, { run: id }),
    };
  }

  static async open(database: SqlDatabase, run: LoggedRun): Promise<RowWriter> {
    return new RowWriter(database, run, await KeyClaims.open(database, run), await ChangeWriter.open(database, run));
  }

  /**
   * Writes the entries in order, within the caller's transaction. Errors: `LedgerError` if a row may not become what an entry says;
   * with a fence such an entry is refused instead.
   */
  async write(connection: SqlConnection, entries: readonly Entry[], fence?: RowFence): Promise<WrittenGroup> {
    const fenced = fence && (await fence(connection, [...new Set(entries.map(({ row }) => row))]));
    const before = await this.#storedRows(connection, entries, fenced !== undefined);
    const group = new EntryGroup(before);
    const refused = new Set(fenced === undefined ? [] : refusedEntries(entries, before, fenced));
    const allowed = entries.filter((entry) => !refused.has(entry));
    await this.#claims.release(
      connection,
      allowed.filter((entry) => before.has(entry.row) && isSettled(entry)).map(({ row }) => row),
    );
    const conflicts = await this.#claims.claim(connection, allowed);
    for (const entry of allowed) if (entry.claim === undefined || !conflicts.has(entry.claim)) group.add(entry);
    await this.#store(connection, group);
    return { changes: group.changes, conflicts, refused };
  }

  /** `lock`: others wait with these rows until the transaction ends. */
  async #storedRows(
    connection: SqlConnection,
    entries: readonly Entry[],
    lock: boolean,
  ): Promise<Map<number, StoredRow>> {
    const rows = JSON.stringify([...new Set(entries.map(({ row }) => row))]);
    const records = await connection.all(
      `SELECT row, state, key, remote_id, code FROM rows WHERE run = ? AND ${connection.dialect.among('row', 'integer')}
       ${lock ? 'ORDER BY row FOR UPDATE' : ''}`,
      [this.#run.seq, rows],
    );
    return new Map(
      records.map(({ row, state, key, remote_id, code }) => [
        Number(row),
        { state: state as RowState, facts: factsText(key, remote_id, code) },
      ]),
    );
  }

  async #store(connection: SqlConnection, group: EntryGroup): Promise<void> {
    const { seq, scope, target, keyField } = this.#run;
    const records = [...group.written.values()];
    await connection.insertAll(
      INSERT_ROW,
      records.map((record) => [seq, ...toValues(record)]),
    );
    for (const row of group.deleted) {
      await connection.run("DELETE FROM rows WHERE run = ? AND row = ? AND state = 'sending'", [seq, row]);
    }
    await this.#rowChanges.write(connection, group.rowChanges, group.deleted);
    // In one order, here and below, so that no two processes wait for each other.
    const counts: SqlValue[][] = inOrder(group.changes).flatMap(([state, change]) =>
      change === 0 ? [] : [[seq, state, change]],
    );
    await connection.insertAll(
      'INSERT INTO row_counts (run, state, rows) VALUES (?, ?, ?) ON CONFLICT (run, state) DO UPDATE SET rows = row_counts.rows + excluded.rows',
      counts,
    );
    const succeeded = records.filter(({ key, state }) => key && SUCCESS_STATES.includes(state));
    const learned = new Map<string, SqlValue[]>();
    for (const { key = '', remoteId, hash } of succeeded) {
      const id = remoteId ?? learned.get(key)?.[4] ?? null;
      learned.set(key, [scope, target, keyField, key, id, hash ?? null, seq]);
    }
    await connection.insertAll(
      `INSERT INTO keys (scope, target, field, key, id, hash, run) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (scope, target, field, key) DO UPDATE SET id = coalesce(excluded.id, keys.id), hash = excluded.hash, run = excluded.run`,
      inOrder(learned).map(([, values]) => values),
    );
    const outcomes = records.filter(isOutcome);
    await this.#learnValues(connection, outcomes);
  }

  async #learnValues(connection: SqlConnection, outcomes: readonly RowOutcome[]): Promise<void> {
    const keyed: SentRow[] = [];
    const keyless: SentRow[] = [];
    for (const outcome of outcomes) {
      const { row, key, identities, uniqueValues } = outcome;
      if (identities !== undefined && mayExistRemotely(outcome)) {
        if (key === undefined) keyless.push({ row, identities });
        else keyed.push({ row, key, identities });
      }
      // Rows that people have to review are in the errors file themselves, and must not be found there as others.
      if (uniqueValues !== undefined && isThere(outcome) && !needsReview(outcome))
        keyless.push({ row, identities: uniqueValues });
    }
    await this.#values.keyed.learn(connection, this.#run.seq, keyed);
    await this.#values.keyless.learn(connection, this.#run.seq, keyless);
  }
}

/** The entries of a map by their keys. */
function inOrder<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}

/**
 * The entries that come too late: of rows that others have taken over all but the answer to a request that was under way, and what
 * would change a row that is settled.
 */
function refusedEntries(
  entries: readonly Entry[],
  before: ReadonlyMap<number, StoredRow>,
  { lost, isClosed }: FencedRows,
): readonly Entry[] {
  if (isClosed) return entries;
  const states = new Map<number, RowState | undefined>([...before].map(([row, { state }]) => [row, state]));
  return entries.filter((entry) => {
    const { row, state } = entry;
    const from = states.get(row);
    const isUnderWay = from === 'sending' || from === 'in_doubt';
    const isLate = lost.has(row) && !(isUnderWay && isOutcome(entry));
    if (isLate || (state !== 'untouched' && !mayBecome(from, state))) return true;
    states.set(row, state === 'untouched' ? undefined : state);
    return false;
  });
}

/** What the database has of a row. */
interface StoredRow {
  readonly state: RowState;
  readonly facts: string;
}

/** The entries of one transaction, of which only the last of each row is written. */
class EntryGroup {
  readonly written = new Map<number, RowRecord>();
  readonly deleted = new Set<number>();
  readonly rowChanges = new Map<number, RowChange>();
  readonly changes = new Map<RowState, number>();
  readonly #states: Map<number, StoredRow>;

  constructor(before: ReadonlyMap<number, StoredRow>) {
    this.#states = new Map(before);
  }

  add(entry: Entry): void {
    const { row } = entry;
    const before = this.#states.get(row);
    if (entry.state === 'untouched') {
      this.#delete(row, before?.state);
      return;
    }
    const { claim: _, ...record } = entry;
    const after = { state: record.state, facts: factsText(record.key, record.remoteId, record.code) };
    // The transaction was repeated, and had succeeded the first time.
    if (before?.state === after.state && before.facts === after.facts) {
      if (!mayBecome(before.state, after.state)) return;
    } else if (!mayBecome(before?.state, after.state)) {
      const { transition } = LEDGER_MESSAGES['row-settled-twice'].text;
      throw new LedgerError('row-settled-twice', transition(row, before?.state, after.state));
    }
    if (before) this.#count(before.state, -1);
    this.#count(after.state, 1);
    this.#states.set(row, after);
    this.written.set(row, record);
    this.deleted.delete(row);
    if (record.change) this.rowChanges.set(row, record.change);
  }

  #delete(row: number, state: RowState | undefined): void {
    if (state !== 'sending') return;
    this.#count(state, -1);
    this.#states.delete(row);
    this.written.delete(row);
    this.rowChanges.delete(row);
    this.deleted.add(row);
  }

  #count(state: RowState, change: 1 | -1): void {
    this.changes.set(state, (this.changes.get(state) ?? 0) + change);
  }
}

function factsText(...facts: readonly unknown[]): string {
  return JSON.stringify(facts.map((fact) => fact ?? null));
}

/** Is the key of the entry's row free again? */
function isSettled(entry: Entry): boolean {
  return entry.state === 'untouched' || (isOutcome(entry) && entry.state !== 'in_doubt');
}

/** Why rows are skipped whose values an earlier run has sent. */
const SENT_BEFORE_CODES: readonly string[] = ['unchanged', 'already-imported'];

/** Does the CRM have the row's values? */
function isThere({ state, code = '' }: RowRecord): boolean {
  return SUCCESS_STATES.includes(state) || (state === 'skipped' && SENT_BEFORE_CODES.includes(code));
}

/** May the row's record exist? That of a row in doubt may: sending its values under another key could overwrite it. */
function mayExistRemotely({ state, key }: RowRecord): boolean {
  return SUCCESS_STATES.includes(state) || (state === 'in_doubt' && key !== undefined);
}

export function isOutcome(entry: { readonly state: RowState | 'untouched' }): entry is RowOutcome {
  return entry.state !== 'sending' && entry.state !== 'saved' && entry.state !== 'untouched';
}
