import { hash } from 'node:crypto';
import type { ReceivedIds } from '../import/index.ts';
import type { PostgresDatabase } from '../ledger/index.ts';
import { KeyIndex } from '../sketches/index.ts';

/** Which row of a run received which id first, whichever process sent the row. Errors: `LedgerError`. */
export class RunReceivedIds implements ReceivedIds {
  readonly #database: PostgresDatabase;
  readonly #run: number;
  /** Rows with the same key are one customer. */
  readonly #allOfKey: boolean;
  /** The owners that are known here, so that the database is asked once. */
  readonly #owners = new KeyIndex();

  constructor(database: PostgresDatabase, run: number, allOfKey: boolean) {
    this.#database = database;
    this.#run = run;
    this.#allOfKey = allOfKey;
  }

  async note(id: string, row: number, key: string | undefined): Promise<number | undefined> {
    if (this.#owners.get(id) === row) return undefined;
    const keyHash = key === undefined ? null : hash('sha256', key);
    const inserted = await this.#database.run(
      `INSERT INTO received_ids (run, id, row, key_hash)
       SELECT run, CAST(? AS text), CAST(? AS bigint), CAST(? AS text) FROM distributed_runs WHERE run = ? AND is_open
       ON CONFLICT DO NOTHING`,
      [id, row, keyHash, this.#run],
    );
    const owner = inserted > 0 ? undefined : await this.#ownerOf(id);
    if (owner === undefined || owner.row === row) {
      this.#owners.claim(id, row);
      return undefined;
    }
    return this.#allOfKey && keyHash !== null && owner.keyHash === keyHash ? undefined : owner.row;
  }

  async isOfOther(id: string, row: number): Promise<boolean> {
    if (this.#owners.get(id) === row) return false;
    const owner = await this.#ownerOf(id);
    return owner !== undefined && owner.row !== row;
  }

  async #ownerOf(id: string): Promise<{ readonly row: number; readonly keyHash: string | null } | undefined> {
    const record = await this.#database.get('SELECT row, key_hash FROM received_ids WHERE run = ? AND id = ?', [
      this.#run,
      id,
    ]);
    return (
      record && { row: Number(record['row']), keyHash: record['key_hash'] === null ? null : String(record['key_hash']) }
    );
  }
}
