import type { SqlDatabase, SqlRecord } from './sql.ts';

/** What earlier runs stored about a key: the server's id, the hash of what was last sent, and the number of the run that stored it. */
export interface KnownKey {
  readonly id: string | undefined;
  readonly hash: string | undefined;
  readonly run: number | undefined;
}

/** What earlier runs of one tenant stored about keys. */
export class KnownKeys {
  readonly #database: SqlDatabase;
  readonly #scope: string;

  constructor(database: SqlDatabase, scope: string) {
    this.#database = database;
    this.#scope = scope;
  }

  /** What is known about a key of a field; without a field, under any field that has an id, if it is the same id under all. */
  async find(target: string, key: string, field?: string): Promise<KnownKey | undefined> {
    if (field !== undefined) return (await this.known(target, field, [key])).get(key);
    const sql =
      'SELECT DISTINCT id, NULL AS hash, NULL AS run FROM keys WHERE scope = ? AND target = ? AND key = ? AND id IS NOT NULL LIMIT 2';
    const [record, other] = await this.#database.all(sql, [this.#scope, target, key]);
    return record === undefined || other !== undefined ? undefined : knownFrom(record);
  }

  /** What is known about keys of a field. Keys that are not known are missing. */
  async known(target: string, field: string, keys: readonly string[]): Promise<ReadonlyMap<string, KnownKey>> {
    if (keys.length === 0) return new Map();
    const sql = `SELECT key, id, hash, run FROM keys
      WHERE scope = ? AND target = ? AND field = ? AND ${this.#database.dialect.among('key', 'text')}`;
    const records = await this.#database.all(sql, [this.#scope, target, field, JSON.stringify(keys)]);
    return new Map(records.map((record) => [String(record['key']), knownFrom(record)]));
  }

  /** Is any key of the field known with an id? */
  async any(target: string, field: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM keys WHERE scope = ? AND target = ? AND field = ? AND id IS NOT NULL LIMIT 1';
    return (await this.#database.get(sql, [this.#scope, target, field])) !== undefined;
  }

  /** Another key under which the id is known, with the run that stored it, if the run still exists. */
  async other(
    target: string,
    field: string,
    id: string,
    key: string,
  ): Promise<{ readonly key: string; readonly run: string | undefined } | undefined> {
    const sql = `SELECT key, runs.id AS run FROM keys LEFT JOIN runs ON runs.seq = keys.run
       WHERE keys.scope = ? AND keys.target = ? AND keys.id = ? AND field = ? AND key <> ? LIMIT 1`;
    const record = await this.#database.get(sql, [this.#scope, target, id, field, key]);
    return record && { key: String(record['key']), run: text(record['run']) };
  }
}

function knownFrom(record: SqlRecord): KnownKey {
  const run = record['run'];
  return {
    id: text(record['id']),
    hash: text(record['hash']),
    run: run === null || run === undefined ? undefined : Number(run),
  };
}

function text(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
