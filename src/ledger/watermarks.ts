import type { DatabaseSync } from 'node:sqlite';
import { asLedgerError } from './ledger-error.ts';

/** How far the exports of one tenant have come: by stream and filter, up to when changes have been exported. */
export class Watermarks {
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

  /** Where the next export of changes begins, in epoch seconds; undefined before the first complete one. */
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
