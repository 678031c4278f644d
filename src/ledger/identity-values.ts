import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** The rows whose values are compared: those of a tenant with keys of one field, or those without keys of one run. */
export type IdentityGroup =
  | { readonly scope: string; readonly target: string; readonly keyField: string }
  | { readonly run: string };

/** The row that a value was sent with. */
export interface ValueOwner {
  /** How its run is called, if it is known still. */
  readonly run: string | undefined;
  readonly row: number;
  readonly key: string | undefined;
}

/** A row that was sent, with the hashes of 64 bits of what identifies its customer, each in two halves. */
interface SentRow {
  readonly row: number;
  readonly key?: string | undefined;
  readonly identities: readonly number[];
}

/** Which row each identifying value was sent with, by its hash. Those of one group only are found together. */
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
    // Who had it first keeps it: a row of another key was sent with it although people were told.
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

  /** Within the caller's transaction. */
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
