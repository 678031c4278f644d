import type { DatabaseSync } from 'node:sqlite';
import type { CellChange, CellValue, RowChange } from './row-change.ts';
import type { RowState } from './row-record.ts';

type Statement = ReturnType<DatabaseSync['prepare']>;

/** A row's change with what became of the row. Only a row that succeeded has made its change. */
export interface StoredChange {
  readonly row: number;
  readonly state: RowState;
  readonly key: string | undefined;
  readonly remoteId: string | undefined;
  readonly action: string | undefined;
  readonly code: string | undefined;
  readonly change: RowChange;
}

/**
 * The changes of one run's rows, as they are on disk. Queries go from the changes, of which a run has few, to their rows: with
 * `CROSS JOIN` SQLite keeps that order, https://www.sqlite.org/optoverview.html#crossjoin
 */
export class StoredChanges {
  readonly #database: DatabaseSync;
  readonly #run: number;
  readonly #find: Statement;

  constructor(database: DatabaseSync, run: { readonly seq: number }) {
    this.#database = database;
    this.#run = run.seq;
    this.#find = database.prepare(FIND);
  }

  /** The change of a row, whatever became of the row. */
  get(row: number): RowChange | undefined {
    const record = this.#find.get(this.#run, row);
    return record && changeFrom(record);
  }

  /** All changes in row order, read one by one. */
  *all(): Generator<StoredChange> {
    const statement = this.#database.prepare(
      `SELECT changes.row, state, key, remote_id, action, code, changes.id, name, changes.cells, record
       FROM changes CROSS JOIN rows ON rows.run = changes.run AND rows.row = changes.row
       WHERE changes.run = ? ORDER BY changes.row`,
    );
    for (const record of statement.iterate(this.#run)) {
      yield {
        row: Number(record['row']),
        state: record['state'] as RowState,
        key: text(record['key']),
        remoteId: text(record['remote_id']),
        action: text(record['action']),
        code: text(record['code']),
        change: changeFrom(record),
      };
    }
  }

  /** Number of changed cells of rows that were sent. */
  cellCount(): number {
    return this.#sumOfCells("state IN ('created', 'updated', 'done')");
  }

  /** Number of cells of existing records that the rows of a plan would change. */
  plannedCellCount(): number {
    return this.#sumOfCells("state = 'skipped' AND changes.id IS NOT NULL");
  }

  #sumOfCells(condition: string): number {
    const record = this.#database
      .prepare(
        `SELECT sum(json_array_length(changes.cells)) AS cells
         FROM changes CROSS JOIN rows ON rows.run = changes.run AND rows.row = changes.row
         WHERE changes.run = ? AND ${condition}`,
      )
      .get(this.#run);
    return Number(record?.['cells'] ?? 0);
  }

  /** Number of rows that have a change. */
  count(): number {
    const record = this.#database.prepare('SELECT count(*) AS rows FROM changes WHERE run = ?').get(this.#run);
    return Number(record?.['rows'] ?? 0);
  }
}

const FIND = 'SELECT id, name, cells, record FROM changes WHERE run = ? AND row = ?';

/** Writes the changes of one run's rows, within the caller's transaction. Costs nothing in a run whose rows have none. */
export class ChangeWriter {
  readonly #run: number;
  readonly #find: Statement;
  readonly #put: Statement;
  readonly #delete: Statement;
  #hasAny: boolean;

  constructor(database: DatabaseSync, run: { readonly seq: number }) {
    this.#run = run.seq;
    this.#find = database.prepare(FIND);
    this.#put = database.prepare(
      'INSERT OR REPLACE INTO changes (run, row, id, name, cells, record) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#delete = database.prepare('DELETE FROM changes WHERE run = ? AND row = ?');
    this.#hasAny = database.prepare('SELECT 1 FROM changes WHERE run = ? LIMIT 1').get(run.seq) !== undefined;
  }

  find(row: number): RowChange | undefined {
    const record = this.#hasAny ? this.#find.get(this.#run, row) : undefined;
    return record && changeFrom(record);
  }

  /** Replaces what is stored for the row. */
  put(row: number, { id, name, cells, record }: RowChange): void {
    this.#hasAny = true;
    const recordText = record === undefined ? null : JSON.stringify(record);
    this.#put.run(this.#run, row, id ?? null, name ?? null, JSON.stringify(cells), recordText);
  }

  delete(row: number): void {
    if (this.#hasAny) this.#delete.run(this.#run, row);
  }
}

function changeFrom(record: Record<string, unknown>): RowChange {
  const [id, name, values] = [text(record['id']), text(record['name']), text(record['record'])];
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    cells: JSON.parse(String(record['cells'])) as readonly CellChange[],
    ...(values !== undefined && { record: JSON.parse(values) as Readonly<Record<string, CellValue>> }),
  };
}

function text(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
