import { DatabaseSync } from 'node:sqlite';
import type { RowProblem } from '../../files/index.ts';
import type { CheckedProblem } from './row-checker.ts';

/** A row as it was checked. */
export interface StoredRow {
  /** The row's number in the file that is read. */
  readonly number: number;
  /** The number that people know it by: of an errors file the one in its first input. */
  readonly shown: number;
  /** The texts of all columns of the file. */
  readonly cells: readonly string[];
  /** What the reader found in the row, before it was mapped. */
  readonly found: readonly RowProblem[];
  readonly problems: readonly CheckedProblem[];
  /** What became of it in the run that wrote an errors file. */
  readonly status: string;
  /** Indexes of the columns that people corrected. */
  readonly edited: readonly number[];
}

/** How many rows have a cause, and the first row's words for it. */
export interface StoredCause {
  readonly cause: string;
  readonly count: number;
  readonly problem: CheckedProblem;
}

interface RowFilter {
  readonly cause?: string | undefined;
  readonly status?: 'fit' | 'rejected' | undefined;
}

type Statement = ReturnType<DatabaseSync['prepare']>;

/** All rows of a checked file with their problems, in a file of their own, so that any page of them is there at once. */
export class RowStore {
  readonly #database: DatabaseSync;
  readonly #insert: Statement;
  readonly #insertCause: Statement;

  /** Opens the file at the path; one that is there already is continued. The folder must be private. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    // What a power cut takes away is checked again.
    this.#database.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
      CREATE TABLE IF NOT EXISTS rows (
        ordinal INTEGER PRIMARY KEY, number INTEGER NOT NULL, shown INTEGER NOT NULL, status TEXT NOT NULL,
        cells TEXT NOT NULL, edited TEXT NOT NULL, found TEXT, problems TEXT
      ) STRICT;
      CREATE INDEX IF NOT EXISTS shown_rows ON rows (shown);
      CREATE INDEX IF NOT EXISTS rejected_rows ON rows (ordinal) WHERE problems IS NOT NULL;
      CREATE TABLE IF NOT EXISTS causes (
        cause TEXT NOT NULL, ordinal INTEGER NOT NULL, PRIMARY KEY (cause, ordinal)
      ) STRICT, WITHOUT ROWID;
    `);
    this.#insert = this.#database.prepare(
      'INSERT INTO rows (number, shown, status, cells, edited, found, problems) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#insertCause = this.#database.prepare('INSERT OR IGNORE INTO causes (cause, ordinal) VALUES (?, ?)');
  }

  /** Adds rows in the file's order, all or none. */
  add(rows: Iterable<StoredRow>): void {
    this.#inTransaction(() => {
      for (const { number, shown, status, cells, edited, found, problems } of rows) {
        const texts = [JSON.stringify(cells), JSON.stringify(edited), listText(found)];
        const { lastInsertRowid } = this.#insert.run(number, shown, status, ...texts, listText(problems));
        this.#addCauses(Number(lastInsertRowid), problems);
      }
    });
  }

  /** Replaces the row with the same shown number. */
  replace({ shown, cells, edited, problems, status }: StoredRow): void {
    this.#inTransaction(() => {
      const found = this.#database.prepare('SELECT ordinal FROM rows WHERE shown = ?').get(shown);
      const ordinal = Number(found?.['ordinal']);
      this.#database
        .prepare('UPDATE rows SET cells = ?, edited = ?, problems = ?, status = ? WHERE ordinal = ?')
        .run(JSON.stringify(cells), JSON.stringify(edited), listText(problems), status, ordinal);
      this.#database.prepare('DELETE FROM causes WHERE ordinal = ?').run(ordinal);
      this.#addCauses(ordinal, problems);
    });
  }

  get(shown: number): StoredRow | undefined {
    const record = this.#database.prepare('SELECT * FROM rows WHERE shown = ?').get(shown);
    return record && rowFrom(record);
  }

  /** A page of the rows, and how many there are in all. */
  page(
    { cause, status }: RowFilter,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): { readonly total: number; readonly rows: StoredRow[] } {
    const [from, where, values] =
      cause !== undefined ? ['causes JOIN rows USING (ordinal)', 'cause = ?', [cause]] : ['rows', whereOf(status), []];
    const total = Number(
      this.#database.prepare(`SELECT count(*) AS rows FROM ${from} WHERE ${where}`).get(...values)?.['rows'],
    );
    // Without a filter the ordinals have no gaps, so that the page is found without counting rows.
    const isPlain = cause === undefined && status === undefined;
    const page = isPlain
      ? this.#database.prepare('SELECT * FROM rows WHERE ordinal > ? ORDER BY ordinal LIMIT ?').all(offset, limit)
      : this.#database
          .prepare(`SELECT rows.* FROM ${from} WHERE ${where} ORDER BY ordinal LIMIT ? OFFSET ?`)
          .all(...values, limit, offset);
    return { total, rows: page.map(rowFrom) };
  }

  counts(): { readonly read: number; readonly rejected: number; readonly edits: number } {
    const record = this.#database
      .prepare(
        'SELECT count(*) AS read, count(problems) AS rejected, total(json_array_length(edited)) AS edits FROM rows',
      )
      .get();
    return { read: Number(record?.['read']), rejected: Number(record?.['rejected']), edits: Number(record?.['edits']) };
  }

  /** The causes, most frequent first, at most `limit`. */
  causes(limit: number): StoredCause[] {
    const records = this.#database
      .prepare(
        'SELECT cause, count(*) AS rows, min(ordinal) AS first FROM causes GROUP BY cause ORDER BY rows DESC, cause LIMIT ?',
      )
      .all(limit);
    const find = this.#database.prepare('SELECT problems FROM rows WHERE ordinal = ?');
    return records.flatMap(({ cause, rows, first }) => {
      const problems = listFrom<CheckedProblem>(find.get(Number(first))?.['problems']);
      const problem = problems.find((each) => causeOf(each) === cause);
      return problem === undefined ? [] : [{ cause: String(cause), count: Number(rows), problem }];
    });
  }

  /** Does another row than the given one have this text in a column? */
  hasOther(column: number, text: string, shown: number): boolean {
    const found = this.#database
      .prepare('SELECT 1 FROM rows WHERE shown <> ? AND json_extract(cells, ?) = ? LIMIT 1')
      .get(shown, `$[${column}]`, text);
    return found !== undefined;
  }

  close(): void {
    this.#database.close();
  }

  #addCauses(ordinal: number, problems: readonly CheckedProblem[]): void {
    for (const problem of problems) this.#insertCause.run(causeOf(problem), ordinal);
  }

  #inTransaction(work: () => void): void {
    this.#database.exec('BEGIN');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** What rows with the same problem have in common. */
function causeOf({ code, field, column }: CheckedProblem): string {
  const place = field ?? column;
  return place === null ? code : `${code}:${place}`;
}

function whereOf(status: RowFilter['status']): string {
  if (status === undefined) return 'true';
  return status === 'fit' ? "problems IS NULL AND status <> 'skipped'" : 'problems IS NOT NULL';
}

function listText(list: readonly unknown[]): string | null {
  return list.length === 0 ? null : JSON.stringify(list);
}

function listFrom<Item>(text: unknown): Item[] {
  return text === null || text === undefined ? [] : (JSON.parse(String(text)) as Item[]);
}

function rowFrom(record: Readonly<Record<string, unknown>>): StoredRow {
  return {
    number: Number(record['number']),
    shown: Number(record['shown']),
    status: String(record['status']),
    cells: JSON.parse(String(record['cells'])) as string[],
    edited: JSON.parse(String(record['edited'])) as number[],
    found: listFrom(record['found']),
    problems: listFrom(record['problems']),
  };
}
