import { createHash } from 'node:crypto';
import type { SqlConnection, SqlDatabase, SqlRecord } from './sql.ts';

/** Why a row may not be sent: another run sent its key, or is sending it. */
export type ClaimConflict =
  | { readonly kind: 'known'; readonly id: string; readonly hash: string | undefined; readonly run: string | undefined }
  /** That run does not know the outcome, or is still sending it. */
  | { readonly kind: 'claimed'; readonly run: string };

/** A row's claim to its key, written together with its intent. */
export interface Claim {
  /** Send the key although another run sent it. */
  readonly again: boolean;
  /** Set if the claim was refused; then no intent was written. */
  conflict?: ClaimConflict | undefined;
}

/** The run that claims. */
interface ClaimingRun {
  readonly seq: number;
  readonly scope: string;
  readonly target: string;
  readonly keyField: string;
}

interface ClaimingRow {
  readonly row: number;
  readonly key?: string | undefined;
  readonly claim?: Claim | undefined;
}

/** The keys that one run claims, so that no two runs create a record for the same key. Runs within the caller's transaction. */
export class KeyClaims {
  readonly #run: ClaimingRun;
  /** Has the run claimed any key? */
  #hasAny: boolean;

  private constructor(run: ClaimingRun, hasAny: boolean) {
    this.#run = run;
    this.#hasAny = hasAny;
  }

  static async open(database: SqlDatabase, run: ClaimingRun): Promise<KeyClaims> {
    const any = await database.get('SELECT 1 FROM claims WHERE run = ? LIMIT 1', [run.seq]);
    return new KeyClaims(run, any !== undefined);
  }

  /** Claims the keys of those rows that have a claim; returns the conflicts. */
  async claim(connection: SqlConnection, rows: readonly ClaimingRow[]): Promise<Map<Claim, ClaimConflict>> {
    const conflicts = new Map<Claim, ClaimConflict>();
    const claiming = rows.flatMap(({ row, key, claim }) => (claim && key !== undefined ? [{ row, key, claim }] : []));
    if (claiming.length === 0) return conflicts;
    this.#hasAny = true;
    const { seq, scope, target, keyField } = this.#run;
    const keys = JSON.stringify([...new Set(claiming.map(({ key }) => key))]);
    const ofKeys = `scope = ? AND target = ? AND field = ? AND ${connection.dialect.among('key', 'text')}`;
    const known = byKey(
      await connection.all(
        `SELECT found.key, found.id, found.hash, runs.id AS run
         FROM (SELECT key, id, hash, run FROM keys WHERE ${ofKeys} AND id IS NOT NULL AND run <> ?) AS found
         LEFT JOIN runs ON runs.seq = found.run`,
        [scope, target, keyField, keys, seq],
      ),
    );
    const free = claiming.filter(({ key, claim }) => {
      const sent = claim.again ? undefined : known.get(key);
      if (sent)
        conflicts.set(claim, {
          kind: 'known',
          id: String(sent['id']),
          hash: text(sent['hash']),
          run: text(sent['run']),
        });
      return sent === undefined;
    });
    // In the same order in every process, so that none waits for one that waits for it.
    const inOrder = free.toSorted((one, other) => (one.key < other.key ? -1 : 1));
    await connection.insertAll(
      'INSERT INTO claims (scope, target, field, key, run, row) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      inOrder.map(({ row, key }) => [scope, target, keyField, key, seq, row]),
    );
    const holders = byKey(
      await connection.all(
        `SELECT held.key, held.run AS seq, runs.id AS run FROM (SELECT key, run FROM claims WHERE ${ofKeys}) AS held
         LEFT JOIN runs ON runs.seq = held.run`,
        [scope, target, keyField, keys],
      ),
    );
    for (const { row, key, claim } of free) {
      const holder = holders.get(key);
      const run = text(holder?.['run']);
      if (holder === undefined || Number(holder['seq']) === seq) continue;
      // A run that was deleted can no longer be asked.
      if (run !== undefined && !claim.again) conflicts.set(claim, { kind: 'claimed', run });
      else {
        await connection.run(
          'UPDATE claims SET run = ?, row = ? WHERE scope = ? AND target = ? AND field = ? AND key = ?',
          [seq, row, scope, target, keyField, key],
        );
      }
    }
    return conflicts;
  }

  /** Releases the keys of rows whose outcome is known, or that were not sent. */
  async release(connection: SqlConnection, rows: readonly number[]): Promise<void> {
    if (!this.#hasAny || rows.length === 0) return;
    await connection.run(`DELETE FROM claims WHERE run = ? AND ${connection.dialect.among('row', 'integer')}`, [
      this.#run.seq,
      JSON.stringify(rows),
    ]);
  }
}

function byKey(records: readonly SqlRecord[]): Map<string, SqlRecord> {
  return new Map(records.map((record) => [String(record['key']), record]));
}

function text(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

/** The rows whose values are compared: the rows of a tenant with keys in one field, or the rows of one run without keys. */
export type IdentityGroup =
  | { readonly scope: string; readonly target: string; readonly keyField: string }
  | { readonly run: string };

/** The row that a value was sent with. */
export interface ValueOwner {
  /** The id of its run, if the run still exists. */
  readonly run: string | undefined;
  readonly row: number;
  readonly key: string | undefined;
}

/** A row that was sent, with the 64-bit hashes of the values that identify its customer, each in two halves. */
export interface SentRow {
  readonly row: number;
  readonly key?: string | undefined;
  readonly identities: readonly number[];
}

/** Which row each identifying value was sent with, by its hash. Only values of the same group match. */
export class IdentityValues {
  readonly #database: SqlDatabase;
  readonly #salt: Salt;

  constructor(database: SqlDatabase, group: IdentityGroup) {
    this.#database = database;
    this.#salt = saltOf(group);
  }

  /** The rows that values were sent with, one answer for each. `hashes`: 64 bits a value, each in two halves. */
  async find(hashes: readonly number[]): Promise<readonly (ValueOwner | undefined)[]> {
    const values = this.#valuesOf(hashes);
    if (values.length === 0) return [];
    // A number in JSON has all 64 bits; as a result it would not.
    const records = await this.#database.all(
      `SELECT CAST(found.value AS TEXT) AS value, found.row, found.key, runs.id AS run
       FROM (SELECT value, run, row, key FROM identities WHERE ${this.#database.dialect.among('value', 'integer')}) AS found
       LEFT JOIN runs ON runs.seq = found.run`,
      [`[${values.join(',')}]`],
    );
    const owners = new Map(
      records.map(({ value, row, key, run }) => [
        String(value),
        { run: text(run), row: Number(row), key: text(key) } satisfies ValueOwner,
      ]),
    );
    return values.map((value) => owners.get(String(value)));
  }

  /** Stores the values of rows that were sent, in order. Runs within the caller's transaction. */
  async learn(connection: SqlConnection, run: number, rows: readonly SentRow[]): Promise<void> {
    const owners = new Map<bigint, { readonly row: number; readonly key: string | undefined }>();
    for (const { row, key, identities } of rows) {
      for (const value of this.#valuesOf(identities)) {
        const owner = owners.get(value);
        // The first key keeps the value: a row with another key was sent with it despite the warning.
        if (owner === undefined || owner.key === key) owners.set(value, { row, key });
      }
    }
    await connection.insertAll(
      `INSERT INTO identities (value, run, row, key) VALUES (?, ?, ?, ?)
       ON CONFLICT (value) DO UPDATE SET run = excluded.run, row = excluded.row
       WHERE identities.key IS NOT DISTINCT FROM excluded.key`,
      // In one order, so that no two processes wait for each other.
      [...owners]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([value, { row, key }]) => [value, run, row, key ?? null]),
    );
  }

  #valuesOf(hashes: readonly number[]): bigint[] {
    const values: bigint[] = [];
    for (let at = 0; at < hashes.length; at += 2) {
      values.push(hashFor(this.#salt, hashes[at] as number, hashes[at + 1] as number));
    }
    return values;
  }
}

type Salt = readonly [high: number, low: number];

function saltOf(group: IdentityGroup): Salt {
  const name = 'run' in group ? ['run', group.run] : ['keys', group.scope, group.target, group.keyField];
  const digest = createHash('sha256').update(JSON.stringify(name)).digest();
  return [digest.readUInt32BE(0), digest.readUInt32BE(4)];
}

function hashFor([saltHigh, saltLow]: Salt, high: number, low: number): bigint {
  return BigInt.asIntN(64, (BigInt((high ^ saltHigh) >>> 0) << 32n) | BigInt((low ^ saltLow) >>> 0));
}
