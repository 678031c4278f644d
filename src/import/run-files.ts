import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CsvAppender,
  ERROR_COLUMNS,
  FileError,
  inputColumnIndexes,
  openCsvAppender,
  openWriter,
  type TextStyle,
} from '../files/index.ts';
import { createFolder, type RowOutcome, type StoredCell } from '../ledger/index.ts';
import { phrase, t, translated } from '../words/index.ts';
import { IMPORT_MESSAGES } from './messages.ts';
import { needsReview } from './record/counters.ts';
import type { ImportRowLog } from './record/import-row-log.ts';

interface RunFilesOptions {
  readonly dir: string;
  /** The input's column names. */
  readonly header: readonly string[];
  /** The dialect of a CSV input: `errors.csv` uses the same. */
  readonly style?: TextStyle | undefined;
  /** The name of the key column in `results.csv`, where the mapping has a key. */
  readonly keyColumn?: string | undefined;
  /** Columns of `results.csv` after all others. */
  readonly more?: ResultColumns | undefined;
  /** Append to the files of an earlier process of the run. */
  readonly resume: boolean;
}

/** The columns that a command adds to `results.csv`. */
export interface ResultColumns {
  readonly names: readonly string[];
  /** As many cells as there are names. */
  cells(outcome: RowOutcome): readonly string[];
  /** Completes outcomes that are read from the ledger, in row order, with what `cells` needs; absent if it needs no more. */
  stored?(outcomes: AsyncIterable<RowOutcome>): AsyncIterable<RowOutcome>;
}

export interface RunFilePaths {
  readonly errors: string;
  readonly results: string;
  readonly report: string;
  readonly summary: string;
}

/** Rows that may wait to be written before the reader has to wait. */
const MAX_WAITING_ROWS = 10_000;
const BATCH_ROWS = 500;

/**
 * The files that a run leaves behind. During the run, outcomes are appended in whole lines as soon as they are in the ledger, so a
 * crash leaves readable files; at the end both files are rewritten from the ledger, complete and in row order.
 */
export class RunFiles {
  readonly paths: RunFilePaths;
  readonly #lines: ErrorLines;
  readonly #isResumed: boolean;
  readonly #errors: CsvAppender;
  readonly #results: CsvAppender;
  readonly #style: TextStyle | undefined;
  readonly #keyColumn: string | undefined;
  readonly #more: ResultColumns | undefined;
  #appending: Promise<void> = Promise.resolve();
  /** Lines that are not being written yet. */
  #errorLines: Buffer[] = [];
  #resultLines: Buffer[] = [];
  #waiting = 0;
  #isBroken = false;
  #isOrdered = true;
  #lastRow = 0;

  private constructor(options: RunFilesOptions, lines: ErrorLines, errors: CsvAppender, results: CsvAppender) {
    this.paths = runFilePaths(options.dir);
    this.#lines = lines;
    this.#isResumed = options.resume;
    this.#errors = errors;
    this.#results = results;
    this.#style = options.style;
    this.#keyColumn = options.keyColumn;
    this.#more = options.more;
  }

  /** Opens the files in the folder, which is created if it is missing. */
  static async open(options: RunFilesOptions): Promise<RunFiles> {
    const { dir, header, style, resume } = options;
    const paths = runFilePaths(dir);
    createRunFolder(dir);
    // The report and summary of an earlier process are no longer true.
    await Promise.all([paths.report, paths.summary, errorsWorkbookPath(dir)].map((path) => rm(path, { force: true })));
    const lines = new ErrorLines(header);
    const errors = await openCsvAppender(paths.errors, lines.header, { ...style, resume });
    const results = await openCsvAppender(paths.results, resultsHeader(options), { resume });
    return new RunFiles(options, lines, errors, results);
  }

  /** Takes outcomes that are durable in the ledger; they are in the files soon. */
  append(outcomes: readonly RowOutcome[]): void {
    if (outcomes.length === 0 || this.#isBroken) return;
    for (const { row } of outcomes) {
      if (row < this.#lastRow) this.#isOrdered = false;
      this.#lastRow = row;
    }
    const errors = outcomes.filter(needsReview);
    if (errors.length > 0)
      this.#errorLines.push(this.#errors.lines(errors.map((outcome) => this.#lines.line(outcome))));
    this.#resultLines.push(this.#results.lines(outcomes.map((outcome) => this.#resultLine(outcome))));
    this.#waiting += outcomes.length;
    if (this.#waiting > outcomes.length) return;
    this.#appending = this.#writeWaiting();
    this.#appending.catch(() => {
      // `complete` reports it: a run whose error file cannot be written must say so, but only once.
      this.#isBroken = true;
    });
  }

  /** Resolves once more outcomes can be taken. */
  async ready(): Promise<void> {
    if (this.#waiting > MAX_WAITING_ROWS) await this.#appending.catch(() => {});
  }

  /**
   * Rewrites the files completely and in row order, also if several processes worked on them. Aborting `signal` leaves them as they
   * are, and so does a check, whose log stores too little to write them again. `isShared`: other processes have completed rows, too.
   */
  async complete(log: ImportRowLog | undefined, isShared: boolean, signal?: AbortSignal): Promise<void> {
    try {
      await this.#appending;
    } finally {
      await this.#errors.close();
      await this.#results.close();
    }
    const isWhole = this.#isOrdered && !this.#isResumed && !isShared;
    if (log === undefined || isWhole || signal?.aborted) return;
    const { errors, results } = this.paths;
    const lines = this.#lines;
    await writeAll(log.outcomes('unsuccessful'), (outcome) => lines.line(outcome), signal, {
      path: errors,
      header: lines.header,
      style: this.#style,
    });
    const outcomes = log.outcomes('all');
    await writeAll(this.#more?.stored?.(outcomes) ?? outcomes, (outcome) => this.#resultLine(outcome), signal, {
      path: results,
      header: resultsHeader({ keyColumn: this.#keyColumn, more: this.#more }),
    });
  }

  /** Each write takes all lines that are waiting when it begins. */
  async #writeWaiting(): Promise<void> {
    while (this.#waiting > 0) {
      const [errors, results, rows] = [this.#errorLines, this.#resultLines, this.#waiting];
      this.#errorLines = [];
      this.#resultLines = [];
      await this.#errors.appendLines(Buffer.concat(errors));
      await this.#results.appendLines(Buffer.concat(results));
      this.#waiting -= rows;
    }
  }

  #resultLine(outcome: RowOutcome): string[] {
    const { row, state, action, remoteId, key, keyText = key, code } = outcome;
    // The engine would cache the results of `String(number)` in its old generation.
    const line = [row.toFixed(), state, action ?? '', remoteId ?? ''];
    if (this.#keyColumn !== undefined) line.push(keyText ?? '');
    line.push(code ?? '');
    if (this.#more !== undefined) line.push(...this.#more.cells(outcome));
    return line;
  }
}

/** The paths of a run's files. */
export function runFilePaths(dir: string): RunFilePaths {
  const path = (name: string) => join(dir, name);
  return {
    errors: path('errors.csv'),
    results: path('results.csv'),
    report: path('report.html'),
    summary: path('summary.json'),
  };
}

/** The path of the workbook with the rows that did not succeed. */
export function errorsWorkbookPath(dir: string): string {
  return join(dir, 'errors.xlsx');
}

function resultsHeader({ keyColumn, more }: Pick<RunFilesOptions, 'keyColumn' | 'more'>): string[] {
  return [...RESULT_COLUMNS, ...(keyColumn === undefined ? [] : [keyColumn]), REASON_COLUMN, ...(more?.names ?? [])];
}

async function writeAll(
  outcomes: AsyncIterable<RowOutcome>,
  line: (outcome: RowOutcome) => string[],
  signal: AbortSignal | undefined,
  to: { readonly path: string; readonly header: readonly string[]; readonly style?: TextStyle | undefined },
): Promise<void> {
  const { path, header, style } = to;
  const columns = header.map((name) => ({ name, kind: 'text' as const }));
  const writer = await openWriter(path, { format: 'csv', columns, ...style });
  try {
    let batch: string[][] = [];
    for await (const outcome of outcomes) {
      batch.push(line(outcome));
      if (batch.length < BATCH_ROWS) continue;
      await writer.write(batch);
      batch = [];
      if (signal?.aborted) return;
    }
    await writer.write(batch);
    await writer.commit();
  } finally {
    await writer.discard();
  }
}

/** The columns of `results.csv` before the key's. */
const RESULT_COLUMNS = ['_row', '_status', '_action', '_id'] as const;

/** The column of `results.csv` after the key's: the code of why a row was skipped, rejected or did not succeed. */
const REASON_COLUMN = '_reason';

/** Builds the lines of `errors.csv`: the input's own columns, untouched, then why the row did not succeed. */
class ErrorLines {
  readonly header: readonly string[];
  readonly #width: number;
  /** The indexes of the input's own columns: all but those that an earlier `errors.csv` added. */
  readonly #ownIndexes: readonly number[];

  constructor(inputHeader: readonly string[]) {
    this.#width = inputHeader.length;
    this.#ownIndexes = inputColumnIndexes(inputHeader);
    this.header = [...this.#ownIndexes.map((index) => inputHeader[index] ?? ''), ...ERROR_COLUMNS];
  }

  line({ row, state, field, code, message = '', cells = [] }: RowOutcome): string[] {
    const own = this.#ownIndexes.map((index) => storedCellText(cells[index]));
    // The surplus cells of a row that is wider than its header have no column, but must not be lost.
    const surplus = cells.slice(this.#width).map((cell) => JSON.stringify(storedCellText(cell)));
    const surplusText = surplus.length > 0 ? t` Cells beyond the last column: ${surplus.join(', ')}` : '';
    return [...own, String(row), state, field ?? '', code ?? '', message + surplusText];
  }
}

/** The text of a stored cell. */
export function storedCellText(cell: StoredCell | undefined): string {
  return cell === undefined ? '' : typeof cell === 'string' ? cell : cell.text;
}

const FOLDER_FAILURES: Readonly<Record<string, string>> = {
  EEXIST: phrase('part of its path is a file'),
  ENOTDIR: phrase('part of its path is a file'),
  ENOENT: phrase('no folder can be created there'),
  EACCES: phrase('you do not have permission to write there'),
  EPERM: phrase('you do not have permission to write there'),
  EROFS: phrase('the disk is read-only'),
  ENOSPC: phrase('the disk is full'),
};

/** Creates the folder for a run's files, for its owner only; an existing folder is left as it is. Errors: `FileError`. */
export function createRunFolder(path: string): void {
  try {
    createFolder(path, 0o700);
  } catch (cause) {
    const systemCode = (cause as NodeJS.ErrnoException).code ?? '';
    const reason = translated(FOLDER_FAILURES[systemCode] ?? '') || systemCode || String(cause);
    throw new FileError('no-folder', path, IMPORT_MESSAGES['no-folder'].text.cannotCreate(reason), { cause });
  }
}
