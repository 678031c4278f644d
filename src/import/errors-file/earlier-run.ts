import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  cellText,
  ERROR_COLUMNS,
  inputColumnIndexes,
  type Row,
  spreadsheetChange,
  type Table,
} from '../../files/index.ts';
import type { RowOutcome, StoredRun } from '../../ledger/index.ts';
import { storedCellText } from '../run-files.ts';

/** The run that left a file of errors, and its rows as they were before anybody opened that file. */
export interface EarlierRun {
  readonly id: string;
  /** The columns of that run's input. */
  readonly header: readonly string[];
  row(number: number): RowOutcome | undefined;
}

/** The runs of a ledger, as far as a file of errors may be one of theirs. */
export interface EarlierRuns {
  /** The newest runs first. */
  list(limit: number): readonly StoredRun[];
  rows(run: StoredRun): (number: number) => RowOutcome | undefined;
}

const MOST_RUNS = 1000;
/** A run is told by so many of the file's first rows, most of which must be its own. */
const SAMPLE_ROWS = 25;
const LEAST_SHARE = 0.6;
/** In a row that is the run's so many of its cells are as they were, or as a spreadsheet program leaves them. */
const LEAST_EQUAL = 0.5;

/**
 * Finds the run that left a file of errors: by the folder where it stands, and wherever else it was copied to by its rows, whose
 * numbers, statuses and cells the ledger knows. Nothing where this ledger does not know it.
 */
export function findEarlierRun(file: ErrorFile, runs: EarlierRuns): EarlierRun | undefined {
  const candidates = runs.list(MOST_RUNS).filter((run) => headerOf(run) !== undefined);
  const folder = folderOf(file.path);
  const here = candidates.filter(({ outDir }) => outDir === folder);
  for (const run of [...here, ...candidates.filter((each) => !here.includes(each))]) {
    const found = { id: run.id, header: headerOf(run) ?? [], row: runs.rows(run) };
    if (wroteFile(found, file)) return found;
  }
  return undefined;
}

/** A file of errors, as far as it is told by. */
interface ErrorFile {
  readonly path: string;
  readonly header: readonly string[];
  readonly sample: readonly Row[];
}

/** Reads what a file of errors is told by. The table is read from its start, and closed. */
export async function readErrorFile(table: Table): Promise<ErrorFile> {
  const { path, header } = table;
  const sample: Row[] = [];
  try {
    for await (const batch of table.batches()) {
      sample.push(...batch.slice(0, SAMPLE_ROWS - sample.length));
      if (sample.length === SAMPLE_ROWS) break;
    }
  } catch {
    // What is wrong with the file is told when it is read to be imported.
  } finally {
    await table.close();
  }
  return { path, header, sample };
}

/** Where each column of the first header stands in the second: by name, of several of one name by their order. */
export function columnPositions(header: readonly string[], other: readonly string[]): readonly (number | undefined)[] {
  const places = new Map<string, number[]>();
  for (const [place, name] of other.entries()) places.set(name, [...(places.get(name) ?? []), place]);
  return header.map((name) => places.get(name)?.shift());
}

function headerOf(run: StoredRun): readonly string[] | undefined {
  const { header } = run.settings;
  return Array.isArray(header) ? header.map(String) : undefined;
}

function folderOf(path: string): string | undefined {
  try {
    return dirname(realpathSync(path));
  } catch {
    return undefined;
  }
}

function wroteFile(run: EarlierRun, { header, sample }: ErrorFile): boolean {
  const places = columnPositions(header, run.header);
  const own = inputColumnIndexes(header).filter((place) => places[place] !== undefined);
  const [number = 0, status = 0, , code = 0] = ERROR_COLUMNS.map((name) => header.lastIndexOf(name));
  const isItsRow = ({ cells }: Row): boolean => {
    const kept = run.row(Number(cellText(cells[number])));
    if (kept?.cells === undefined) return false;
    if (kept.state !== cellText(cells[status]) || (kept.code ?? '') !== cellText(cells[code])) return false;
    const equal = own.filter((place) => {
      const [before, after] = [storedCellText(kept.cells?.[places[place] ?? 0]), cellText(cells[place])];
      return before === after || spreadsheetChange(before, after) !== undefined;
    });
    return equal.length >= own.length * LEAST_EQUAL;
  };
  const numbered = sample.filter(({ cells }) => /^\d+$/.test(cellText(cells[number])));
  const matching = numbered.filter(isItsRow).length;
  return own.length > 0 && matching > 0 && matching >= numbered.length * LEAST_SHARE;
}
