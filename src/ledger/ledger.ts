import { createHash } from 'node:crypto';
import { readdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { durationText } from '../words/index.ts';
import { AuditTrail } from './audit-trail.ts';
import { DailyCallCounter } from './daily-calls.ts';
import { deleteOldRuns, type OldRun } from './delete-old-runs.ts';
import { KnownKeys } from './known-keys.ts';
import { LedgerError } from './ledger-error.ts';
import type { LedgerStore } from './ledger-store.ts';
import { LeftOutCells } from './left-out-cells.ts';
import { LEDGER_MESSAGES } from './messages.ts';
import { LEDGER_POLICY } from './policy.ts';
import type { DatabaseFacts } from './postgres/inspect-database.ts';
import type { PostgresDatabase } from './postgres/postgres-database.ts';
import { RowLog, type RowLogListener } from './row-log.ts';
import { type RowOutcome, rowOutcomes } from './row-record.ts';
import type { RowFence } from './row-writer.ts';
import { RunStore, type StoredRun } from './run-store.ts';
import { type IdentityGroup, IdentityValues } from './sent-keys.ts';
import type { Lock, LockTable, SharedPermits, SqlDatabase } from './sql.ts';
import { FileLocks } from './sqlite/file-locks.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';
import { StoredChanges } from './stored-changes.ts';
import { ExportCursors, StoredLookups, StoredToken } from './tenant-records.ts';
import { type AuditReport, verifyAudit } from './verify-audit.ts';

const POLICY = LEDGER_POLICY.locks;

/** A folder in the home folder that older versions use, too. */
const STAGING_FOLDER = 'spool';

/**
 * Opens the ledger, and creates it if it is missing: in a home folder, or in the database at `url`, `postgres://…`. Then the home folder
 * has only what stays on this machine. Errors: `LedgerError`.
 */
export async function openLedger({ home, url }: { readonly home: string; readonly url?: string }): Promise<Ledger> {
  if (url === undefined) return new Ledger(openSqliteStore(home), home);
  const { openPostgresStore } = await import('./postgres/postgres-store.ts');
  return new Ledger(await openPostgresStore(url), home);
}

/** Inspects the ledger in a PostgreSQL database, and changes nothing. Errors: `LedgerError`. */
export async function inspectDatabase(url: string): Promise<DatabaseFacts> {
  const { inspectPostgres } = await import('./postgres/inspect-database.ts');
  return inspectPostgres(url);
}

/** Everything sobot-etl remembers between runs, shared by all processes that use the same store. Errors: `LedgerError`. */
export class Ledger {
  readonly runs: RunStore;
  /** What happened to runs. */
  readonly audit: AuditTrail;
  readonly #home: string;
  readonly #store: LedgerStore;
  readonly #database: SqlDatabase;
  /** For what is on this machine. */
  readonly #fileLocks: LockTable;

  /** `home`: the folder for what stays on this machine. */
  constructor(store: LedgerStore, home: string) {
    this.#home = home;
    this.#store = store;
    this.#database = store.database;
    this.#fileLocks = new FileLocks(home);
    this.audit = new AuditTrail(this.#database, home);
    this.runs = new RunStore(this.#database, this.audit);
  }

  /** How messages name it: the path of its file, or the address of its database. */
  get location(): string {
    return this.#database.location;
  }

  /** The database, if several machines can share it. */
  get postgres(): PostgresDatabase | undefined {
    return this.#store.postgres;
  }

  /** Opens the log of a run's rows. A fence is needed where several processes write rows of the run. */
  openRowLog(run: StoredRun, listener?: RowLogListener, fence?: RowFence): Promise<RowLog> {
    return RowLog.open(this.#database, run, { listener, fence });
  }

  /** What the run's rows changed, or would change. */
  changes(run: StoredRun): StoredChanges {
    return new StoredChanges(this.#database, run);
  }

  /** The cells of a plan that are not to be applied. */
  leftOut(run: StoredRun): LeftOutCells {
    return new LeftOutCells(this.#database, run);
  }

  /** What became of rows, by their numbers; rows that the run has not touched are missing. */
  outcomes(run: StoredRun, rows: readonly number[]): Promise<Map<number, RowOutcome>> {
    return rowOutcomes(this.#database, run, rows);
  }

  /** Proves that the runs are as the audit trail recorded them. `head`: a hash that must be in the trail. */
  verifyAudit(head?: string): Promise<AuditReport> {
    return verifyAudit(this.#database, head);
  }

  /** Locks the run for this process; undefined if another process has it locked. */
  lockRun(id: string): Promise<Lock | undefined> {
    return this.#store.locks.tryLock(`run-${id}`);
  }

  /** Is a process, this one included, working on the run? */
  async isLive(id: string): Promise<boolean> {
    const lock = await this.lockRun(id);
    await lock?.release();
    return lock === undefined;
  }

  /** Locks a folder for this process's files; undefined if another process writes into it. */
  lockFolder(path: string): Promise<Lock | undefined> {
    return tryLockFolder(this.#fileLocks, path);
  }

  /** The staging file with a copy of a run's standard input, so that the run can be resumed. */
  stagingPath(id: string): string {
    return join(this.#home, STAGING_FOLDER, id);
  }

  /**
   * Deletes runs whose last activity is before a time, except those that a process is working on, and those that an unfinished run
   * which stays cannot do without: `needsOf` returns their ids. Lock files stay: another process may be about to lock one, and a lock
   * on a deleted file keeps nobody out.
   */
  async prune(before: number, needsOf: (run: StoredRun) => readonly string[] = () => []): Promise<OldRun[]> {
    const needed = new Map<string, readonly string[]>();
    for await (const run of this.runs.resumable(true)) {
      const ids = needsOf(run);
      if (ids.length > 0) needed.set(run.id, ids);
    }
    const deleted = await deleteOldRuns(this.#database, before, {
      isNeeded: ({ id }) => [...needed.values()].some((ids) => ids.includes(id)),
      lock: ({ id, outDir }) => this.#lockBoth(id, outDir),
      record: (run) => this.audit.remove(run),
      cleanUp: ({ id }) => {
        rmSync(this.stagingPath(id), { force: true });
        needed.delete(id);
      },
    });
    await this.sweepStagingFiles();
    return deleted;
  }

  /** Removes staging files whose run was never recorded, because its process was killed before that. */
  async sweepStagingFiles(): Promise<void> {
    const folder = join(this.#home, STAGING_FOLDER);
    for (const name of filesIn(folder)) {
      const [id = ''] = name.split('.');
      if (await this.runs.has(id)) continue;
      const lock = await this.lockRun(id);
      // The run may have been recorded just before its lock was released.
      if (lock && !(await this.runs.has(id))) rmSync(join(folder, name), { force: true, recursive: true });
      await lock?.release();
    }
  }

  /** Stores one tenant's token, with a lock for its renewal. */
  tokens(scope: string) {
    const stored = new StoredToken(this.#database, scope);
    return {
      read: () => stored.read(),
      write: (token: Parameters<StoredToken['write']>[0]) => stored.write(token),
      forget: () => stored.forget(),
      locked: <T>(work: () => Promise<T>): Promise<T> => this.#withLock(`token-${scope}`, work),
    };
  }

  /** Reference lists of one tenant, as they were last read. */
  lookups(scope: string): StoredLookups {
    return new StoredLookups(this.#database, scope);
  }

  /** The export cursors of one tenant. */
  exportCursors(scope: string): ExportCursors {
    return new ExportCursors(this.#database, scope);
  }

  /** What earlier runs stored about the keys of one tenant. */
  keys(scope: string): KnownKeys {
    return new KnownKeys(this.#database, scope);
  }

  /** The identifying values that the rows of a group were sent with. */
  identities(group: IdentityGroup): IdentityValues {
    return new IdentityValues(this.#database, group);
  }

  /** Is any identifying value known? */
  async knowsIdentities(): Promise<boolean> {
    return (await this.#database.get('SELECT 1 FROM identities LIMIT 1')) !== undefined;
  }

  /** Gives out permits to send for one tenant, shared by all processes that use the ledger. */
  permits(scope: string, now: () => number): SharedPermits {
    return this.#store.permits(scope, now);
  }

  /** The calls of each day against a tenant's budget, shared by all processes that use the ledger. */
  dailyCalls(scope: string): DailyCallCounter {
    return new DailyCallCounter(this.#database, scope);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #lockBoth(id: string, outDir: string): Promise<readonly Lock[] | undefined> {
    const run = await this.lockRun(id);
    if (!run) return undefined;
    const folder = await this.lockFolder(outDir);
    if (folder) return [run, folder];
    await run.release();
    return undefined;
  }

  /** Runs `work` under a lock; throws `LedgerError` if it is not free in time. */
  async #withLock<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    let lock = await this.#store.locks.tryLock(name);
    for (let waited = 0; !lock; waited += POLICY.pollMs) {
      if (waited >= POLICY.maxWaitMs) {
        const { held } = LEDGER_MESSAGES['lock-timeout'].text;
        throw new LedgerError('lock-timeout', held(name, durationText(POLICY.maxWaitMs)));
      }
      await sleep(POLICY.pollMs);
      lock = await this.#store.locks.tryLock(name);
    }
    try {
      return await work();
    } finally {
      await lock.release();
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

/**
 * Locks a folder for this process's files, among the processes of this machine with the same state folder; undefined if another one
 * writes into it. Errors: `LedgerError`.
 */
export function lockFolder(home: string, path: string): Promise<Lock | undefined> {
  return tryLockFolder(new FileLocks(home), path);
}

function tryLockFolder(locks: LockTable, path: string): Promise<Lock | undefined> {
  return locks.tryLock(`folder-${createHash('sha256').update(realPath(path)).digest('hex').slice(0, 16)}`);
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
