import { realpathSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { asLedgerError, LedgerError } from '../ledger-error.ts';
import { LEDGER_MESSAGES } from '../messages.ts';
import { LEDGER_POLICY } from '../policy.ts';
import type { SqlConnection, SqlDatabase, SqlDialect, SqlRecord, SqlValue } from '../sql.ts';
import { MIGRATIONS } from './schema.ts';
import { createFileGuard, createPrivateFile, migrateDatabase, schemaVersion, useWriteAheadLog } from './sqlite-file.ts';

const { locks: LOCKS, queries: QUERIES } = LEDGER_POLICY;

const DIALECT: SqlDialect = {
  name: 'sqlite',
  greatest: 'max',
  least: 'min',
  // https://www.sqlite.org/optoverview.html#crossjoin
  orderedJoin: 'CROSS JOIN',
  jsonLength: (column) => `json_array_length(${column})`,
  jsonArray: (columns) => `json_array(${columns})`,
  among: (column) => `${column} IN (SELECT value FROM json_each(?))`,
  indexedBy: (index) => `INDEXED BY ${index}`,
};

/** Opens or creates the ledger file, readable by its owner only, and migrates it to this version. Errors: `LedgerError`. */
export function openSqliteDatabase(path: string): SqliteDatabase {
  let database: DatabaseSync | undefined;
  try {
    createPrivateFile(path);
    database = new DatabaseSync(path, { timeout: LOCKS.busyTimeoutMs });
    rejectForeignDatabase(database, path);
    useWriteAheadLog(database);
    database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000;');
    migrateDatabase(database, MIGRATIONS);
    return new SqliteDatabase(database, path);
  } catch (error) {
    database?.close();
    throw asLedgerError(path, error);
  }
}

/** The file of another program is left alone, and so is that of a newer sobot-etl, whose tables this one does not know. */
function rejectForeignDatabase(database: DatabaseSync, path: string): void {
  const version = schemaVersion(database);
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.length > 0 && !tables.some(({ name }) => name === 'runs')) {
    throw new LedgerError('ledger-foreign', LEDGER_MESSAGES['ledger-foreign'].text.otherProgram(path));
  }
  if (version <= MIGRATIONS.length) return;
  throw new LedgerError('ledger-newer', LEDGER_MESSAGES['ledger-newer'].text.version(path, version, MIGRATIONS.length));
}

/**
 * The transactions of this process that write, by file. SQLite would block the whole process to wait for another of its connections,
 * and so never let that one end its transaction.
 */
const writing = new Map<string, Promise<void>>();

/**
 * A ledger file. Its statements block, so a transaction ends within the turn of the event loop in which it began, unless its work waits
 * for something else; whoever is not part of it waits until then.
 */
class SqliteDatabase implements SqlDatabase {
  readonly dialect = DIALECT;
  readonly location: string;
  readonly #database: DatabaseSync;
  readonly #connection: SqlConnection;
  readonly #file: string;
  readonly #requireFile: () => void;
  /** Resolves at the end of the transaction that is open. */
  #transaction: Promise<void> | undefined;

  constructor(database: DatabaseSync, path: string) {
    this.location = path;
    this.#database = database;
    this.#connection = new SqliteConnection(database, path);
    this.#file = realpathSync(path);
    this.#requireFile = createFileGuard(path);
  }

  async all(sql: string, values?: readonly SqlValue[]): Promise<SqlRecord[]> {
    while (this.#transaction) await this.#transaction;
    return this.#connection.all(sql, values);
  }

  async get(sql: string, values?: readonly SqlValue[]): Promise<SqlRecord | undefined> {
    while (this.#transaction) await this.#transaction;
    return this.#connection.get(sql, values);
  }

  async run(sql: string, values?: readonly SqlValue[]): Promise<number> {
    for (let before = this.#before(true); before; before = this.#before(true)) await before;
    this.#requireFile();
    return this.#connection.run(sql, values);
  }

  async insertAll(sql: string, records: readonly (readonly SqlValue[])[]): Promise<void> {
    await this.transaction((connection) => connection.insertAll(sql, records));
  }

  transaction<Result>(work: (connection: SqlConnection) => Promise<Result>): Promise<Result> {
    return this.#inTransaction(true, () => {
      this.#requireFile();
      return work(this.#connection);
    });
  }

  snapshot<Result>(work: (connection: SqlConnection) => Promise<Result>): Promise<Result> {
    return this.#inTransaction(false, () => work(this.#connection));
  }

  async *parts(sql: string, values: readonly SqlValue[] = []): AsyncGenerator<readonly SqlRecord[]> {
    while (this.#transaction) await this.#transaction;
    let part: SqlRecord[] = [];
    try {
      for (const record of this.#database.prepare(sql).iterate(...values)) {
        part.push(record);
        if (part.length < QUERIES.recordsInPart) continue;
        yield part;
        part = [];
      }
    } catch (error) {
      throw asLedgerError(this.location, error);
    }
    if (part.length > 0) yield part;
  }

  /** If other processes use it, or the disk has no space for a copy, the free pages are reused later. */
  async compact(): Promise<void> {
    while (this.#transaction) await this.#transaction;
    try {
      this.#database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Nothing but disk space is lost.
    }
  }

  async close(): Promise<void> {
    while (this.#transaction) await this.#transaction;
    if (this.#database.isOpen) this.#database.close();
  }

  /** What has to end before a transaction can begin. */
  #before(writes: boolean): Promise<void> | undefined {
    return this.#transaction ?? (writes ? writing.get(this.#file) : undefined);
  }

  async #inTransaction<Result>(writes: boolean, work: () => Promise<Result>): Promise<Result> {
    for (let before = this.#before(writes); before; before = this.#before(writes)) await before;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#transaction = promise;
    if (writes) writing.set(this.#file, promise);
    try {
      this.#database.exec(writes ? 'BEGIN IMMEDIATE' : 'BEGIN');
      const result = await work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw asLedgerError(this.location, error);
    } finally {
      this.#transaction = undefined;
      if (writes) writing.delete(this.#file);
      resolve();
    }
  }
}

/** Runs statements at once, each prepared when it is first used. */
class SqliteConnection implements SqlConnection {
  readonly dialect = DIALECT;
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  async all(sql: string, values: readonly SqlValue[] = []): Promise<SqlRecord[]> {
    return this.#guard(() => this.#prepared(sql).all(...values));
  }

  async get(sql: string, values: readonly SqlValue[] = []): Promise<SqlRecord | undefined> {
    return this.#guard(() => this.#prepared(sql).get(...values));
  }

  async run(sql: string, values: readonly SqlValue[] = []): Promise<number> {
    return this.#guard(() => Number(this.#prepared(sql).run(...values).changes));
  }

  async insertAll(sql: string, records: readonly (readonly SqlValue[])[]): Promise<void> {
    this.#guard(() => {
      const statement = this.#prepared(sql);
      for (const values of records) statement.run(...values);
    });
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw asLedgerError(this.#path, error);
    }
  }
}
