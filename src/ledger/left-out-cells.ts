import type { SqlDatabase } from './sql.ts';

/** Stands for all cells of a row. */
const WHOLE_ROW = '';

interface LeftOutCell {
  readonly row: number;
  /** As in `CellChange`; empty for the whole row. */
  readonly field: string;
}

const CELLS_AT_ONCE = 500;

/** The cells of a plan that people chose not to apply; or those that an undo keeps, since somebody has changed them. */
export class LeftOutCells {
  readonly #database: SqlDatabase;
  readonly #run: number;

  constructor(database: SqlDatabase, run: { readonly seq: number }) {
    this.#database = database;
    this.#run = run.seq;
  }

  /** Adds all entries, or none. Errors: `LedgerError`. */
  async add(entries: Iterable<LeftOutCell>): Promise<void> {
    await this.replace([], entries);
  }

  /** Adds all entries, or none, and removes what there was of these rows. Errors: `LedgerError`. */
  async replace(rows: readonly number[], entries: Iterable<LeftOutCell>): Promise<void> {
    const records = [...entries].map(({ row, field }) => [this.#run, row, field]);
    await this.#database.transaction(async (connection) => {
      if (rows.length > 0) {
        const among = connection.dialect.among('row', 'integer');
        await connection.run(`DELETE FROM left_out WHERE run = ? AND ${among}`, [this.#run, JSON.stringify(rows)]);
      }
      for (let at = 0; at < records.length; at += CELLS_AT_ONCE) {
        await connection.insertAll(
          'INSERT INTO left_out (run, row, field) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          records.slice(at, at + CELLS_AT_ONCE),
        );
      }
    });
  }

  /** Tells of the cells of rows whether they are left out, by themselves or with their whole row. With an empty field: the whole row. */
  async of(rows: readonly number[]): Promise<(row: number, field: string) => boolean> {
    const among = this.#database.dialect.among('row', 'integer');
    const sql = `SELECT row, field FROM left_out WHERE run = ? AND ${among}`;
    const records = await this.#database.all(sql, [this.#run, JSON.stringify(rows)]);
    const found = new Map<number, Set<unknown>>();
    for (const { row, field } of records) found.set(Number(row), (found.get(Number(row)) ?? new Set()).add(field));
    return (row, field) => {
      const fields = found.get(row);
      return fields !== undefined && (fields.has(field) || fields.has(WHOLE_ROW));
    };
  }

  /** Number of entries. */
  async count(): Promise<number> {
    const record = await this.#database.get('SELECT count(*) AS cells FROM left_out WHERE run = ?', [this.#run]);
    return Number(record?.['cells'] ?? 0);
  }

  /** Is anything left out? */
  async any(): Promise<boolean> {
    return (await this.#database.get('SELECT 1 FROM left_out WHERE run = ? LIMIT 1', [this.#run])) !== undefined;
  }
}
