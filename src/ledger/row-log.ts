import type { DatabaseSync } from 'node:sqlite';
import { asLedgerError, LedgerError } from './ledger-error.ts';
import { type FinalState, mayBecome, type RowState } from './row-states.ts';

/** What became of a row. */
export interface RowOutcome {
  readonly row: number;
  readonly state: FinalState;
  readonly key?: string | undefined;
  /** Hash of the payload, for `--changed-only`. */
  readonly hash?: string | undefined;
  readonly remoteId?: string | undefined;
  readonly action?: string | undefined;
  readonly attempts?: number | undefined;
  readonly code?: string | undefined;
  readonly field?: string | undefined;
  readonly message?: string | undefined;
  /** The row's cells as text, kept for rows that did not succeed, so that `errors.csv` can be written again. */
  readonly cells?: readonly string[] | undefined;
}

/** A row whose request is about to leave. */
export interface RowIntent {
  readonly row: number;
  readonly key?: string | undefined;
  readonly hash?: string | undefined;
}

/** A row that the run has touched before. */
export interface KnownRow {
  readonly state: RowState;
  readonly key: string | undefined;
}

/** How many rows of a run are in each state. */
export type StateCounts = Readonly<Partial<Record<RowState, number>>>;

export interface RowLogOptions {
  readonly database: DatabaseSync;
  readonly path: string;
  readonly run: { readonly seq: number; readonly scope: string; readonly target: string; readonly keyField: string };
  /** Called with the outcomes of a group once they are on disk, in the order of their settling. */
  readonly onDurable?: (outcomes: readonly RowOutcome[]) => void;
}

/** Writes that wait for one commit at most. */
const GROUP_SIZE = 256;
/** A request waits for its intent; nobody waits for an outcome, so more of them share a commit. */
const INTENT_MS = 2;
const OUTCOME_MS = 100;

interface Entry {
  readonly intent?: RowIntent;
  readonly outcome?: RowOutcome;
  /** The number of a row whose intent came to nothing. */
  readonly withdrawn?: number;
}

interface Waiting extends Entry {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The rows of one run. Writes are grouped: one durable commit for many of them, or for those of a few milliseconds. A
 * commit blocks until the disk has it, so there should be few. A promise resolves when its write is on disk. Errors: `LedgerError`, after which nothing may be sent.
 */
export class RowLog {
  readonly #options: RowLogOptions;
  readonly #statements: ReturnType<typeof prepare>;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #broken: LedgerError | undefined;

  constructor(options: RowLogOptions) {
    this.#options = options;
    this.#statements = prepare(options.database);
  }

  /** Notes that the row's request is about to leave. */
  intend(intent: RowIntent): Promise<void> {
    return this.#enqueue({ intent });
  }

  /** Takes an intent back: the request surely did not reach the server, so the row is as if untouched. */
  withdraw(row: number): Promise<void> {
    return this.#enqueue({ withdrawn: row });
  }

  /** Notes what became of the row; a success teaches the ledger its key's id. */
  settle(outcome: RowOutcome): Promise<void> {
    return this.#enqueue({ outcome });
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#dueAt = Number.POSITIVE_INFINITY;
    const group = this.#waiting;
    if (group.length === 0) return;
    this.#waiting = [];
    try {
      this.#commit(group);
    } catch (error) {
      this.#broken = asLedgerError(this.#options.path, error);
      for (const { reject } of group) reject(this.#broken);
      return;
    }
    const outcomes = group.flatMap(({ outcome }) => outcome ?? []);
    if (outcomes.length > 0) this.#options.onDurable?.(outcomes);
    for (const { resolve } of group) resolve();
  }

  /** What is known of the rows in a range of row numbers, both ends included. */
  known(first: number, last: number): Map<number, KnownRow> {
    const rows = this.#statements.known.all(this.#options.run.seq, first, last);
    return new Map(
      rows.map(({ row, state, key }) => [
        Number(row),
        { state: state as RowState, key: key === null ? undefined : String(key) },
      ]),
    );
  }

  /** Counts the run's rows by state. Reads all of them: for the receipt at the end. */
  count(): StateCounts {
    const rows = this.#statements.count.all(this.#options.run.seq);
    return Object.fromEntries(rows.map(({ state, n }) => [state as RowState, Number(n)]));
  }

  /** The run's outcomes in row order; those that did not succeed have their cells. */
  *outcomes(filter: 'all' | 'unsuccessful'): Generator<RowOutcome> {
    const statement = filter === 'all' ? this.#statements.all : this.#statements.unsuccessful;
    for (const record of statement.iterate(this.#options.run.seq)) yield fromRecord(record);
  }

  #enqueue(entry: Entry): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...entry, resolve, reject });
      if (this.#waiting.length >= GROUP_SIZE) this.flush();
      else this.#flushWithin(entry.outcome ? OUTCOME_MS : INTENT_MS);
    });
  }

  #flushWithin(ms: number): void {
    const dueAt = performance.now() + ms;
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.flush(), ms);
  }

  #commit(group: readonly Waiting[]): void {
    const { database, run } = this.#options;
    const { write, learn, state, withdraw } = this.#statements;
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const { intent, outcome, withdrawn } of group) {
        if (withdrawn !== undefined) withdraw.run(run.seq, withdrawn);
        const entry = intent ?? outcome;
        if (!entry) continue;
        const to = outcome?.state ?? 'sending';
        const from = state.get(run.seq, entry.row)?.['state'] as RowState | undefined;
        if (!mayBecome(from, to))
          throw new LedgerError('row-settled-twice', `row ${entry.row} is ${from} and cannot become ${to}`);
        write.run(...toRecord(run.seq, entry.row, to, outcome ?? (intent as RowIntent)));
        if (outcome && entry.key && isLearned(outcome)) {
          learn.run(
            run.scope,
            run.target,
            run.keyField,
            entry.key,
            outcome.remoteId ?? null,
            outcome.hash ?? null,
            run.seq,
          );
        }
      }
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}

function isLearned({ state }: RowOutcome): boolean {
  return state === 'created' || state === 'updated' || state === 'done';
}

function toRecord(run: number, row: number, state: RowState, entry: Partial<RowOutcome>) {
  const { key, hash, remoteId, action, attempts, code, field, message, cells } = entry;
  const text = (value: string | undefined) => value ?? null;
  return [
    run,
    row,
    state,
    text(key),
    text(hash),
    text(remoteId),
    text(action),
    attempts ?? 0,
    text(code),
    text(field),
    text(message),
    cells ? JSON.stringify(cells) : null,
  ] as const;
}

function fromRecord(record: Record<string, unknown>): RowOutcome {
  const text = (name: string) => (record[name] === null ? undefined : String(record[name]));
  const cells = text('cells');
  return {
    row: Number(record['row']),
    state: record['state'] as FinalState,
    key: text('key'),
    hash: text('hash'),
    remoteId: text('remote_id'),
    action: text('action'),
    attempts: Number(record['attempts']),
    code: text('code'),
    field: text('field'),
    message: text('message'),
    cells: cells === undefined ? undefined : (JSON.parse(cells) as string[]),
  };
}

function prepare(database: DatabaseSync) {
  const columns = 'run, row, state, key, hash, remote_id, action, attempts, code, field, message, cells';
  return {
    write: database.prepare(`INSERT OR REPLACE INTO rows (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    learn: database.prepare(
      'INSERT OR REPLACE INTO keys (scope, target, field, key, id, hash, run) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    withdraw: database.prepare("DELETE FROM rows WHERE run = ? AND row = ? AND state = 'sending'"),
    state: database.prepare('SELECT state FROM rows WHERE run = ? AND row = ?'),
    known: database.prepare('SELECT row, state, key FROM rows WHERE run = ? AND row BETWEEN ? AND ?'),
    count: database.prepare('SELECT state, count(*) AS n FROM rows WHERE run = ? GROUP BY state'),
    all: database.prepare(`SELECT ${columns} FROM rows WHERE run = ? ORDER BY row`),
    unsuccessful: database.prepare(
      `SELECT ${columns} FROM rows WHERE run = ? AND state IN ('rejected', 'failed', 'in_doubt', 'sending') ORDER BY row`,
    ),
  };
}
