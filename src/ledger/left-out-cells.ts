import type { SqlDatabase } from './sql.ts';

/** Stands for all cells of a row. */
const WHOLE_ROW = '';

interface LeftOutCell {
  readonly row: number;
  /** As in `CellChange`; empty for the whole row. */
  readonly field: string;
}

const CELLS_AT_ONCE = 500;

/** The cells of a plan that people chose not to apply. */
export class LeftOutCells {
  readonly #database: SqlDatabase;
  readonly #run: number;

  constructor(database: SqlDatabase, run: { readonly seq: number }) {
    this.#database = database;
    this.#run = run.seq;
  }

  /** Adds all entries, or none. Errors: `LedgerError`. */
  async add(entries: Iterable<LeftOutCell>): Promise<void> {
    const records = [...entries].map(({ row, field }) => [this.#run, row, field]);
    await this.#database.transaction(async (connection) => {
      for (let at = 0; at < records.length; at += CELLS_AT_ONCE) {
        await connection.insertAll(
          'INSERT INTO left_out (run, row, field) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          records.slice(at, at + CELLS_AT_ONCE),
        );
      }
    });
  }

  /** Is the cell left out, by itself or with its whole row? With an empty field: the whole row. */
  async has(row: number, field: string): Promise<boolean> {
    const sql = `SELECT 1 FROM left_out WHERE run = ? AND row = ? AND field IN (?, '${WHOLE_ROW}') LIMIT 1`;
    return (await this.#database.get(sql, [this.#run, row, field])) !== undefined;
  }

  /** Is anything left out? */
  async any(): Promise<boolean> {
    return (await this.#database.get('SELECT 1 FROM left_out WHERE run = ? LIMIT 1', [this.#run])) !== undefined;
  }
}
