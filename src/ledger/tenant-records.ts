import type { SqlDatabase } from './sql.ts';

/** A token with its times in epoch milliseconds. */
export interface Token {
  readonly token: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** The token of one tenant. */
export class StoredToken {
  readonly #database: SqlDatabase;
  readonly #scope: string;

  constructor(database: SqlDatabase, scope: string) {
    this.#database = database;
    this.#scope = scope;
  }

  async read(): Promise<Token | undefined> {
    const sql = 'SELECT token, issued_at, expires_at FROM tokens WHERE scope = ?';
    const record = await this.#database.get(sql, [this.#scope]);
    return (
      record && {
        token: String(record['token']),
        issuedAtMs: Number(record['issued_at']),
        expiresAtMs: Number(record['expires_at']),
      }
    );
  }

  async write({ token, issuedAtMs, expiresAtMs }: Token): Promise<void> {
    await this.#database.run(
      `INSERT INTO tokens (scope, token, issued_at, expires_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (scope) DO UPDATE SET token = excluded.token, issued_at = excluded.issued_at, expires_at = excluded.expires_at`,
      [this.#scope, token, issuedAtMs, expiresAtMs],
    );
  }

  async forget(): Promise<void> {
    await this.#database.run('DELETE FROM tokens WHERE scope = ?', [this.#scope]);
  }
}

/** Reference lists of one tenant, as they were last read. */
export class StoredLookups {
  readonly #database: SqlDatabase;
  readonly #scope: string;

  constructor(database: SqlDatabase, scope: string) {
    this.#database = database;
    this.#scope = scope;
  }

  async get(name: string): Promise<{ readonly rows: unknown[]; readonly fetchedAt: number } | undefined> {
    const sql = 'SELECT content, fetched_at FROM lookups WHERE scope = ? AND name = ?';
    const record = await this.#database.get(sql, [this.#scope, name]);
    return (
      record && {
        rows: JSON.parse(String(record['content'])) as unknown[],
        fetchedAt: Number(record['fetched_at']),
      }
    );
  }

  /** `fetchedAt`: epoch milliseconds. */
  async set(name: string, rows: readonly unknown[], fetchedAt: number): Promise<void> {
    await this.#database.run(
      `INSERT INTO lookups (scope, name, content, fetched_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (scope, name) DO UPDATE SET content = excluded.content, fetched_at = excluded.fetched_at`,
      [this.#scope, name, JSON.stringify(rows), fetchedAt],
    );
  }
}

/** The export cursors of one tenant: by stream and filter, the time up to which changes have been exported. */
export class ExportCursors {
  readonly #database: SqlDatabase;
  readonly #scope: string;

  constructor(database: SqlDatabase, scope: string) {
    this.#database = database;
    this.#scope = scope;
  }

  /** Where the next export of changes begins, in epoch seconds; undefined before the first complete export. */
  async get(stream: string, filter: string): Promise<number | undefined> {
    const sql = 'SELECT value FROM watermarks WHERE scope = ? AND stream = ? AND filter = ?';
    const record = await this.#database.get(sql, [this.#scope, stream, filter]);
    return record && Number(record['value']);
  }

  async set(stream: string, filter: string, epochSeconds: number): Promise<void> {
    await this.#database.run(
      `INSERT INTO watermarks (scope, stream, filter, value) VALUES (?, ?, ?, ?)
       ON CONFLICT (scope, stream, filter) DO UPDATE SET value = excluded.value`,
      [this.#scope, stream, filter, epochSeconds],
    );
  }
}
