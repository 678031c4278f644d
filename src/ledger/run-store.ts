import { type AuditTrail, hashRows } from './audit-trail.ts';
import { LedgerError } from './ledger-error.ts';
import { LEDGER_MESSAGES } from './messages.ts';
import { type StateCounts, storedCounts } from './row-log.ts';
import type { SqlConnection, SqlDatabase } from './sql.ts';

/** What is stored about a run when it starts; enough to resume it in another process. */
export interface NewRun {
  readonly id: string;
  readonly command: string;
  readonly target: string;
  /** The target's field that is the rows' key; empty where the mapping has none. */
  readonly keyField: string;
  /** The tenant: a hash of base URL and app id. */
  readonly scope: string;
  readonly input: string;
  readonly inputBytes: number;
  readonly inputSha256: string;
  readonly mapping: string;
  readonly mappingText: string;
  /** The command's own settings, as JSON can hold them. Never a secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly outDir: string;
  readonly startedAt: number;
}

export interface StoredRun extends NewRun {
  readonly seq: number;
  readonly status: RunStatus;
  readonly reason: string | undefined;
  readonly summary: Readonly<Record<string, unknown>> | undefined;
  readonly endedAt: number | undefined;
}

/** The commands whose runs send nothing: one that was cut short is not resumed, since what it read is out of date. */
const READING_COMMANDS = ['plan', 'verify'] as const;

const INSERT_RUN = (greatest: string) =>
  `INSERT INTO runs (seq, id, command, target, key_field, scope, stage, input, input_bytes, input_sha256, mapping, mapping_text, settings, out_dir, started_at)
   VALUES (1 + ${greatest}((SELECT coalesce(max(seq), 0) FROM runs), (SELECT max(seq) FROM last_forgotten)), ?, ?, ?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?)`;

/** The runs in the ledger, newest first. */
export class RunStore {
  readonly #database: SqlDatabase;
  readonly #audit: AuditTrail;

  constructor(database: SqlDatabase, audit: AuditTrail) {
    this.#database = database;
    this.#audit = audit;
  }

  create(run: NewRun): Promise<StoredRun> {
    return this.#change(async (connection) => {
      await connection.run(INSERT_RUN(connection.dialect.greatest), [
        run.id,
        run.command,
        run.target,
        run.keyField,
        run.scope,
        run.input,
        run.inputBytes,
        run.inputSha256,
        run.mapping,
        run.mappingText,
        JSON.stringify(run.settings),
        run.outDir,
        run.startedAt,
      ]);
      const record = await recordOf(connection, run.id);
      await this.#audit.start(connection, 'started', record);
      return fromRecord(record);
    });
  }

  /** The run whose id is, or begins with, `id`. */
  async find(id: string): Promise<StoredRun | undefined> {
    const exact = await this.#database.get('SELECT * FROM runs WHERE id = ?', [id]);
    if (exact) return fromRecord(exact);
    const near = await this.like(id, 2);
    return near.length === 1 ? near[0] : undefined;
  }

  /** The runs whose ids contain this text, newest first, at most `limit`. */
  async like(text: string, limit = 100): Promise<StoredRun[]> {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const sql = "SELECT * FROM runs WHERE id LIKE ? ESCAPE '\\' ORDER BY seq DESC LIMIT ?";
    return (await this.#database.all(sql, [pattern, limit])).map(fromRecord);
  }

  async has(id: string): Promise<boolean> {
    return (await this.#database.get('SELECT 1 FROM runs WHERE id = ?', [id])) !== undefined;
  }

  /** The newest runs, at most `limit`. */
  async list(limit: number): Promise<StoredRun[]> {
    return (await this.#database.all('SELECT * FROM runs ORDER BY seq DESC LIMIT ?', [limit])).map(fromRecord);
  }

  /** The runs that can be resumed, newest first, except those that only read and are repeated instead; with `orInDoubt` also those that left rows in doubt. Some may be locked by another process. */
  async *resumable(orInDoubt = false): AsyncGenerator<StoredRun> {
    const statuses = Object.entries(RUN_STATUSES).flatMap(([status, { resumable }]) =>
      resumable ? [`'${status}'`] : [],
    );
    const inDoubt =
      "(stage = 'completed_with_errors' AND seq IN (SELECT run FROM row_counts WHERE state = 'in_doubt' AND rows > 0))";
    const sql = `SELECT * FROM runs WHERE command NOT IN (${READING_COMMANDS.map((command) => `'${command}'`).join(', ')})
       AND (stage IN (${statuses.join(', ')})${orInDoubt ? ` OR ${inDoubt}` : ''}) ORDER BY seq DESC`;
    for await (const records of this.#database.parts(sql)) yield* records.map(fromRecord);
  }

  /** How many of a run's rows are in each state. */
  counts(run: StoredRun): Promise<StateCounts> {
    return storedCounts(this.#database, run);
  }

  /** Hashes the rows of a run that is about to end, for `move`: a second or two for a million. Undefined if it can be resumed. */
  async hashRows(run: StoredRun, status: RunStatus): Promise<string | undefined> {
    return RUN_STATUSES[status].resumable ? undefined : hashRows(this.#database, run.seq);
  }

  /** Moves the run to another status; with `outDir` its files go to another folder from now on. Errors: `LedgerError` if `RUN_STATUSES` does not allow it. */
  async move(
    run: StoredRun,
    status: RunStatus,
    end?: { at: number; reason?: string | undefined; summary: object; rowsHash?: string | undefined },
    outDir = run.outDir,
  ): Promise<StoredRun> {
    // Before the transaction, so that other processes may write. Nobody else writes rows of this run.
    const rowsHash = end?.rowsHash ?? (await this.hashRows(run, status));
    return this.#change(async (connection) => {
      const now = fromRecord(await recordOf(connection, run.id)).status;
      if (now !== status && !(RUN_STATUSES[now].next as readonly string[]).includes(status)) {
        throw new LedgerError('run-stage', LEDGER_MESSAGES['run-stage'].text.transition(run.id, now, status));
      }
      await connection.run(
        'UPDATE runs SET stage = ?, ended_at = ?, reason = ?, summary = coalesce(?, summary), out_dir = ? WHERE id = ?',
        [status, end?.at ?? null, end?.reason ?? null, end ? JSON.stringify(end.summary) : null, outDir, run.id],
      );
      const record = await recordOf(connection, run.id);
      if (status === 'running') await this.#audit.start(connection, 'resumed', record);
      else await this.#audit.end(connection, record, rowsHash);
      return fromRecord(record);
    });
  }

  /** Stores the run's request metrics, in the form that its command chose. */
  async saveTimeline(run: StoredRun, text: string): Promise<void> {
    await this.#database.run('UPDATE runs SET timeline = ? WHERE seq = ?', [text, run.seq]);
  }

  /** The request metrics that were stored last. */
  async timeline(run: StoredRun): Promise<string | undefined> {
    const record = await this.#database.get('SELECT timeline FROM runs WHERE seq = ?', [run.seq]);
    return typeof record?.['timeline'] === 'string' ? record['timeline'] : undefined;
  }

  /** Runs `work` in a transaction, which includes what it adds to the audit trail. */
  #change<Result>(work: (connection: SqlConnection) => Promise<Result>): Promise<Result> {
    return this.#database.transaction(
      async (connection) => {
        await this.#audit.begin(connection);
        return work(connection);
      },
      { exclusively: true },
    );
  }
}

async function recordOf(connection: SqlConnection, id: string): Promise<Readonly<Record<string, unknown>>> {
  const record = await connection.get('SELECT * FROM runs WHERE id = ?', [id]);
  if (!record) throw new LedgerError('run-unknown', LEDGER_MESSAGES['run-unknown'].text.id(id));
  return record;
}

function fromRecord(record: Readonly<Record<string, unknown>>): StoredRun {
  const text = (name: string) => String(record[name]);
  return {
    seq: Number(record['seq']),
    id: text('id'),
    command: text('command'),
    target: text('target'),
    keyField: text('key_field'),
    scope: text('scope'),
    status: record['stage'] as RunStatus,
    reason: record['reason'] === null ? undefined : text('reason'),
    input: text('input'),
    inputBytes: Number(record['input_bytes']),
    inputSha256: text('input_sha256'),
    mapping: text('mapping'),
    mappingText: text('mapping_text'),
    settings: JSON.parse(text('settings')) as Record<string, unknown>,
    outDir: text('out_dir'),
    summary: record['summary'] === null ? undefined : (JSON.parse(text('summary')) as Record<string, unknown>),
    startedAt: Number(record['started_at']),
    endedAt: record['ended_at'] === null ? undefined : Number(record['ended_at']),
  };
}

/** The statuses of a run and their transitions. A run that is `running` and not locked was killed. */
export const RUN_STATUSES = {
  running: { ended: false, resumable: true, next: ['completed', 'completed_with_errors', 'aborted', 'interrupted'] },
  interrupted: { ended: true, resumable: true, next: ['running'] },
  aborted: { ended: true, resumable: true, next: ['running'] },
  completed: { ended: true, resumable: false, next: [] },
  // Rows in doubt can be resolved later: resume --resend-in-doubt.
  completed_with_errors: { ended: true, resumable: false, next: ['running'] },
} as const satisfies Record<string, { ended: boolean; resumable: boolean; next: readonly string[] }>;

export type RunStatus = keyof typeof RUN_STATUSES;
