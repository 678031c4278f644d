/** A value that both databases store. Numbers are whole unless the column says otherwise. */
export type SqlValue = string | number | bigint | null;

/** A record as the database returns it. Whole numbers are numbers; beyond 2^53 they have to be selected as texts. */
export type SqlRecord = Readonly<Record<string, unknown>>;

/** Where the two databases have different words for the same. Everything else is written once, for both. */
export interface SqlDialect {
  readonly name: 'sqlite' | 'postgres';
  /** The functions that return the greatest and the least of several values. */
  readonly greatest: string;
  readonly least: string;
  /** Joins from the first table to the second, in this order. */
  readonly orderedJoin: string;
  /** The number of entries of a list that a column has as JSON text. */
  jsonLength(column: string): string;
  /** The JSON text of a list of columns, the same each time the columns are the same. */
  jsonArray(columns: string): string;
  /** A condition: the column has one of the values, which are given as one JSON text in place of `?`. */
  among(column: string, type: 'text' | 'integer'): string;
  /** After a table's name: use this index, where the database does not find that out by itself. */
  indexedBy(index: string): string;
}

/** Runs statements, in which `?` stands for a value. Errors: `LedgerError`. */
export interface SqlConnection {
  readonly dialect: SqlDialect;
  all(sql: string, values?: readonly SqlValue[]): Promise<SqlRecord[]>;
  get(sql: string, values?: readonly SqlValue[]): Promise<SqlRecord | undefined>;
  /** Returns the number of records that were changed. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>;
  /**
   * Inserts several records with one statement `INSERT … VALUES (?, …) …`, whose list of values is repeated. With `ON CONFLICT DO
   * UPDATE`, no two of them may be the same record.
   */
  insertAll(sql: string, records: readonly (readonly SqlValue[])[]): Promise<void>;
}

/** A database that the ledger is stored in. */
export interface SqlDatabase extends SqlConnection {
  /** How messages name it: the path of its file, or its address without the password. */
  readonly location: string;
  /**
   * Runs `work` in a transaction that is durable when the promise resolves. Within it only the connection that it is given may be
   * used. `exclusively`: no other such transaction, of any process, runs meanwhile.
   */
  transaction<Result>(
    work: (connection: SqlConnection) => Promise<Result>,
    options?: { readonly exclusively?: boolean },
  ): Promise<Result>;
  /** Runs `work`, which only reads, on one moment of the database. Within it only the connection that it is given may be used. */
  snapshot<Result>(work: (connection: SqlConnection) => Promise<Result>): Promise<Result>;
  /** The records of a query in parts, so that they need not be in memory together. Others may use the database meanwhile. */
  parts(sql: string, values?: readonly SqlValue[]): AsyncGenerator<readonly SqlRecord[]>;
  /** Gives space back to the disk after much was deleted. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

/** A lock that this process holds. */
export interface Lock {
  /** Aborted, with a `LedgerError`, when another process may have taken the lock: then what it protects must stop. */
  readonly lost?: AbortSignal;
  release(): Promise<void>;
}

/** Locks by name that other processes respect, and that end with the process that holds them, however it ends. */
export interface LockTable {
  /** Undefined if it is held already, by another process or by this one. */
  tryLock(name: string): Promise<Lock | undefined>;
}

/** Permits that were taken: the first is for in `waitMs`, each further one for `everyMs` later. With none, ask again in `waitMs`. */
export interface TakenPermits {
  readonly taken: number;
  readonly waitMs: number;
  readonly everyMs: number;
}

/** The permits of a rate that several processes share. */
export interface SharedPermits {
  /** Takes up to `maxPermits` permits, `intervalMs` apart. */
  take(intervalMs: number, maxPermits: number): Promise<TakenPermits>;
  /** No process that shares the rate sends before this time has passed, in milliseconds. */
  pause(pauseMs: number): Promise<void>;
  /** Are processes told of the pauses of others at once? Otherwise these only show in what `take` returns. */
  readonly announcesPauses: boolean;
  /** Calls `onPause` for the pauses of other processes, where these are announced. */
  listen(onPause: (pauseMs: number) => void): Promise<{ stop(): Promise<void> }>;
}
