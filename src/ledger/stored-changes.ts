import type { CellChange, CellValue, RowChange } from './row-change.ts';
import type { RowState } from './row-record.ts';
import type { SqlConnection, SqlDatabase, SqlRecord } from './sql.ts';

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

const CHANGE_COLUMNS = 'row, id, name, cells, record';

interface Run {
  readonly seq: number;
}

/** The changes of one run's rows, as they are on disk. Queries go from the changes, of which a run has few, to their rows. */
export class StoredChanges {
  readonly #database: SqlDatabase;
  readonly #run: Run;
  readonly #withRows: string;

  constructor(database: SqlDatabase, run: Run) {
    this.#database = database;
    this.#run = run;
    this.#withRows = `FROM changes ${database.dialect.orderedJoin} rows ON rows.run = changes.run AND rows.row = changes.row`;
  }

  /** The changes of rows, by their numbers, whatever became of the rows. */
  async of(rows: readonly number[]): Promise<Map<number, RowChange>> {
    if (rows.length === 0) return new Map();
    const among = this.#database.dialect.among('row', 'integer');
    const sql = `SELECT ${CHANGE_COLUMNS} FROM changes WHERE run = ? AND ${among}`;
    return byRow(await this.#database.all(sql, [this.#run.seq, JSON.stringify(rows)]));
  }

  /** All changes in row order, without having them in memory together. */
  async *all(): AsyncGenerator<StoredChange> {
    const sql = `SELECT changes.row, state, key, remote_id, action, code, changes.id, name, changes.cells, record
       ${this.#withRows} WHERE changes.run = ? ORDER BY changes.row`;
    for await (const records of this.#database.parts(sql, [this.#run.seq])) {
      for (const record of records) {
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
  }

  /** Number of changed cells of rows that were sent. */
  cellCount(): Promise<number> {
    return this.#sumOfCells("state IN ('created', 'updated', 'done')");
  }

  /** Number of cells of existing records that the rows of a plan would change. */
  plannedCellCount(): Promise<number> {
    return this.#sumOfCells("state = 'skipped' AND changes.id IS NOT NULL");
  }

  /** Number of cells that the rows of an undo have restored, also of those that could not restore all. `partlyCode`: their code. */
  restoredCellCount(partlyCode: string): Promise<number> {
    return this.#sumOfCells("(state = 'done' OR (state = 'rejected' AND code = ?))", [partlyCode]);
  }

  async #sumOfCells(condition: string, values: readonly string[] = []): Promise<number> {
    const length = this.#database.dialect.jsonLength('changes.cells');
    const sql = `SELECT sum(${length}) AS cells ${this.#withRows} WHERE changes.run = ? AND ${condition}`;
    return Number((await this.#database.get(sql, [this.#run.seq, ...values]))?.['cells'] ?? 0);
  }

  /** Number of rows that have a change. */
  async count(): Promise<number> {
    const record = await this.#database.get('SELECT count(*) AS rows FROM changes WHERE run = ?', [this.#run.seq]);
    return Number(record?.['rows'] ?? 0);
  }
}

function byRow(records: readonly SqlRecord[]): Map<number, RowChange> {
  return new Map(records.map((record) => [Number(record['row']), changeFrom(record)]));
}

/** Writes the changes of one run's rows, within the caller's transaction. Costs nothing in a run whose rows have none. */
export class ChangeWriter {
  readonly #run: Run;
  #hasAny: boolean;

  private constructor(run: Run, hasAny: boolean) {
    this.#run = run;
    this.#hasAny = hasAny;
  }

  static async open(database: SqlDatabase, run: Run): Promise<ChangeWriter> {
    const any = await database.get('SELECT 1 FROM changes WHERE run = ? LIMIT 1', [run.seq]);
    return new ChangeWriter(run, any !== undefined);
  }

  /** Replaces what is stored for the rows, and deletes what is stored for `deleted`. */
  async write(
    connection: SqlConnection,
    changes: ReadonlyMap<number, RowChange>,
    deleted: ReadonlySet<number>,
  ): Promise<void> {
    if (this.#hasAny) {
      for (const row of deleted)
        await connection.run('DELETE FROM changes WHERE run = ? AND row = ?', [this.#run.seq, row]);
    }
    if (changes.size === 0) return;
    this.#hasAny = true;
    await connection.insertAll(
      `INSERT INTO changes (run, row, id, name, cells, record) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (run, row) DO UPDATE SET id = excluded.id, name = excluded.name, cells = excluded.cells, record = excluded.record`,
      [...changes].map(([row, { id, name, cells, record }]) => [
        this.#run.seq,
        row,
        id ?? null,
        name ?? null,
        JSON.stringify(cells),
        record === undefined ? null : JSON.stringify(record),
      ]),
    );
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
