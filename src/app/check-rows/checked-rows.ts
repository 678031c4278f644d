import { existsSync } from 'node:fs';
import { cellText, ERROR_COLUMNS, inputColumnIndexes, type Row } from '../../files/index.ts';
import { columnsOfField, type LoadedMapping } from '../../mapping/index.ts';
import { t } from '../../words/index.ts';
import { type Corrections, correctedRow, readCorrections, writeCorrections } from '../import/corrections.ts';
import { UsageError } from '../usage-error.ts';
import { type CheckedFile, type CheckedProblem, RowChecker } from './row-checker.ts';
import { RowStore, type StoredRow } from './row-store.ts';

/** Why a row of a file did not pass, where its mapping alone does not show it. */
export interface KnownFailure {
  readonly status: string;
  readonly field: string | undefined;
  readonly code: string;
  readonly message: string;
}

/** The status of rows that the mapping leaves out. */
export const SKIPPED = 'skipped';

/** Codes of rows that are wrong together with another row of the file. */
const DUPLICATE_CODES = ['duplicate-key', 'rule-unique'];
const ROWS_PER_TRANSACTION = 2000;

/** Where the rows are stored, and the corrections of their cells. */
interface CheckedRowFiles {
  readonly store: string;
  readonly corrections: string;
}

/** The rows of a file with their problems. A cell can be corrected in place, and its row is then checked again by itself. */
export class CheckedRows {
  /** The columns that people see: of an errors file without those that the run has added. */
  readonly header: readonly string[];
  readonly store: RowStore;
  readonly #checker: RowChecker;
  readonly #columns: readonly number[];
  readonly #isErrorsFile: boolean;
  readonly #correctionsPath: string;
  readonly #corrections: Map<number, ReadonlyMap<number, string>>;
  readonly #mapping: LoadedMapping;
  #editing: Promise<unknown> = Promise.resolve();

  private constructor(
    checker: RowChecker,
    store: RowStore,
    mapping: LoadedMapping,
    { path, corrections }: { readonly path: string; readonly corrections: Corrections },
  ) {
    this.#checker = checker;
    this.store = store;
    this.#mapping = mapping;
    this.#correctionsPath = path;
    this.#corrections = new Map(corrections);
    this.#isErrorsFile = ERROR_COLUMNS.every((name) => checker.header.includes(name));
    this.#columns = this.#isErrorsFile ? inputColumnIndexes(checker.header) : checker.header.map((_, index) => index);
    this.header = this.#columns.map((index) => checker.header[index] ?? '');
  }

  /**
   * Reads all rows of a file. `failures`: rows that a check or a run has rejected, by the rows' numbers in the file; the others pass.
   * Without it, every row is checked by itself. Errors: those of `RowChecker.open`.
   */
  static async build(
    file: Omit<CheckedFile, 'corrections'>,
    files: CheckedRowFiles,
    failures: (row: Row, header: readonly string[]) => KnownFailure | undefined,
    signal?: AbortSignal,
  ): Promise<CheckedRows> {
    const path = existsSync(files.corrections) ? files.corrections : undefined;
    const checker = await RowChecker.open({ ...file, corrections: path });
    const corrections: Corrections = path === undefined ? new Map() : await readCorrections(path);
    const store = new RowStore(files.store);
    const rows = new CheckedRows(checker, store, file.mapping, { path: files.corrections, corrections });
    try {
      await rows.#read(failures, signal);
      return rows;
    } catch (error) {
      await rows.close();
      throw error;
    }
  }

  /** The path of the corrections; undefined if there are none. */
  get corrections(): string | undefined {
    return this.#corrections.size > 0 ? this.#correctionsPath : undefined;
  }

  /** Corrects a cell and checks its row again by itself. Errors: `UsageError` if there is no such row or column. */
  edit(shown: number, column: string, text: string): Promise<StoredRow> {
    const edited = this.#editing.then(() => this.#edit(shown, column, text));
    this.#editing = edited.catch(() => {});
    return edited;
  }

  async close(): Promise<void> {
    this.store.close();
    await this.#checker.close();
  }

  async #edit(shown: number, column: string, text: string): Promise<StoredRow> {
    const before = this.store.get(shown);
    const at = this.header.indexOf(column);
    const index = this.#columns[at];
    if (before === undefined || index === undefined)
      throw new UsageError(before === undefined ? t`There is no row ${shown}` : t`There is no column "${column}"`);
    const cells = new Map(this.#corrections.get(before.number));
    cells.set(index, text);
    this.#corrections.set(before.number, cells);
    await writeCorrections(this.#correctionsPath, this.#corrections);
    const row = correctedRow(await this.#asRead(before), cells);
    const { problems, leftOut } = await this.#checker.map(row);
    const after: StoredRow = {
      ...before,
      cells: row.cells.map(cellText),
      found: row.problems ?? [],
      edited: [...new Set([...before.edited, index])].sort((one, other) => one - other),
      problems: leftOut ? [] : [...this.#located(problems), ...this.#stillDuplicate(before, row, column)],
      status: leftOut ? SKIPPED : before.status === SKIPPED ? '' : before.status,
    };
    this.store.replace(after);
    return after;
  }

  /** A row may still have the key, or a unique value, of another one, whatever is right or wrong with it by itself. */
  #stillDuplicate(before: StoredRow, row: Row, edited: string): readonly CheckedProblem[] {
    return before.problems.filter((problem) => {
      if (!DUPLICATE_CODES.includes(problem.code)) return false;
      const column = problem.code === 'duplicate-key' ? this.#checker.keyColumn : (problem.column ?? undefined);
      const at = column === undefined ? -1 : this.#checker.header.indexOf(column);
      if (at < 0) return false;
      return edited !== column || this.store.hasOther(at, cellText(row.cells[at]), before.shown);
    });
  }

  async #read(
    failures: (row: Row, header: readonly string[]) => KnownFailure | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { header } = this.#checker;
    const numberAt = this.#isErrorsFile ? header.lastIndexOf(ERROR_COLUMNS[0]) : -1;
    const table = await this.#checker.input.open();
    let waiting: StoredRow[] = [];
    try {
      for await (const rows of table.batches()) {
        if (signal?.aborted) return;
        for (const row of rows) {
          const failure = failures(row, header);
          const corrected = this.#corrections.get(row.number);
          const shownNumber = Number(cellText(row.cells[numberAt]));
          waiting.push({
            number: row.number,
            shown: numberAt < 0 || !(shownNumber > 0) ? row.number : shownNumber,
            status: failure?.status ?? '',
            cells: row.cells.map(cellText),
            found: row.problems ?? [],
            edited: corrected === undefined ? [] : [...corrected.keys()],
            problems: failure === undefined || failure.status === SKIPPED ? [] : await this.#problemsOf(row, failure),
          });
        }
        if (waiting.length >= ROWS_PER_TRANSACTION) this.store.add(waiting.splice(0));
      }
      this.store.add(waiting);
      waiting = [];
    } finally {
      await table.close();
    }
  }

  /** The problems of a rejected row by column: mapped again by itself, or else as the run has told them. */
  async #problemsOf(row: Row, { field, code, message }: KnownFailure): Promise<readonly CheckedProblem[]> {
    const { problems } = await this.#checker.map(row);
    if (problems.length > 0) return this.#located(problems);
    return this.#located([{ column: null, field: field || null, code, message }]);
  }

  /** With one column of the file: that of the field where the problem names none, and the first of several. */
  #located(problems: readonly CheckedProblem[]): readonly CheckedProblem[] {
    const { header } = this.#checker;
    const columnsOf = columnsOfField(this.#mapping.content, header);
    return problems.map((problem) => {
      const { column, field } = problem;
      if (column !== null && header.includes(column)) return problem;
      const named = column?.split(', ').find((name) => header.includes(name));
      const [index = -1] = field?.split('; ').flatMap((name) => columnsOf(name)) ?? [];
      return { ...problem, column: named ?? header[index] ?? column };
    });
  }

  /** The row as the reader gave it. Cells of a workbook are more than their texts, so such a row is read again. */
  async #asRead({ number, shown, cells, found }: StoredRow): Promise<Row> {
    if (!this.#isErrorsFile && this.#checker.format === 'csv')
      return { number, cells, ...(found.length > 0 && { problems: found }) };
    const read = await this.#checker.read(number);
    if (read === undefined) throw new UsageError(t`There is no row ${shown} in the file any more`);
    return read;
  }

  /** The row as people see it. */
  view({ shown, status, cells, problems, edited }: StoredRow) {
    return {
      row: shown,
      cells: this.#columns.map((index) => cells[index] ?? ''),
      status: problems.length > 0 ? status || 'rejected' : status === SKIPPED ? SKIPPED : 'fit',
      problems: [...problems],
      edited: edited.map((index) => this.#checker.header[index] ?? ''),
    };
  }
}
