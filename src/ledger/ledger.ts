import { createHash } from 'node:crypto';
import { readdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { AuditTrail } from './audit-trail.ts';
import { DailyCallCounter } from './daily-calls.ts';
import { type Lock, openDatabase, tryLock, withLock } from './database.ts';
import { asLedgerError } from './ledger-error.ts';
import { LeftOutCells } from './left-out-cells.ts';
import { deleteOldRuns, type OldRun } from './maintenance.ts';
import { LEDGER_POLICY } from './policy.ts';
import { RowLog, type RowLogListener } from './row-log.ts';
import { type FailedRows, failedRows, type RowOutcome, rowOutcome } from './row-record.ts';
import { RunStore, type StoredRun } from './run-store.ts';
import { type IdentityGroup, IdentityValues } from './sent-keys.ts';
import { SharedRateLimiter } from './shared-rate-limiter.ts';
import { StoredChanges } from './stored-changes.ts';
import { type AuditReport, verifyAudit } from './verify-audit.ts';

const POLICY = LEDGER_POLICY.locks;

/** Names in the home folder that older versions use, too. */
const STAGING_FOLDER = 'spool';
const RATE_FILE = 'pace.db';

/** A token with its times in epoch milliseconds. */
interface Token {
  readonly token: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** Everything sobot-etl remembers between runs: one SQLite file in its home folder, shared by all processes. Errors: `LedgerError`. */
export class Ledger {
  readonly path: string;
  readonly runs: RunStore;
  /** What happened to runs. */
  readonly audit: AuditTrail;
  readonly #home: string;
  readonly #database: DatabaseSync;
  #rateLimiter: SharedRateLimiter | undefined;

  constructor(home: string) {
    this.#home = home;
    this.path = join(home, 'ledger.db');
    this.#database = openDatabase(this.path);
    this.audit = new AuditTrail(this.#database, this.path);
    this.runs = new RunStore(this.#database, this.path, this.audit);
  }

  /** The rows of a run. */
  rows(run: StoredRun, listener?: RowLogListener): RowLog {
    return new RowLog({ database: this.#database, path: this.path, run, ...(listener && { listener }) });
  }

  /** The run's rows that did not succeed, to be found by their numbers. */
  failedRows(run: StoredRun): FailedRows {
    return failedRows(this.#database, run);
  }

  /** What the run's rows changed, or would change. */
  changes(run: StoredRun): StoredChanges {
    return new StoredChanges(this.#database, run);
  }

  /** The cells of a plan that are not to be applied. */
  leftOut(run: StoredRun): LeftOutCells {
    return new LeftOutCells(this.#database, this.path, run);
  }

  /** What became of a row; undefined if the run has not touched it. */
  outcome(run: StoredRun, row: number): RowOutcome | undefined {
    return rowOutcome(this.#database, run, row);
  }

  /** Proves that the runs are as the audit trail recorded them. `head`: a hash that must be in the trail. */
  verifyAudit(head?: string): AuditReport {
    return this.#guard(() => verifyAudit(this.#database, head));
  }

  /** Locks the run for this process; undefined if another process has it locked. */
  lockRun(id: string): Lock | undefined {
    return tryLock(this.#lockPath(`run-${id}`));
  }

  /** Is a process, this one included, working on the run? */
  isLive(id: string): boolean {
    const lock = this.lockRun(id);
    lock?.release();
    return lock === undefined;
  }

  /** Locks a folder for this process's files; undefined if another process writes into it. */
  lockFolder(path: string): Lock | undefined {
    return tryLock(this.#lockPath(folderLock(path)));
  }

  /** The staging file with a copy of a run's standard input, so that the run can be resumed. */
  stagingPath(id: string): string {
    return join(this.#home, STAGING_FOLDER, id);
  }

  /**
   * Deletes runs whose last activity is before a time, except those that a process is working on. Lock files stay: another process may
   * be about to lock one, and a lock on a deleted file keeps nobody out.
   */
  prune(before: number): OldRun[] {
    return this.#guard(() => {
      const deleted = deleteOldRuns(this.#database, before, {
        lock: ({ id, outDir }) => this.#lockBoth(id, outDir),
        record: (run) => this.audit.remove(run),
        cleanUp: ({ id }) => rmSync(this.stagingPath(id), { force: true }),
      });
      this.sweepStagingFiles();
      return deleted;
    });
  }

  /** Removes staging files whose run was never recorded, because its process was killed before that. */
  sweepStagingFiles(): void {
    const folder = join(this.#home, STAGING_FOLDER);
    for (const name of filesIn(folder)) {
      const [id = ''] = name.split('.');
      if (this.runs.has(id)) continue;
      const lock = this.lockRun(id);
      // The run may have been recorded just before its lock was released.
      if (lock && !this.runs.has(id)) rmSync(join(folder, name), { force: true, recursive: true });
      lock?.release();
    }
  }

  /** Stores one tenant's token, with a lock for its renewal. */
  tokens(scope: string) {
    const read = this.#database.prepare('SELECT token, issued_at, expires_at FROM tokens WHERE scope = ?');
    const write = this.#database.prepare(
      'INSERT OR REPLACE INTO tokens (scope, token, issued_at, expires_at) VALUES (?, ?, ?, ?)',
    );
    return {
      read: (): Token | undefined => {
        const record = read.get(scope);
        return (
          record && {
            token: String(record['token']),
            issuedAtMs: Number(record['issued_at']),
            expiresAtMs: Number(record['expires_at']),
          }
        );
      },
      write: ({ token, issuedAtMs, expiresAtMs }: Token): void => {
        this.#guard(() => write.run(scope, token, issuedAtMs, expiresAtMs));
      },
      forget: (): void => {
        this.#guard(() => this.#database.prepare('DELETE FROM tokens WHERE scope = ?').run(scope));
      },
      locked: <T>(work: () => Promise<T>): Promise<T> =>
        withLock(this.#lockPath(`token-${scope}`), POLICY.maxWaitMs, work),
    };
  }

  /** Reference lists of one tenant, as they were last read. */
  lookups(scope: string) {
    const read = this.#database.prepare('SELECT content, fetched_at FROM lookups WHERE scope = ? AND name = ?');
    const write = this.#database.prepare(
      'INSERT OR REPLACE INTO lookups (scope, name, content, fetched_at) VALUES (?, ?, ?, ?)',
    );
    return {
      get: (name: string): { rows: unknown[]; fetchedAt: number } | undefined => {
        const record = read.get(scope, name);
        return (
          record && {
            rows: JSON.parse(String(record['content'])) as unknown[],
            fetchedAt: Number(record['fetched_at']),
          }
        );
      },
      set: (name: string, rows: readonly unknown[], fetchedAt: number): void => {
        this.#guard(() => write.run(scope, name, JSON.stringify(rows), fetchedAt));
      },
    };
  }

  /** The export cursors of one tenant. */
  exportCursors(scope: string): ExportCursors {
    return new ExportCursors(this.#database, this.path, scope);
  }

  /** What earlier runs stored about keys: the server's id, and the hash of what was last sent. `field` is the key's field. */
  keys(scope: string) {
    const read = this.#database.prepare(
      'SELECT id, hash, run FROM keys WHERE scope = ? AND target = ? AND field = ? AND key = ?',
    );
    const anyKey = this.#database.prepare(
      'SELECT 1 FROM keys WHERE scope = ? AND target = ? AND field = ? AND id IS NOT NULL LIMIT 1',
    );
    const others = this.#database.prepare(
      `SELECT key, runs.id AS run FROM keys LEFT JOIN runs ON runs.seq = keys.run
       WHERE keys.scope = ? AND keys.target = ? AND keys.id = ? AND field = ? AND key <> ? LIMIT 1`,
    );
    const any = this.#database.prepare(
      'SELECT DISTINCT id, NULL AS hash, NULL AS run FROM keys WHERE scope = ? AND target = ? AND key = ? AND id IS NOT NULL LIMIT 2',
    );
    const known = (
      target: string,
      key: string,
      field?: string,
    ): { id: string | undefined; hash: string | undefined; run: number | undefined } | undefined => {
      const records = field === undefined ? any.all(scope, target, key) : read.all(scope, target, field, key);
      const [record] = records;
      if (!record || records.length > 1) return undefined;
      const text = (value: unknown) => (value === null ? undefined : String(value));
      const run = record['run'] === null ? undefined : Number(record['run']);
      return { id: text(record['id']), hash: text(record['hash']), run };
    };
    return {
      find(target: string, key: string, field?: string) {
        const found = known(target, key, field);
        return found && { id: found.id, hash: found.hash };
      },
      /** The same, with the number of the run that stored it. */
      known,
      /** Is any key of the field known? */
      any: (target: string, field: string): boolean => anyKey.get(scope, target, field) !== undefined,
      /** Another key under which the id is known, with the run that stored it, if the run still exists. */
      other: (
        target: string,
        field: string,
        id: string,
        key: string,
      ): { readonly key: string; readonly run: string | undefined } | undefined => {
        const record = others.get(scope, target, id, field, key);
        return (
          record && { key: String(record['key']), run: record['run'] === null ? undefined : String(record['run']) }
        );
      },
    };
  }

  /** The identifying values that the rows of a group were sent with. */
  identities(group: IdentityGroup): IdentityValues {
    return new IdentityValues(this.#database, group);
  }

  /** Is any identifying value known? */
  knowsIdentities(): boolean {
    return this.#database.prepare('SELECT 1 FROM identities LIMIT 1').get() !== undefined;
  }

  /** Gives out permits to send for one tenant, shared by all processes of the machine. */
  permits(scope: string, now: () => number) {
    this.#rateLimiter ??= new SharedRateLimiter(join(this.#home, RATE_FILE));
    const limiter = this.#rateLimiter;
    return {
      take: (intervalMs: number, maxPermits: number) => limiter.take(scope, now(), intervalMs, maxPermits),
      pause: (until: number): void => limiter.pause(scope, until),
    };
  }

  /** The calls of each day against a tenant's budget, shared by all processes of the machine. */
  dailyCalls(scope: string): DailyCallCounter {
    return new DailyCallCounter(this.#database, this.path, scope);
  }

  close(): void {
    this.#rateLimiter?.close();
    this.#database.close();
  }

  #lockBoth(id: string, outDir: string): readonly Lock[] | undefined {
    const run = this.lockRun(id);
    if (!run) return undefined;
    const folder = this.lockFolder(outDir);
    if (folder) return [run, folder];
    run.release();
    return undefined;
  }

  #lockPath(name: string): string {
    return join(this.#home, 'locks', `${name}.lock`);
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw asLedgerError(this.path, error);
    }
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function folderLock(path: string): string {
  return `folder-${createHash('sha256').update(realPath(path)).digest('hex').slice(0, 16)}`;
}

/** The canonical path of a file or folder, whichever links lead to it, and whether or not it exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const full = resolve(path);
    return dirname(full) === full ? full : join(realPath(dirname(full)), basename(full));
  }
}

/** An identifier of a tenant that does not reveal its credentials. */
export function scopeOf(baseUrl: string, appId: string): string {
  return createHash('sha256').update(`${baseUrl}\n${appId}`).digest('hex').slice(0, 16);
}

/** The export cursors of one tenant: by stream and filter, the time up to which changes have been exported. */
class ExportCursors {
  readonly #read: ReturnType<DatabaseSync['prepare']>;
  readonly #write: ReturnType<DatabaseSync['prepare']>;
  readonly #scope: string;
  readonly #path: string;

  constructor(database: DatabaseSync, path: string, scope: string) {
    this.#read = database.prepare('SELECT value FROM watermarks WHERE scope = ? AND stream = ? AND filter = ?');
    this.#write = database.prepare(
      'INSERT OR REPLACE INTO watermarks (scope, stream, filter, value) VALUES (?, ?, ?, ?)',
    );
    this.#scope = scope;
    this.#path = path;
  }

  /** Where the next export of changes begins, in epoch seconds; undefined before the first complete export. */
  get(stream: string, filter: string): number | undefined {
    const record = this.#read.get(this.#scope, stream, filter);
    return record && Number(record['value']);
  }

  set(stream: string, filter: string, epochSeconds: number): void {
    try {
      this.#write.run(this.#scope, stream, filter, epochSeconds);
    } catch (error) {
      throw asLedgerError(this.#path, error);
    }
  }
}
