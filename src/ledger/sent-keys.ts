import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

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

interface ClaimedRow {
  readonly row: number;
  readonly key?: string | undefined;
}

/** The keys that one run claims, so that no two runs create a record for the same key. Runs within the caller's transaction. */
export class KeyClaims {
  readonly #run: ClaimingRun;
  readonly #known: ReturnType<DatabaseSync['prepare']>;
  readonly #insert: ReturnType<DatabaseSync['prepare']>;
  readonly #holder: ReturnType<DatabaseSync['prepare']>;
  readonly #takeOver: ReturnType<DatabaseSync['prepare']>;
  readonly #release: ReturnType<DatabaseSync['prepare']>;

  constructor(database: DatabaseSync, run: ClaimingRun) {
    this.#run = run;
    const condition = 'scope = ? AND target = ? AND field = ? AND key = ?';
    this.#known = database.prepare(
      `SELECT keys.id, hash, runs.id AS run FROM keys LEFT JOIN runs ON runs.seq = keys.run
       WHERE keys.scope = ? AND keys.target = ? AND field = ? AND key = ? AND keys.id IS NOT NULL AND keys.run <> ?`,
    );
    this.#insert = database.prepare(
      'INSERT INTO claims (scope, target, field, key, run, row) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#holder = database.prepare(
      `SELECT claims.run AS seq, runs.id AS run FROM claims LEFT JOIN runs ON runs.seq = claims.run
       WHERE claims.scope = ? AND claims.target = ? AND field = ? AND key = ?`,
    );
    this.#takeOver = database.prepare(`UPDATE claims SET run = ?, row = ? WHERE ${condition}`);
    this.#release = database.prepare('DELETE FROM claims WHERE run = ? AND row = ?');
  }

  /** Claims the key of a row; returns the conflict if there is one. */
  claim({ row, key }: ClaimedRow, { again }: Claim): ClaimConflict | undefined {
    if (key === undefined) return undefined;
    const { seq, scope, target, keyField } = this.#run;
    const keyColumns = [scope, target, keyField, key] as const;
    const known = again ? undefined : this.#known.get(...keyColumns, seq);
    if (known) return { kind: 'known', id: String(known['id']), hash: text(known['hash']), run: text(known['run']) };
    if (Number(this.#insert.run(...keyColumns, seq, row).changes) > 0) return undefined;
    const holder = this.#holder.get(...keyColumns);
    const run = text(holder?.['run']);
    if (Number(holder?.['seq']) === seq) return undefined;
    // A run that was deleted can no longer be asked.
    if (run !== undefined && !again) return { kind: 'claimed', run };
    this.#takeOver.run(seq, row, ...keyColumns);
    return undefined;
  }

  /** Releases the key of a row whose outcome is known, or that was not sent. */
  release(row: number): void {
    this.#release.run(this.#run.seq, row);
  }
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
interface SentRow {
  readonly row: number;
  readonly key?: string | undefined;
  readonly identities: readonly number[];
}

/** Which row each identifying value was sent with, by its hash. Only values of the same group match. */
export class IdentityValues {
  readonly #find: ReturnType<DatabaseSync['prepare']>;
  readonly #learn: ReturnType<DatabaseSync['prepare']>;
  readonly #salt: Salt;

  constructor(database: DatabaseSync, group: IdentityGroup) {
    this.#salt = saltOf(group);
    this.#find = database.prepare(
      `SELECT runs.id AS run, identities.row, key FROM identities LEFT JOIN runs ON runs.seq = identities.run
       WHERE value = ?`,
    );
    // The first key keeps the value: a row with another key was sent with it despite the warning.
    this.#learn = database.prepare(
      `INSERT INTO identities (value, run, row, key) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET run = excluded.run, row = excluded.row WHERE key IS excluded.key`,
    );
  }

  find(high: number, low: number): ValueOwner | undefined {
    const record = this.#find.get(hashFor(this.#salt, high, low));
    if (record === undefined) return undefined;
    const text = (value: unknown) => (value === null || value === undefined ? undefined : String(value));
    return { run: text(record['run']), row: Number(record['row']), key: text(record['key']) };
  }

  /** Runs within the caller's transaction. */
  learn(run: number, { row, key, identities }: SentRow): void {
    for (let at = 0; at < identities.length; at += 2) {
      const value = hashFor(this.#salt, identities[at] as number, identities[at + 1] as number);
      this.#learn.run(value, run, row, key ?? null);
    }
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
