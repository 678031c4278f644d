import type { DatabaseSync } from 'node:sqlite';
import { asLedgerError } from './ledger-error.ts';

/** Stands for all cells of a row. */
const WHOLE_ROW = '';

interface LeftOutCell {
  readonly row: number;
  /** As in `CellChange`; empty for the whole row. */
  readonly field: string;
}

/** The cells of a plan that people chose not to apply. */
export class LeftOutCells {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #run: number;
  readonly #find: ReturnType<DatabaseSync['prepare']>;

  constructor(database: DatabaseSync, path: string, run: { readonly seq: number }) {
    this.#database = database;
    this.#path = path;
    this.#run = run.seq;
    this.#find = database.prepare(
      `SELECT 1 FROM left_out WHERE run = ? AND row = ? AND field IN (?, '${WHOLE_ROW}') LIMIT 1`,
    );
  }

  /** Adds all entries, or none. Errors: `LedgerError`. */
  add(entries: Iterable<LeftOutCell>): void {
    const insert = this.#database.prepare(
      'INSERT INTO left_out (run, row, field) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const { row, field } of entries) insert.run(this.#run, row, field);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw asLedgerError(this.#path, error);
    }
  }

  /** Is the cell left out, by itself or with its whole row? With an empty field: the whole row. */
  has(row: number, field: string): boolean {
    return this.#find.get(this.#run, row, field) !== undefined;
  }

  /** Is anything left out? */
  any(): boolean {
    return this.#database.prepare('SELECT 1 FROM left_out WHERE run = ? LIMIT 1').get(this.#run) !== undefined;
  }
}
