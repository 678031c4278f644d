import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { currentOperator, type Operator } from './operator.ts';
import { ROW_COLUMNS } from './row-record.ts';
import type { SqlConnection, SqlDatabase } from './sql.ts';

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
  readonly #database: SqlDatabase;
  readonly #home: string;
  #operator: Operator | undefined;

  /** `home`: a folder of the operator's own. */
  constructor(database: SqlDatabase, home: string) {
    this.#database = database;
    this.#home = home;
  }

  /** Begins the trail unless it has begun. Called in an exclusive transaction, before anything is written. */
  async begin(connection: SqlConnection): Promise<void> {
    if ((await lastEvent(connection)) !== undefined) return;
    const counted = await connection.get('SELECT count(*) AS runs, coalesce(max(seq), 0) AS last FROM runs');
    await this.#append(connection, 'began', '', {
      runs_before: Number(counted?.['runs']),
      last_run: Number(counted?.['last']),
    });
  }

  /** Records that a run starts, or is resumed: with everything about it that does not change. Called in the run's transaction. */
  start(connection: SqlConnection, kind: 'started' | 'resumed', record: RunRecord): Promise<void> {
    return this.#append(connection, kind, String(record['id']), runFacts(record));
  }

  /** Records how a run ended. `rowsHash`: of its rows. Called in the run's transaction. */
  async end(connection: SqlConnection, record: RunRecord, rowsHash: string | undefined): Promise<void> {
    await this.#append(connection, 'ended', String(record['id']), await endFacts(connection, record, rowsHash));
  }

  /** Records that a run is about to be removed. */
  async remove(run: { readonly id: string; readonly number: number; readonly status: string }): Promise<void> {
    const { id, number, status } = run;
    await this.#database.transaction(
      async (connection) => {
        await this.begin(connection);
        // An interrupted removal is repeated.
        const last = (await historyOf(connection, id)).at(-1);
        if (last?.kind !== 'removed') await this.#append(connection, 'removed', id, { number, status });
      },
      { exclusively: true },
    );
  }

  /** What happened to a run, oldest first; empty for a run from before the trail began. Events that were altered beyond reading are left out. */
  historyOf(run: string): Promise<AuditEvent[]> {
    return historyOf(this.#database, run);
  }

  async #append(
    connection: SqlConnection,
    kind: AuditEventKind,
    run: string,
    facts: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    this.#operator ??= currentOperator(this.#home);
    const text = JSON.stringify({ kind, at: Date.now(), run, ...facts, ...this.#operator });
    const { seq, hash } = (await lastEvent(connection)) ?? { seq: 0, hash: '' };
    await connection.run('INSERT INTO audit (seq, run, facts, hash) VALUES (?, ?, ?, ?)', [
      seq + 1,
      run,
      text,
      chainHash(hash, text),
    ]);
  }
}

async function lastEvent(
  connection: SqlConnection,
): Promise<{ readonly seq: number; readonly hash: string } | undefined> {
  const last = await connection.get('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
  return last && { seq: Number(last['seq']), hash: String(last['hash']) };
}

async function historyOf(connection: SqlConnection, run: string): Promise<AuditEvent[]> {
  const events = await connection.all('SELECT seq, facts FROM audit WHERE run = ? ORDER BY seq', [run]);
  return events.flatMap(({ seq, facts: text }) => {
    const facts = readFacts(String(text));
    if (facts === undefined || Number.isNaN(new Date(facts.at).getTime())) return [];
    const { kind, at, user, host, version, status } = facts;
    const ended = kind === 'ended' && typeof status === 'string' && { status };
    return [{ event: Number(seq), kind, at, user, host, version, ...ended }];
  });
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
export async function endFacts(
  connection: SqlConnection,
  record: RunRecord,
  rowsHash: string | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const { summary } = record;
  return {
    status: record['stage'],
    reason: record['reason'],
    ended_at: record['ended_at'],
    rows: await countsOf(connection, Number(record['seq'])),
    rows_sha256: rowsHash ?? null,
    summary_sha256: summary === null ? null : sha256(String(summary)),
  };
}

async function countsOf(connection: SqlConnection, seq: number): Promise<Readonly<Record<string, number>>> {
  const counts = await connection.all('SELECT state, rows FROM row_counts WHERE run = ? AND rows > 0', [seq]);
  // Sorted here, since databases sort texts differently.
  const inOrder = counts.map(({ state, rows }) => [String(state), Number(rows)] as const).sort();
  return Object.fromEntries(inOrder);
}

/** Rows that are hashed at once: about 40 ms. */
const ROWS_AT_ONCE = 20_000;

const HASHED_TABLES = [
  ['rows', ROW_COLUMNS],
  ['changes', 'row, id, name, cells, record'],
] as const;

/** The hash of the outcomes of a run's rows, and of what they changed, as JSON, in the order of the rows. Other work goes on meanwhile. */
export async function hashRows(connection: SqlConnection, seq: number): Promise<string> {
  const hash = createHash('sha256');
  for (const [table, columns] of HASHED_TABLES) {
    hash.update(`${table}\n`);
    const sql = `SELECT row, ${connection.dialect.jsonArray(columns)} AS text FROM ${table}
      WHERE run = ? AND row > ? ORDER BY row LIMIT ${ROWS_AT_ONCE}`;
    for (let last = -1, isWhole = false; !isWhole; ) {
      const part = await connection.all(sql, [seq, last]);
      hash.update(part.map(({ text }) => `${text}\n`).join(''));
      last = Number(part.at(-1)?.['row'] ?? last);
      isWhole = part.length < ROWS_AT_ONCE;
      await setImmediate();
    }
  }
  return hash.digest('hex');
}
