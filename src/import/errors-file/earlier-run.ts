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

/** The run that wrote an errors file, and its rows as they were before anybody opened that file. */
export interface EarlierRun {
  readonly id: string;
  /** The columns of that run's input. */
  readonly header: readonly string[];
  readonly rows: FindRows;
}

/** Finds rows of a run by their numbers. */
export type FindRows = (numbers: readonly number[]) => Promise<ReadonlyMap<number, RowOutcome>>;

/** The runs of a ledger that may have written an errors file. */
export interface EarlierRuns {
  /** The newest runs first. */
  list(limit: number): Promise<readonly StoredRun[]>;
  /** The rows that did not succeed. */
  rows(run: StoredRun): FindRows;
}

const MAX_RUNS = 1000;
/** A run is recognised by this many of the file's first rows, most of which must be its own. */
const SAMPLE_ROWS = 25;
const MIN_MATCHING_ROWS = 0.6;
/** This fraction of the cells of a run's row must be unchanged, or changed in a way that spreadsheet programs do. */
const MIN_EQUAL_CELLS = 0.5;

/**
 * Finds the run that wrote an errors file: by its folder, or if it was copied elsewhere, by its rows, whose numbers, statuses and
 * cells are in the ledger. Undefined if the run is not in this ledger.
 */
export async function findEarlierRun(file: ErrorFile, runs: EarlierRuns): Promise<EarlierRun | undefined> {
  const candidates = (await runs.list(MAX_RUNS)).filter((run) => headerOf(run) !== undefined);
  const folder = folderOf(file.path);
  const here = candidates.filter(({ outDir }) => outDir === folder);
  for (const run of [...here, ...candidates.filter((each) => !here.includes(each))]) {
    const found = { id: run.id, header: headerOf(run) ?? [], rows: runs.rows(run) };
    if (await wroteFile(found, file)) return found;
  }
  return undefined;
}

/** The features by which an errors file is recognised. */
interface ErrorFile {
  readonly path: string;
  readonly header: readonly string[];
  readonly sample: readonly Row[];
}

/** Reads what an errors file is recognised by, then closes the table. */
export async function readErrorFile(table: Table): Promise<ErrorFile> {
  const { path, header } = table;
  const sample: Row[] = [];
  try {
    for await (const batch of table.batches()) {
      sample.push(...batch.slice(0, SAMPLE_ROWS - sample.length));
      if (sample.length === SAMPLE_ROWS) break;
    }
  } catch {
    // Errors in the file are reported when it is read for the import.
  } finally {
    await table.close();
  }
  return { path, header, sample };
}

/** The index in the second header of each column of the first: by name, and by order if several share a name. */
export function columnPositions(header: readonly string[], other: readonly string[]): readonly (number | undefined)[] {
  const positions = new Map<string, number[]>();
  for (const [index, name] of other.entries()) positions.set(name, [...(positions.get(name) ?? []), index]);
  return header.map((name) => positions.get(name)?.shift());
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

async function wroteFile(run: EarlierRun, { header, sample }: ErrorFile): Promise<boolean> {
  const positions = columnPositions(header, run.header);
  const ownIndexes = inputColumnIndexes(header).filter((index) => positions[index] !== undefined);
  const [number = 0, status = 0, , code = 0] = ERROR_COLUMNS.map((name) => header.lastIndexOf(name));
  const numbered = sample.filter(({ cells }) => /^\d+$/.test(cellText(cells[number])));
  const rows = await run.rows(numbered.map(({ cells }) => Number(cellText(cells[number]))));
  const isRowOfRun = ({ cells }: Row): boolean => {
    const stored = rows.get(Number(cellText(cells[number])));
    if (stored?.cells === undefined) return false;
    if (stored.state !== cellText(cells[status]) || (stored.code ?? '') !== cellText(cells[code])) return false;
    const equal = ownIndexes.filter((index) => {
      const [before, after] = [storedCellText(stored.cells?.[positions[index] ?? 0]), cellText(cells[index])];
      return before === after || spreadsheetChange(before, after) !== undefined;
    });
    return equal.length >= ownIndexes.length * MIN_EQUAL_CELLS;
  };
  const matching = numbered.filter(isRowOfRun).length;
  return ownIndexes.length > 0 && matching > 0 && matching >= numbered.length * MIN_MATCHING_ROWS;
}
