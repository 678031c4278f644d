import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CsvAppender, openCsvAppender, openWriter } from '../files/index.ts';
import type { RowOutcome } from '../ledger/index.ts';
import type { FateLog } from './import-job.ts';

/** The columns that `errors.csv` adds to the input's own. */
export const ERROR_COLUMNS = ['_row', '_status', '_field', '_code', '_message'] as const;
const RESULT_COLUMNS = ['_row', '_status', '_action', '_id'] as const;

/** The input's own cells stay as they are, so no guard against formulas is put before them. */
const AS_IT_IS = { guard: false } as const;

export interface RunFilesOptions {
  readonly dir: string;
  /** The input's column names. */
  readonly header: readonly string[];
  /** The name of the key column in `results.csv`, where the mapping has a key. */
  readonly keyColumn?: string | undefined;
}

export interface RunFilePaths {
  readonly errors: string;
  readonly results: string;
  readonly report: string;
  readonly summary: string;
}

/**
 * The files that a run leaves behind. While it goes on, outcomes are appended in whole lines as soon as they are in the
 * ledger, so a crash leaves readable files; at the end both are written anew from the ledger, complete and in row order.
 */
export class RunFiles {
  readonly paths: RunFilePaths;
  readonly #options: RunFilesOptions;
  /** Which of the input's columns `errors.csv` repeats: all but those that an earlier `errors.csv` added. */
  readonly #kept: readonly number[];
  readonly #errors: CsvAppender;
  readonly #results: CsvAppender;
  #appending: Promise<void> = Promise.resolve();
  #ordered = true;
  #lastRow = 0;

  private constructor(options: RunFilesOptions, errors: CsvAppender, results: CsvAppender) {
    this.#options = options;
    this.paths = pathsIn(options.dir);
    this.#kept = keptColumns(options.header);
    this.#errors = errors;
    this.#results = results;
  }

  /** Starts the files anew in the folder, which is made where it is missing. */
  static async open(options: RunFilesOptions): Promise<RunFiles> {
    const paths = pathsIn(options.dir);
    await mkdir(options.dir, { recursive: true });
    await Promise.all(Object.values(paths).map((path) => rm(path, { force: true })));
    const errors = await openCsvAppender(paths.errors, errorsHeader(options.header), AS_IT_IS);
    const results = await openCsvAppender(paths.results, resultsHeader(options.keyColumn), AS_IT_IS);
    return new RunFiles(options, errors, results);
  }

  /** Takes outcomes that are on disk in the ledger; they are in the files soon. */
  append(outcomes: readonly RowOutcome[]): void {
    for (const { row } of outcomes) {
      if (row < this.#lastRow) this.#ordered = false;
      this.#lastRow = row;
    }
    const errors = outcomes.filter(isError).map((outcome) => this.#errorLine(outcome));
    const results = outcomes.map((outcome) => this.#resultLine(outcome));
    this.#appending = this.#appending.then(async () => {
      if (errors.length > 0) await this.#errors.append(errors);
      await this.#results.append(results);
    });
    // Reported by complete(): a run whose error file cannot be written must say so, but only once.
    this.#appending.catch(() => {});
  }

  /** Puts the files into row order; `anew` where they lack what an earlier process of the run settled. */
  async complete(log: FateLog, anew: boolean): Promise<void> {
    await this.#appending;
    await this.#errors.close();
    await this.#results.close();
    if (this.#ordered && !anew) return;
    await writeAll(this.paths.errors, errorsHeader(this.#options.header), log.outcomes('unsuccessful'), (outcome) =>
      this.#errorLine(outcome),
    );
    await writeAll(this.paths.results, resultsHeader(this.#options.keyColumn), log.outcomes('all'), (outcome) =>
      this.#resultLine(outcome),
    );
  }

  #errorLine({ row, state, field, code, message, cells = [] }: RowOutcome): string[] {
    const own = this.#kept.map((index) => cells[index] ?? '');
    // A row that is wider than its header has no column for its surplus; nothing of it may be lost all the same.
    const surplus = cells.slice(this.#options.header.length);
    const told =
      surplus.length > 0
        ? ` Cells beyond the last column: ${surplus.map((cell) => JSON.stringify(cell)).join(', ')}`
        : '';
    return [...own, String(row), state, field ?? '', code ?? '', (message ?? '') + told];
  }

  #resultLine({ row, state, action, remoteId, key }: RowOutcome): string[] {
    const line = [String(row), state, action ?? '', remoteId ?? ''];
    if (this.#options.keyColumn !== undefined) line.push(key ?? '');
    return line;
  }
}

function isError({ state }: RowOutcome): boolean {
  return state === 'rejected' || state === 'failed' || state === 'in_doubt';
}

function pathsIn(dir: string): RunFilePaths {
  const path = (name: string) => join(dir, name);
  return {
    errors: path('errors.csv'),
    results: path('results.csv'),
    report: path('report.html'),
    summary: path('summary.json'),
  };
}

function keptColumns(header: readonly string[]): number[] {
  return header.flatMap((name, index) => ((ERROR_COLUMNS as readonly string[]).includes(name) ? [] : [index]));
}

function errorsHeader(header: readonly string[]): string[] {
  return [...keptColumns(header).map((index) => header[index] ?? ''), ...ERROR_COLUMNS];
}

function resultsHeader(keyColumn: string | undefined): string[] {
  return keyColumn === undefined ? [...RESULT_COLUMNS] : [...RESULT_COLUMNS, keyColumn];
}

const BATCH = 500;

async function writeAll(
  path: string,
  header: readonly string[],
  outcomes: Iterable<RowOutcome>,
  line: (outcome: RowOutcome) => string[],
): Promise<void> {
  const columns = header.map((name) => ({ name, kind: 'text' as const }));
  const writer = await openWriter(path, { format: 'csv', columns, ...AS_IT_IS });
  let batch: string[][] = [];
  for (const outcome of outcomes) {
    batch.push(line(outcome));
    if (batch.length < BATCH) continue;
    await writer.write(batch);
    batch = [];
  }
  await writer.write(batch);
  await writer.commit();
}
