import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { currentOperator, type Operator } from './operator.ts';
import { ROW_COLUMNS } from './row-record.ts';

/**
 * What happens to runs. `began`: the trail itself, with the number of runs from before. A run is `started`, `resumed` any number of
 * times, each time `ended` unless it was killed, and `removed` by pruning.
 */
export type AuditEventKind = 'began' | 'started' | 'resumed' | 'ended' | 'removed';

/** An event of the audit trail. */
export interface AuditEvent extends Operator {
  /** Its number, from 1. */
  readonly event: number;
  readonly kind: AuditEventKind;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of `ended`. */
  readonly status?: string;
}

/** The facts of an event, as its text has them. */
export interface EventFacts extends Operator {
  readonly kind: AuditEventKind;
  readonly at: number;
  /** Empty for `began`. */
  readonly run: string;
  readonly [name: string]: unknown;
}

/** A record of the table `runs`. */
export type RunRecord = Readonly<Record<string, unknown>>;

/**
 * The append-only record of what happened to runs. Each event has the hash of its text and of the hash before it, so that changing or
 * removing one breaks the chain. Events are appended in the transaction that changes the run.
 */
export class AuditTrail {
  readonly #database: DatabaseSync;
  readonly #path: string;
  #operator: Operator | undefined;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  /** Begins the trail unless it has begun. Called in a transaction, before anything is written. */
  begin(): void {
    if (this.#last() !== undefined) return;
    const { runs, last } = this.#database
      .prepare('SELECT count(*) AS runs, coalesce(max(seq), 0) AS last FROM runs')
      .get() as Record<string, number>;
    this.#append('began', '', { runs_before: Number(runs), last_run: Number(last) });
  }

  /** Records that a run starts, or is resumed: with everything about it that does not change. Called in the run's transaction. */
  start(kind: 'started' | 'resumed', record: RunRecord): void {
    this.#append(kind, String(record['id']), runFacts(record));
  }

  /** Records how a run ended. `rowsHash`: of its rows. Called in the run's transaction. */
  end(record: RunRecord, rowsHash: string | undefined): void {
    this.#append('ended', String(record['id']), endFacts(this.#database, record, rowsHash));
  }

  /** Records that a run is about to be removed. */
  remove(run: { readonly id: string; readonly number: number; readonly status: string }): void {
    const { id, number, status } = run;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      this.begin();
      // An interrupted removal is repeated.
      const last = this.historyOf(id).at(-1);
      if (last?.kind !== 'removed') this.#append('removed', id, { number, status });
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** What happened to a run, oldest first; empty for a run from before the trail began. Events that were altered beyond reading are left out. */
  historyOf(run: string): AuditEvent[] {
    const events = this.#database.prepare('SELECT seq, facts FROM audit WHERE run = ? ORDER BY seq').all(run);
    return events.flatMap(({ seq, facts: text }) => {
      const facts = readFacts(String(text));
      if (facts === undefined || Number.isNaN(new Date(facts.at).getTime())) return [];
      const { kind, at, user, host, version, status } = facts;
      const ended = kind === 'ended' && typeof status === 'string' && { status };
      return [{ event: Number(seq), kind, at, user, host, version, ...ended }];
    });
  }

  #last(): { readonly seq: number; readonly hash: string } | undefined {
    const last = this.#database.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get();
    return last && { seq: Number(last['seq']), hash: String(last['hash']) };
  }

  #append(kind: AuditEventKind, run: string, facts: Readonly<Record<string, unknown>>): void {
    this.#operator ??= currentOperator(this.#path);
    const text = JSON.stringify({ kind, at: Date.now(), run, ...facts, ...this.#operator });
    const { seq, hash } = this.#last() ?? { seq: 0, hash: '' };
    this.#database
      .prepare('INSERT INTO audit (seq, run, facts, hash) VALUES (?, ?, ?, ?)')
      .run(seq + 1, run, text, chainHash(hash, text));
  }
}

/** The facts of an event; undefined if its text was altered beyond reading. */
export function readFacts(text: string): EventFacts | undefined {
  try {
    const facts = JSON.parse(text) as EventFacts | null;
    return typeof facts?.run === 'string' ? facts : undefined;
  } catch {
    return undefined;
  }
}

/** The hash of an event: of its text and the hash of the event before it. */
export function chainHash(before: string, text: string): string {
  return sha256(`${before}\n${text}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What does not change about a run, from its record. Long texts are there as their hashes. */
export function runFacts(record: RunRecord): Readonly<Record<string, unknown>> {
  return {
    number: record['seq'],
    command: record['command'],
    target: record['target'],
    key_field: record['key_field'],
    tenant: record['scope'],
    input: record['input'],
    input_bytes: record['input_bytes'],
    input_sha256: record['input_sha256'],
    mapping: record['mapping'],
    mapping_sha256: sha256(String(record['mapping_text'])),
    settings_sha256: sha256(String(record['settings'])),
    out_dir: record['out_dir'],
    started_at: record['started_at'],
  };
}

/** How a run ended, from its record. */
export function endFacts(
  database: DatabaseSync,
  record: RunRecord,
  rowsHash: string | undefined,
): Readonly<Record<string, unknown>> {
  const { summary } = record;
  return {
    status: record['stage'],
    reason: record['reason'],
    ended_at: record['ended_at'],
    rows: countsOf(database, Number(record['seq'])),
    rows_sha256: rowsHash ?? null,
    summary_sha256: summary === null ? null : sha256(String(summary)),
  };
}

function countsOf(database: DatabaseSync, seq: number): Readonly<Record<string, number>> {
  const counts = database
    .prepare('SELECT state, rows FROM row_counts WHERE run = ? AND rows > 0 ORDER BY state')
    .all(seq);
  return Object.fromEntries(counts.map(({ state, rows }) => [String(state), Number(rows)]));
}

/** Rows that are hashed at once: about 40 ms. */
const ROWS_AT_ONCE = 20_000;

const HASHED_TABLES = [
  ['rows', ROW_COLUMNS],
  ['changes', 'row, id, name, cells, record'],
] as const;

/** The hash of the outcomes of a run's rows, and of what they changed, as JSON, in the order of the rows. */
export function hashRows(database: DatabaseSync, seq: number): string {
  const hashing = hashInParts(database, seq);
  for (;;) {
    const part = hashing.next();
    if (part.done) return part.value;
  }
}

/** The same; other work of this process goes on meanwhile. */
export async function hashRowsGently(database: DatabaseSync, seq: number): Promise<string> {
  const hashing = hashInParts(database, seq);
  for (;;) {
    const part = hashing.next();
    if (part.done) return part.value;
    await setImmediate();
  }
}

function* hashInParts(database: DatabaseSync, seq: number): Generator<void, string> {
  const hash = createHash('sha256');
  for (const [table, columns] of HASHED_TABLES) {
    hash.update(`${table}\n`);
    const some = database.prepare(
      `SELECT row, json_array(${columns}) AS text FROM ${table} WHERE run = ? AND row > ? ORDER BY row LIMIT ${ROWS_AT_ONCE}`,
    );
    for (let last = -1, isWhole = false; !isWhole; ) {
      const part = some.all(seq, last);
      hash.update(part.map(({ text }) => `${text}\n`).join(''));
      last = Number(part.at(-1)?.['row'] ?? last);
      isWhole = part.length < ROWS_AT_ONCE;
      yield;
    }
  }
  return hash.digest('hex');
}
