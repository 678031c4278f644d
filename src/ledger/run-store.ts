import type { DatabaseSync } from 'node:sqlite';
import { type AuditTrail, hashRows, hashRowsGently } from './audit-trail.ts';
import { createFileGuard } from './database.ts';
import { asLedgerError, LedgerError } from './ledger-error.ts';
import { LEDGER_MESSAGES } from './messages.ts';
import type { StateCounts } from './row-log.ts';
import type { RowState } from './row-record.ts';

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

/** The runs in the ledger, newest first. */
export class RunStore {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #requireFile: () => void;
  readonly #audit: AuditTrail;

  constructor(database: DatabaseSync, path: string, audit: AuditTrail) {
    this.#database = database;
    this.#path = path;
    this.#requireFile = createFileGuard(path);
    this.#audit = audit;
  }

  create(run: NewRun): StoredRun {
    return this.#inTransaction(() => {
      this.#database
        .prepare(
          `INSERT INTO runs (seq, id, command, target, key_field, scope, stage, input, input_bytes, input_sha256, mapping, mapping_text, settings, out_dir, started_at)
           VALUES (1 + max((SELECT coalesce(max(seq), 0) FROM runs), (SELECT max(seq) FROM last_forgotten)), ?, ?, ?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
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
        );
      const record = this.#record(run.id);
      this.#audit.start('started', record);
      return fromRecord(record);
    });
  }

  /** The run whose id is, or begins with, `id`. */
  find(id: string): StoredRun | undefined {
    const exact = this.#database.prepare('SELECT * FROM runs WHERE id = ?').get(id);
    if (exact) return fromRecord(exact);
    const near = this.like(id, 2);
    return near.length === 1 ? near[0] : undefined;
  }

  /** The runs whose ids contain this text, newest first, at most `limit`. */
  like(text: string, limit = 100): StoredRun[] {
    return this.#database
      .prepare("SELECT * FROM runs WHERE id LIKE ? ESCAPE '\\' ORDER BY seq DESC LIMIT ?")
      .all(`%${text.replace(/[\\%_]/g, '\\$&')}%`, limit)
      .map(fromRecord);
  }

  has(id: string): boolean {
    return this.#database.prepare('SELECT 1 FROM runs WHERE id = ?').get(id) !== undefined;
  }

  /** The newest runs, at most `limit`. */
  list(limit: number): StoredRun[] {
    return this.#database.prepare('SELECT * FROM runs ORDER BY seq DESC LIMIT ?').all(limit).map(fromRecord);
  }

  /** The runs that can be resumed, newest first, except those that only read and are repeated instead; with `orInDoubt` also those that left rows in doubt. Some may be locked by another process. */
  *resumable(orInDoubt = false): Generator<StoredRun> {
    const statuses = Object.entries(RUN_STATUSES).flatMap(([status, { resumable }]) =>
      resumable ? [`'${status}'`] : [],
    );
    const inDoubt =
      "(stage = 'completed_with_errors' AND seq IN (SELECT run FROM row_counts WHERE state = 'in_doubt' AND rows > 0))";
    const records = this.#database.prepare(
      `SELECT * FROM runs WHERE command NOT IN (${READING_COMMANDS.map((command) => `'${command}'`).join(', ')})
       AND (stage IN (${statuses.join(', ')})${orInDoubt ? ` OR ${inDoubt}` : ''}) ORDER BY seq DESC`,
    );
    for (const record of records.iterate()) yield fromRecord(record);
  }

  /** How many of a run's rows are in each state. */
  counts(run: StoredRun): StateCounts {
    const rows = this.#database.prepare('SELECT state, rows FROM row_counts WHERE run = ?').all(run.seq);
    return Object.fromEntries(rows.map(({ state, rows: number }) => [state as RowState, Number(number)]));
  }

  /** Hashes the rows of a run that is about to end, for `move`: a second or two for a million. Undefined if it can be resumed. */
  async hashRows(run: StoredRun, status: RunStatus): Promise<string | undefined> {
    if (RUN_STATUSES[status].resumable) return undefined;
    try {
      return await hashRowsGently(this.#database, run.seq);
    } catch (error) {
      throw asLedgerError(this.#path, error);
    }
  }

  /** Moves the run to another status. Errors: `LedgerError` if `RUN_STATUSES` does not allow it. */
  move(
    run: StoredRun,
    status: RunStatus,
    end?: { at: number; reason?: string | undefined; summary: object; rowsHash?: string | undefined },
  ): StoredRun {
    const isFinal = !RUN_STATUSES[status].resumable;
    // Before the transaction, so that other processes may write. Nobody else writes rows of this run.
    const rowsHash = isFinal ? (end?.rowsHash ?? this.#guard(() => hashRows(this.#database, run.seq))) : undefined;
    return this.#inTransaction(() => {
      const now = fromRecord(this.#record(run.id)).status;
      if (now !== status && !(RUN_STATUSES[now].next as readonly string[]).includes(status)) {
        throw new LedgerError('run-stage', LEDGER_MESSAGES['run-stage'].text.transition(run.id, now, status));
      }
      this.#database
        .prepare('UPDATE runs SET stage = ?, ended_at = ?, reason = ?, summary = coalesce(?, summary) WHERE id = ?')
        .run(status, end?.at ?? null, end?.reason ?? null, end ? JSON.stringify(end.summary) : null, run.id);
      const record = this.#record(run.id);
      if (status === 'running') this.#audit.start('resumed', record);
      else this.#audit.end(record, rowsHash);
      return fromRecord(record);
    });
  }

  /** Stores the run's request metrics, in the form that its command chose. */
  saveTimeline(run: StoredRun, text: string): void {
    this.#write('UPDATE runs SET timeline = ? WHERE seq = ?', [text, run.seq]);
  }

  /** The request metrics that were stored last. */
  timeline(run: StoredRun): string | undefined {
    const record = this.#database.prepare('SELECT timeline FROM runs WHERE seq = ?').get(run.seq);
    return typeof record?.['timeline'] === 'string' ? record['timeline'] : undefined;
  }

  #write(sql: string, values: readonly (string | number | null)[]): void {
    this.#guard(() => {
      this.#requireFile();
      this.#database.prepare(sql).run(...values);
    });
  }

  /** Runs `work` in a transaction, which includes what it adds to the audit trail. */
  #inTransaction<Result>(work: () => Result): Result {
    return this.#guard(() => {
      this.#requireFile();
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        this.#audit.begin();
        const result = work();
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw asLedgerError(this.#path, error);
    }
  }

  #record(id: string): Record<string, unknown> {
    const record = this.#database.prepare('SELECT * FROM runs WHERE id = ?').get(id);
    if (!record) throw new LedgerError('run-unknown', LEDGER_MESSAGES['run-unknown'].text.id(id));
    return record;
  }
}

function fromRecord(record: Record<string, unknown>): StoredRun {
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
