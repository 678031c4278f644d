import type { DatabaseSync } from 'node:sqlite';
import { createFileGuard } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { asLedgerError, LedgerError } from './ledger-error.ts';
import { LEDGER_MESSAGES } from './messages.ts';
import { LEDGER_POLICY } from './policy.ts';
import {
  ERROR_STATES,
  isOpen,
  type KnownRow,
  knownFrom,
  MERGED_CODE,
  mayBecome,
  outcomeFrom,
  ROW_COLUMNS,
  type RowFacts,
  type RowOutcome,
  type RowRecord,
  type RowState,
  SUCCESS_STATES,
  toValues,
} from './row-record.ts';
import { type Claim, type ClaimConflict, IdentityValues, KeyClaims } from './sent-keys.ts';
import { ChangeWriter } from './stored-changes.ts';

const POLICY = LEDGER_POLICY.groupCommit;

/** How many rows of a run are in each state. */
export type StateCounts = Readonly<Partial<Record<RowState, number>>>;

/** One reason why rows did not succeed, with the first such row. */
export interface StoredCause {
  readonly state: RowState;
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly firstRow: number;
  readonly count: number;
}

interface RowLogOptions {
  readonly database: DatabaseSync;
  readonly path: string;
  readonly run: {
    readonly seq: number;
    readonly id: string;
    readonly scope: string;
    readonly target: string;
    readonly keyField: string;
  };
  readonly listener?: RowLogListener;
}

/** Is notified of the results of writes. */
export interface RowLogListener {
  /**
   * A group is on disk: its outcomes in the order in which they were completed, and by how much the number of rows in each state has
   * changed.
   */
  readonly onDurable: (outcomes: readonly RowOutcome[], changes: ReadonlyMap<RowState, number>) => void;
  /** A write failed: nothing more is written. */
  readonly onFailure: (error: unknown) => void;
}

/** A row to write, or the number of a row to delete. */
type Entry = (RowRecord & { readonly claim?: Claim }) | number;

/**
 * The rows of one run. Writes are grouped in order; a promise resolves when its write is on disk. Rows that an earlier process
 * touched must have been read with `known` before they are written. Errors: `LedgerError`, after which nothing may be sent.
 */
export class RowLog {
  readonly #options: RowLogOptions;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #group: GroupCommit<Entry>;
  readonly #requireFile: () => void;
  /** The rows that may still change, of those that this process has read or written. */
  readonly #open = new Map<number, RowState>();
  readonly #counts: Partial<Record<RowState, number>>;
  readonly #claims: KeyClaims;
  readonly #rowChanges: ChangeWriter;
  /** The identifying values of rows with keys, and of rows without. */
  readonly #values: { readonly keyed: IdentityValues; readonly keyless: IdentityValues };
  #hasRowsToReview: boolean;

  constructor(options: RowLogOptions) {
    this.#options = options;
    this.#statements = prepare(options.database);
    this.#requireFile = createFileGuard(options.path);
    this.#counts = Object.fromEntries(
      this.#statements.counts.all(options.run.seq).map(({ state, rows }) => [state as RowState, Number(rows)]),
    );
    this.#claims = new KeyClaims(options.database, options.run);
    this.#rowChanges = new ChangeWriter(options.database, options.run);
    const { id, scope, target, keyField } = options.run;
    this.#values = {
      keyed: new IdentityValues(options.database, { scope, target, keyField }),
      keyless: new IdentityValues(options.database, { run: id }),
    };
    this.#hasRowsToReview = this.#statements.anyToReview.get(options.run.seq) !== undefined;
    this.#group = new GroupCommit(
      (entries) => this.#commit(entries),
      (error) => options.listener?.onFailure(error),
    );
  }

  /** How many rows are in each state, by running counts. */
  get counts(): StateCounts {
    return { ...this.#counts };
  }

  /** Writes the intent that the row's request is about to leave. With a claim to its key, only if no other run has it; returns the conflict if there is one. */
  async begin(row: RowFacts, claim?: Claim): Promise<ClaimConflict | undefined> {
    await this.#group.add({ ...row, state: 'sending', ...(claim && { claim }) });
    return claim?.conflict;
  }

  /** Deletes an intent: the request surely did not reach the server, so the row counts as untouched. */
  rollback(row: number): Promise<void> {
    return this.#group.add(row);
  }

  /** Notes that the row's own request succeeded and which follow-up request is next. Does not wait. */
  markSaved(row: RowFacts): void {
    this.#group.put({ ...row, state: 'saved' }, POLICY.maxSavedDelayMs);
  }

  /** Writes the outcome of the row; a success also stores the id of its key. Does not wait. */
  complete(outcome: RowOutcome): void {
    this.#group.put(outcome, POLICY.maxOutcomeDelayMs);
  }

  /** Commits pending writes. */
  flush(): void {
    this.#group.flush();
  }

  /** What is known about the rows in a range of row numbers, both ends included. */
  known(first: number, last: number): Map<number, KnownRow> {
    const rows = this.#statements.known.all(this.#options.run.seq, first, last).map(knownFrom);
    return new Map(rows.map((known) => [known.row, isOpen(known.state) ? this.#opened(known) : known]));
  }

  #opened(known: KnownRow): KnownRow {
    this.#open.set(known.row, known.state);
    const change = this.#rowChanges.find(known.row);
    return change === undefined ? known : { ...known, change };
  }

  /** Counts the run's rows by reading all of them, for the row count check at the end. */
  count(): StateCounts {
    const rows = this.#statements.count.all(this.#options.run.seq);
    return Object.fromEntries(rows.map(({ state, rows: number }) => [state as RowState, Number(number)]));
  }

  /** Why rows did not succeed, most frequent first. */
  causes(limit: number): StoredCause[] {
    if (!this.#hasRowsToReview) return [];
    return this.#statements.causes.all(this.#options.run.seq, limit).map((record) => ({
      state: record['state'] as RowState,
      code: String(record['code'] ?? 'unknown'),
      field: String(record['field'] ?? ''),
      message: String(record['message'] ?? ''),
      firstRow: Number(record['first']),
      count: Number(record['rows']),
    }));
  }

  /** How many rows were skipped, by reason. Reads all rows. */
  skipReasons(): Readonly<Record<string, number>> {
    const reasons = this.#statements.skipReasons.all(this.#options.run.seq);
    return Object.fromEntries(reasons.map(({ code, rows }) => [String(code), Number(rows)]));
  }

  /** The ids that rows of the run received, in any process. */
  *ids(): Generator<{ readonly row: number; readonly key: string | undefined; readonly id: string }> {
    for (const { row, key, remote_id } of this.#statements.ids.iterate(this.#options.run.seq)) {
      yield { row: Number(row), key: key === null ? undefined : String(key), id: String(remote_id) };
    }
  }

  /** The run's final outcomes in row order; those that did not succeed have their cells. */
  *outcomes(filter: 'all' | 'unsuccessful'): Generator<RowOutcome> {
    if (filter === 'unsuccessful' && !this.#hasRowsToReview) return;
    const statement = filter === 'all' ? this.#statements.all : this.#statements.unsuccessful;
    for (const record of statement.iterate(this.#options.run.seq)) yield outcomeFrom(record);
  }

  #commit(entries: readonly Entry[]): void {
    const { database, path, listener } = this.#options;
    const changes = new Map<RowState, number>();
    try {
      this.#requireFile();
      database.exec('BEGIN IMMEDIATE');
      for (const entry of entries) this.#write(entry, changes);
      for (const [state, change] of changes) {
        if (change !== 0) this.#statements.addCount.run(this.#options.run.seq, state, change);
      }
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw asLedgerError(path, error);
    }
    for (const [state, change] of changes) this.#counts[state] = (this.#counts[state] ?? 0) + change;
    const outcomes = entries.filter((entry): entry is RowOutcome => typeof entry === 'object' && isOutcome(entry));
    listener?.onDurable(outcomes, changes);
  }

  #write(entry: Entry, changes: Map<RowState, number>): void {
    const { run } = this.#options;
    const { insert, replace, deleteRow, learn } = this.#statements;
    const row = typeof entry === 'number' ? entry : entry.row;
    const from = this.#open.get(row);
    if (typeof entry === 'object' && entry.claim) {
      entry.claim.conflict = this.#claims.claim(entry, entry.claim);
      if (entry.claim.conflict) return;
    }
    if (from && (typeof entry === 'number' || (isOutcome(entry) && entry.state !== 'in_doubt')))
      this.#claims.release(row);
    if (from) changes.set(from, (changes.get(from) ?? 0) - 1);
    if (typeof entry === 'number') {
      deleteRow.run(run.seq, row);
      this.#rowChanges.delete(row);
      this.#open.delete(row);
      return;
    }
    const { state, key } = entry;
    if (!mayBecome(from, state)) {
      throw new LedgerError(
        'row-settled-twice',
        LEDGER_MESSAGES['row-settled-twice'].text.transition(row, from, state),
      );
    }
    (from ? replace : insert).run(run.seq, ...toValues(entry));
    if (entry.change) this.#rowChanges.put(row, entry.change);
    changes.set(state, (changes.get(state) ?? 0) + 1);
    if (isOpen(state)) this.#open.set(row, state);
    else if (from) this.#open.delete(row);
    if (needsReview(entry)) this.#hasRowsToReview = true;
    if (key && SUCCESS_STATES.includes(state)) {
      learn.run(run.scope, run.target, run.keyField, key, entry.remoteId ?? null, entry.hash ?? null, run.seq);
    }
    if (isOutcome(entry) && mayExistRemotely(entry)) this.#learnValues(entry);
    if (isOutcome(entry)) this.#learnUnique(entry);
  }

  /** Rows that people have to review are in the errors file themselves, and must not be found there as others. */
  #learnUnique(entry: RowOutcome): void {
    const { row, state, code = '', uniqueValues } = entry;
    const isThere = SUCCESS_STATES.includes(state) || (state === 'skipped' && SENT_BEFORE_CODES.includes(code));
    if (uniqueValues === undefined || !isThere || needsReview(entry)) return;
    this.#values.keyless.learn(this.#options.run.seq, { row, identities: uniqueValues });
  }

  #learnValues({ row, key, identities }: RowOutcome): void {
    if (identities === undefined) return;
    const values = key === undefined ? this.#values.keyless : this.#values.keyed;
    values.learn(this.#options.run.seq, { row, key, identities });
  }
}

/** Why rows are skipped whose values an earlier run has sent. */
const SENT_BEFORE_CODES: readonly string[] = ['unchanged', 'already-imported'];

/** May the row's record exist? That of a row in doubt may: sending its values under another key could overwrite it. */
function mayExistRemotely({ state, key }: RowRecord): boolean {
  return SUCCESS_STATES.includes(state) || (state === 'in_doubt' && key !== undefined);
}

/** Do people have to review the row? */
function needsReview({ state, code }: RowRecord): boolean {
  return code === MERGED_CODE || (ERROR_STATES as readonly RowState[]).includes(state);
}

function isOutcome(entry: RowRecord): entry is RowOutcome {
  return entry.state !== 'sending' && entry.state !== 'saved';
}

function prepare(database: DatabaseSync) {
  // Must be exactly the condition of the index, or SQLite does not use it.
  const toReview = `(state IN (${ERROR_STATES.map((state) => `'${state}'`).join(', ')}) OR code = '${MERGED_CODE}')`;
  const placeholders = ROW_COLUMNS.split(',')
    .map(() => '?')
    .join(', ');
  return {
    insert: database.prepare(`INSERT INTO rows (run, ${ROW_COLUMNS}) VALUES (?, ${placeholders})`),
    replace: database.prepare(`INSERT OR REPLACE INTO rows (run, ${ROW_COLUMNS}) VALUES (?, ${placeholders})`),
    deleteRow: database.prepare("DELETE FROM rows WHERE run = ? AND row = ? AND state = 'sending'"),
    learn: database.prepare(
      `INSERT INTO keys (scope, target, field, key, id, hash, run) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET id = coalesce(excluded.id, id), hash = excluded.hash, run = excluded.run`,
    ),
    known: database.prepare(
      'SELECT row, state, key, hash, remote_id, action, attempts, step FROM rows WHERE run = ? AND row BETWEEN ? AND ?',
    ),
    counts: database.prepare('SELECT state, rows FROM row_counts WHERE run = ?'),
    addCount: database.prepare(
      'INSERT INTO row_counts (run, state, rows) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET rows = rows + excluded.rows',
    ),
    count: database.prepare('SELECT state, count(*) AS rows FROM rows WHERE run = ? GROUP BY state'),
    skipReasons: database.prepare(
      "SELECT code, count(*) AS rows FROM rows WHERE run = ? AND state = 'skipped' AND code IS NOT NULL GROUP BY code",
    ),
    causes: database.prepare(
      `SELECT state, code, field, message, min(row) AS first, count(*) AS rows FROM rows INDEXED BY rows_to_look_at
       WHERE run = ? AND ${toReview} GROUP BY state, code, field ORDER BY rows DESC, first LIMIT ?`,
    ),
    anyToReview: database.prepare(
      `SELECT 1 FROM rows INDEXED BY rows_to_look_at WHERE run = ? AND ${toReview} LIMIT 1`,
    ),
    ids: database.prepare('SELECT row, key, remote_id FROM rows WHERE run = ? AND remote_id IS NOT NULL'),
    all: database.prepare(
      `SELECT ${ROW_COLUMNS} FROM rows WHERE run = ? AND state NOT IN ('sending', 'saved') ORDER BY row`,
    ),
    unsuccessful: database.prepare(
      `SELECT ${ROW_COLUMNS} FROM rows INDEXED BY rows_to_look_at
       WHERE run = ? AND ${toReview} ORDER BY row`,
    ),
  };
}
