import { GroupCommit } from './group-commit.ts';
import { LEDGER_POLICY } from './policy.ts';
import {
  isOpen,
  type KnownRow,
  knownFrom,
  needsReview,
  outcomeFrom,
  ROW_COLUMNS,
  ROWS_TO_REVIEW,
  type RowFacts,
  type RowOutcome,
  type RowState,
} from './row-record.ts';
import { type Entry, isOutcome, type LoggedRun, type RowFence, RowWriter } from './row-writer.ts';
import type { Claim, ClaimConflict } from './sent-keys.ts';
import type { SqlDatabase, SqlValue } from './sql.ts';
import { StoredChanges } from './stored-changes.ts';

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

/** Where and how a log is written. */
interface RowLogOptions {
  readonly listener?: RowLogListener | undefined;
  /** Needed if other processes write rows of the run, too. */
  readonly fence?: RowFence | undefined;
}

/** An intent was not written, because another process has taken the row over: its request must not leave. */
export class RowTakenOver extends Error {
  override name = 'RowTakenOver';
}

/**
 * The rows of one run. Writes are grouped in order; a promise resolves when its write is on disk. Errors: `LedgerError`, after which
 * nothing may be sent.
 */
export class RowLog {
  readonly #database: SqlDatabase;
  readonly #run: LoggedRun;
  readonly #listener: RowLogListener | undefined;
  readonly #fence: RowFence | undefined;
  readonly #writer: RowWriter;
  readonly #group: GroupCommit<Entry>;
  readonly #counts: Partial<Record<RowState, number>>;
  /** Intents that were not written; whoever waits for them is told. */
  readonly #refused = new Set<Entry>();
  #hasRowsToReview: boolean;

  private constructor(
    database: SqlDatabase,
    run: LoggedRun,
    stored: { readonly counts: StateCounts; readonly hasRowsToReview: boolean; readonly writer: RowWriter },
    { listener, fence }: RowLogOptions,
  ) {
    this.#database = database;
    this.#run = run;
    this.#listener = listener;
    this.#fence = fence;
    this.#writer = stored.writer;
    this.#counts = { ...stored.counts };
    this.#hasRowsToReview = stored.hasRowsToReview;
    this.#group = new GroupCommit(
      (entries) => this.#commit(entries),
      (error) => listener?.onFailure(error),
    );
  }

  static async open(database: SqlDatabase, run: LoggedRun, options: RowLogOptions = {}): Promise<RowLog> {
    const counts = await storedCounts(database, run);
    const hasRowsToReview = await anyToReview(database, run);
    const writer = await RowWriter.open(database, run);
    return new RowLog(database, run, { counts, hasRowsToReview, writer }, options);
  }

  /** How many rows are in each state, by running counts. */
  get counts(): StateCounts {
    return { ...this.#counts };
  }

  /** Writes the intent that the row's request is about to leave. With a claim to its key, only if no other run has it; returns the conflict if there is one. Errors: `RowTakenOver`. */
  async begin(row: RowFacts, claim?: Claim): Promise<ClaimConflict | undefined> {
    const entry: Entry = { ...row, state: 'sending', ...(claim && { claim }) };
    await this.#group.add(entry);
    if (this.#refused.delete(entry)) throw new RowTakenOver(`row ${row.row}`);
    return claim?.conflict;
  }

  /** Deletes an intent: the request surely did not reach the server, so the row counts as untouched. */
  rollback(row: number): Promise<void> {
    return this.#group.add({ row, state: 'untouched' });
  }

  /** Notes that the row's own request succeeded and which follow-up request is next. Does not wait. */
  markSaved(row: RowFacts): void {
    this.#group.put({ ...row, state: 'saved' }, POLICY.maxSavedDelayMs);
  }

  /** Writes the outcome of the row; a success also stores the id of its key. Does not wait. */
  complete(outcome: RowOutcome): void {
    this.#group.put(outcome, POLICY.maxOutcomeDelayMs);
  }

  /** Commits pending writes; resolves when they are on disk, or that has failed. Never rejects. */
  flush(): Promise<void> {
    return this.#group.flush();
  }

  /** Reads again how many rows are in which state, since other processes write rows of the run, too. Nothing may be pending. */
  async refresh(): Promise<void> {
    const counts = await storedCounts(this.#database, this.#run);
    for (const state of Object.keys(this.#counts) as RowState[]) delete this.#counts[state];
    Object.assign(this.#counts, counts);
    this.#hasRowsToReview ||= await anyToReview(this.#database, this.#run);
  }

  /** What is known about the rows in a range of row numbers, both ends included. */
  known(first: number, last: number): Promise<Map<number, KnownRow>> {
    return this.#known('row BETWEEN ? AND ?', [first, last]);
  }

  /** What is known about rows, which may be far apart. */
  async knownOf(rows: readonly number[]): Promise<Map<number, KnownRow>> {
    if (rows.length === 0) return new Map();
    return this.#known(this.#database.dialect.among('row', 'integer'), [JSON.stringify(rows)]);
  }

  async #known(condition: string, values: readonly SqlValue[]): Promise<Map<number, KnownRow>> {
    const records = await this.#database.all(
      `SELECT row, state, key, hash, remote_id, action, attempts, step FROM rows WHERE run = ? AND ${condition}`,
      [this.#run.seq, ...values],
    );
    const rows = records.map(knownFrom);
    const open = rows.filter(({ state }) => isOpen(state)).map(({ row }) => row);
    const changes = await new StoredChanges(this.#database, this.#run).of(open);
    return new Map(
      rows.map((known) => {
        const change = changes.get(known.row);
        return [known.row, change === undefined ? known : { ...known, change }];
      }),
    );
  }

  /** Counts the run's rows by reading all of them, for the row count check at the end. */
  async count(): Promise<StateCounts> {
    return countsFrom(
      await this.#database.all('SELECT state, count(*) AS rows FROM rows WHERE run = ? GROUP BY state', [
        this.#run.seq,
      ]),
    );
  }

  /** Why rows did not succeed, most frequent first. */
  async causes(limit: number): Promise<StoredCause[]> {
    if (!this.#hasRowsToReview) return [];
    const records = await this.#database.all(
      `SELECT state, code, field, min(row) AS first, count(*) AS rows
       FROM rows ${REVIEW_INDEX(this.#database)}
       WHERE run = ? AND ${ROWS_TO_REVIEW} GROUP BY state, code, field ORDER BY count(*) DESC, min(row) LIMIT ?`,
      [this.#run.seq, limit],
    );
    const firstRows = JSON.stringify(records.map(({ first }) => Number(first)));
    const messages = new Map(
      (
        await this.#database.all(
          `SELECT row, message FROM rows WHERE run = ? AND ${this.#database.dialect.among('row', 'integer')}`,
          [this.#run.seq, firstRows],
        )
      ).map(({ row, message }) => [Number(row), String(message ?? '')]),
    );
    return records.map((record) => ({
      state: record['state'] as RowState,
      code: String(record['code'] ?? 'unknown'),
      field: String(record['field'] ?? ''),
      message: messages.get(Number(record['first'])) ?? '',
      firstRow: Number(record['first']),
      count: Number(record['rows']),
    }));
  }

  /** How many rows were skipped, by reason. Reads all rows. */
  async skipReasons(): Promise<Readonly<Record<string, number>>> {
    const reasons = await this.#database.all(
      "SELECT code, count(*) AS rows FROM rows WHERE run = ? AND state = 'skipped' AND code IS NOT NULL GROUP BY code",
      [this.#run.seq],
    );
    return Object.fromEntries(reasons.map(({ code, rows }) => [String(code), Number(rows)]));
  }

  /** The ids that rows of the run received, in any process. */
  async *ids(): AsyncGenerator<{ readonly row: number; readonly key: string | undefined; readonly id: string }> {
    const sql = 'SELECT row, key, remote_id FROM rows WHERE run = ? AND remote_id IS NOT NULL';
    for await (const records of this.#database.parts(sql, [this.#run.seq])) {
      for (const { row, key, remote_id } of records)
        yield { row: Number(row), key: key === null ? undefined : String(key), id: String(remote_id) };
    }
  }

  /** The run's final outcomes in row order; those that did not succeed have their cells. */
  async *outcomes(filter: 'all' | 'unsuccessful'): AsyncGenerator<RowOutcome> {
    if (filter === 'unsuccessful' && !this.#hasRowsToReview) return;
    const which =
      filter === 'all'
        ? "WHERE run = ? AND state NOT IN ('sending', 'saved')"
        : `${REVIEW_INDEX(this.#database)} WHERE run = ? AND ${ROWS_TO_REVIEW}`;
    const sql = `SELECT ${ROW_COLUMNS} FROM rows ${which} ORDER BY row`;
    for await (const records of this.#database.parts(sql, [this.#run.seq])) yield* records.map(outcomeFrom);
  }

  async #commit(entries: readonly Entry[]): Promise<void> {
    const { changes, conflicts, refused } = await this.#database.transaction((connection) =>
      this.#writer.write(connection, entries, this.#fence),
    );
    for (const entry of refused) if (entry.state === 'sending') this.#refused.add(entry);
    for (const [claim, conflict] of conflicts) claim.conflict = conflict;
    for (const [state, change] of changes) this.#counts[state] = (this.#counts[state] ?? 0) + change;
    const outcomes = entries.filter(isOutcome).filter((outcome) => !refused.has(outcome));
    if (outcomes.some(needsReview)) this.#hasRowsToReview = true;
    this.#listener?.onDurable(outcomes, changes);
  }
}

/** How many rows of a run are in each state, by running counts. */
export async function storedCounts(
  database: Pick<SqlDatabase, 'all'>,
  run: { readonly seq: number },
): Promise<StateCounts> {
  return countsFrom(await database.all('SELECT state, rows FROM row_counts WHERE run = ?', [run.seq]));
}

async function anyToReview(database: SqlDatabase, { seq }: LoggedRun): Promise<boolean> {
  const sql = `SELECT 1 FROM rows ${REVIEW_INDEX(database)} WHERE run = ? AND ${ROWS_TO_REVIEW} LIMIT 1`;
  return (await database.get(sql, [seq])) !== undefined;
}

function countsFrom(records: readonly Readonly<Record<string, unknown>>[]): StateCounts {
  return Object.fromEntries(records.map(({ state, rows }) => [state as RowState, Number(rows)]));
}

const REVIEW_INDEX = ({ dialect }: SqlDatabase) => dialect.indexedBy('rows_to_look_at');
