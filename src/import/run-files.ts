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
import { needsReview } from './record/counters.ts';
import type { ImportRowLog } from './record/import-row-log.ts';

interface RunFilesOptions {
  readonly dir: string;
  /** The input's column names. */
  readonly header: readonly string[];
  /** How the input is written, if it is CSV: `errors.csv` is written like it. */
  readonly style?: TextStyle | undefined;
  /** The name of the key column in `results.csv`, where the mapping has a key. */
  readonly keyColumn?: string | undefined;
  /** Columns of `results.csv` behind all others. */
  readonly more?: ResultColumns | undefined;
  /** Go on with the files of an earlier process of the run. */
  readonly resume: boolean;
}

/** What a command tells of each row in `results.csv`. */
export interface ResultColumns {
  readonly names: readonly string[];
  /** As many cells as there are names. */
  cells(outcome: RowOutcome): readonly string[];
}

export interface RunFilePaths {
  readonly errors: string;
  readonly results: string;
  readonly report: string;
  readonly summary: string;
}

/** Rows that wait to be written before the reader is held back. */
const MOST_WAITING = 10_000;
const BATCH = 500;

/**
 * The files that a run leaves behind. While it goes on, outcomes are appended in whole lines as soon as they are in the
 * ledger, so a crash leaves readable files; at the end both are written anew from the ledger, complete and in row order.
 */
export class RunFiles {
  readonly paths: RunFilePaths;
  readonly #lines: ErrorLines;
  readonly #resumed: boolean;
  readonly #errors: CsvAppender;
  readonly #results: CsvAppender;
  readonly #style: TextStyle | undefined;
  readonly #keyColumn: string | undefined;
  readonly #more: ResultColumns | undefined;
  #appending: Promise<void> = Promise.resolve();
  /** Lines that no write has taken yet. */
  #errorLines: Buffer[] = [];
  #resultLines: Buffer[] = [];
  #waiting = 0;
  #isBroken = false;
  #ordered = true;
  #lastRow = 0;

  private constructor(options: RunFilesOptions, lines: ErrorLines, errors: CsvAppender, results: CsvAppender) {
    this.paths = runFilePaths(options.dir);
    this.#lines = lines;
    this.#resumed = options.resume;
    this.#errors = errors;
    this.#results = results;
    this.#style = options.style;
    this.#keyColumn = options.keyColumn;
    this.#more = options.more;
  }

  /** Opens the files in the folder, which is made where it is missing. */
  static async open(options: RunFilesOptions): Promise<RunFiles> {
    const { dir, header, style, resume } = options;
    const paths = runFilePaths(dir);
    createRunFolder(dir);
    // What told of an earlier end is not true any more.
    await Promise.all([paths.report, paths.summary, errorsWorkbookPath(dir)].map((path) => rm(path, { force: true })));
    const lines = new ErrorLines(header);
    const errors = await openCsvAppender(paths.errors, lines.header, { ...style, resume });
    const results = await openCsvAppender(paths.results, resultsHeader(options), { resume });
    return new RunFiles(options, lines, errors, results);
  }

  /** Takes outcomes that are on disk in the ledger; they are in the files soon. */
  append(outcomes: readonly RowOutcome[]): void {
    if (outcomes.length === 0 || this.#isBroken) return;
    for (const { row } of outcomes) {
      if (row < this.#lastRow) this.#ordered = false;
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
      // Reported by complete(): a run whose error file cannot be written must say so, but only once.
      this.#isBroken = true;
    });
  }

  /** Resolves once there is room for more outcomes. */
  async ready(): Promise<void> {
    if (this.#waiting > MOST_WAITING) await this.#appending.catch(() => {});
  }

  /**
   * Puts the files into row order, whole though several processes worked on them. `signal` leaves them as they are, and so does a
   * check, whose log keeps too little to write them again.
   */
  async complete(log: ImportRowLog | undefined, signal?: AbortSignal): Promise<void> {
    try {
      await this.#appending;
    } finally {
      await this.#errors.close();
      await this.#results.close();
    }
    if (log === undefined || (this.#ordered && !this.#resumed) || signal?.aborted) return;
    const { errors, results } = this.paths;
    const lines = this.#lines;
    await writeAll(log.outcomes('unsuccessful'), (outcome) => lines.line(outcome), signal, {
      path: errors,
      header: lines.header,
      style: this.#style,
    });
    await writeAll(log.outcomes('all'), (outcome) => this.#resultLine(outcome), signal, {
      path: results,
      header: resultsHeader({ keyColumn: this.#keyColumn, more: this.#more }),
    });
  }

  /** Lines that wait when a write begins all go with it. */
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
    // The engine would keep what `String` makes of numbers among its old objects.
    const line = [row.toFixed(), state, action ?? '', remoteId ?? ''];
    if (this.#keyColumn !== undefined) line.push(keyText ?? '');
    line.push(code ?? '');
    if (this.#more !== undefined) line.push(...this.#more.cells(outcome));
    return line;
  }
}

/** Where a run's files are. */
export function runFilePaths(dir: string): RunFilePaths {
  const path = (name: string) => join(dir, name);
  return {
    errors: path('errors.csv'),
    results: path('results.csv'),
    report: path('report.html'),
    summary: path('summary.json'),
  };
}

/** Where the rows that did not succeed stand as a workbook. */
export function errorsWorkbookPath(dir: string): string {
  return join(dir, 'errors.xlsx');
}

function resultsHeader({ keyColumn, more }: Pick<RunFilesOptions, 'keyColumn' | 'more'>): string[] {
  return [...RESULT_COLUMNS, ...(keyColumn === undefined ? [] : [keyColumn]), REASON_COLUMN, ...(more?.names ?? [])];
}

async function writeAll(
  outcomes: Iterable<RowOutcome>,
  line: (outcome: RowOutcome) => string[],
  signal: AbortSignal | undefined,
  to: { readonly path: string; readonly header: readonly string[]; readonly style?: TextStyle | undefined },
): Promise<void> {
  const { path, header, style } = to;
  const columns = header.map((name) => ({ name, kind: 'text' as const }));
  const writer = await openWriter(path, { format: 'csv', columns, ...style });
  try {
    let batch: string[][] = [];
    for (const outcome of outcomes) {
      batch.push(line(outcome));
      if (batch.length < BATCH) continue;
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

/** The column of `results.csv` behind the key's: why a row was skipped, rejected or did not succeed, as a word. */
const REASON_COLUMN = '_reason';

/** Makes the lines of `errors.csv`: the input's own columns, untouched, then why the row did not succeed. */
class ErrorLines {
  readonly header: readonly string[];
  readonly #width: number;
  /** Which of the input's columns are repeated: all but those that an earlier `errors.csv` added. */
  readonly #kept: readonly number[];

  constructor(inputHeader: readonly string[]) {
    this.#width = inputHeader.length;
    this.#kept = inputColumnIndexes(inputHeader);
    this.header = [...this.#kept.map((index) => inputHeader[index] ?? ''), ...ERROR_COLUMNS];
  }

  line({ row, state, field, code, message = '', cells = [] }: RowOutcome): string[] {
    const own = this.#kept.map((index) => storedCellText(cells[index]));
    // A row that is wider than its header has no column for its surplus; nothing of it may be lost all the same.
    const surplus = cells.slice(this.#width).map((cell) => JSON.stringify(storedCellText(cell)));
    const told = surplus.length > 0 ? ` Cells beyond the last column: ${surplus.join(', ')}` : '';
    return [...own, String(row), state, field ?? '', code ?? '', message + told];
  }
}

/** The text of a cell that the ledger keeps. */
export function storedCellText(cell: StoredCell | undefined): string {
  return cell === undefined ? '' : typeof cell === 'string' ? cell : cell.text;
}

const FOLDER_FAILURES: Readonly<Record<string, string>> = {
  EEXIST: 'a part of its path is a file',
  ENOTDIR: 'a part of its path is a file',
  ENOENT: 'no folder can be made there',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'that disk is read-only',
  ENOSPC: 'the disk is full',
};

/** Makes the folder that a run leaves its files in, for its owner only; one that is there is left as it is. Errors: `FileError`. */
export function createRunFolder(path: string): void {
  try {
    createFolder(path, 0o700);
  } catch (cause) {
    const systemCode = (cause as NodeJS.ErrnoException).code ?? '';
    const reason = FOLDER_FAILURES[systemCode] ?? (systemCode || String(cause));
    throw new FileError('no-folder', path, `cannot be made: ${reason}. Choose another folder with --out.`, { cause });
  }
}
