import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  type Cell,
  cellText,
  ERROR_COLUMNS,
  inputColumnIndexes,
  READABLE,
  type Row,
  replaceFile,
  type Table,
} from '../../files/index.ts';
import { columnPositions, type FindRows, isErrorFile, openRows } from '../../import/index.ts';
import type { StoredRun } from '../../ledger/index.ts';
import { type LoadedMapping, loadMapping, parseMapping } from '../../mapping/index.ts';
import { systemClock } from '../../resilience/index.ts';
import {
  applyEdits,
  type CorrectedRow,
  editMappingText,
  type Learnt,
  learn,
  unifiedDiff,
} from '../../suggest/index.ts';
import { agreeing, counted, shellLine, t } from '../../words/index.ts';
import { type AnyConnection, splitConnection } from '../connection.ts';
import { earlierRuns, failedRowsOf, isUnrepeatable, prepareInput, sourceOf, withSource } from '../import/open-input.ts';
import type { RunSettings } from '../import/run-record.ts';
import { type Reporter, runReporter } from '../reporter.ts';
import { openSession, type Session } from '../session.ts';
import { compileMapper } from '../session-lookups.ts';
import { resolveSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** What `learnMapping` takes. */
export interface LearnMappingOptions {
  readonly connection: AnyConnection;
  /** Path of an errors file that people have corrected: `errors.xlsx` or `errors.csv` of a run. */
  readonly file: string;
  /** Path of the mapping of that run. */
  readonly mapping: string;
  /** Write the mapping without asking; otherwise `reporter.confirm` is asked, and nothing is written if there is none. */
  readonly agreed?: boolean | undefined;
  readonly reporter?: Reporter;
}

/** What corrections teach a mapping. */
export interface LearntMapping {
  /** The run that wrote the errors file. */
  readonly run: string;
  readonly file: string;
  readonly mapping: string;
  readonly rows: { readonly corrected: number };
  readonly proposals: readonly {
    readonly field: string;
    readonly column: string;
    /** What the field gets: `date format DD.MM.YYYY`. */
    readonly what: readonly string[];
    /** So many of the corrected rows of the column would have needed no correction. */
    readonly covers: number;
    readonly of: number;
  }[];
  readonly not_proposed: readonly { readonly field: string; readonly column: string; readonly reason: string }[];
  readonly notes: readonly string[];
  /** The change of the mapping file as a unified diff; empty if there is none. */
  readonly diff: string;
  /** Was the mapping file written? */
  readonly written: boolean;
}

const BYTE_ORDER_MARK = '\uFEFF';
/** Rows of the run's input that are compared at most; more would take minutes. */
const MAX_COMPARED_ROWS = 200_000;

/**
 * Learns from a corrected errors file: proposes value maps, date formats and telephone countries for the mapping of its run, each
 * proved by mapping the refused cells again. Errors: `UsageError` if no run wrote the file, its mapping has changed, or nothing was
 * corrected; those of reading a file and a mapping; the API's.
 *
 * @example
 * const { proposals, diff } = await learnMapping({ connection, file: 'runs/…/errors.xlsx', mapping: 'customers.yaml' });
 */
export async function learnMapping(options: LearnMappingOptions): Promise<LearntMapping> {
  const { file, mapping: path, agreed = false } = options;
  const reporter = runReporter(options.reporter);
  const mapping = await loadMapping(path);
  await requireErrorsFile(file, mapping);
  const { options: connection, env } = splitConnection(options.connection);
  const session = await openSession(resolveSettings(connection, env), systemClock, Math.random);
  try {
    const { run, rows, leftOut } = await readCorrections(session, file, mapping);
    const { header = [], source = {}, acceptDamage } = run.settings as RunSettings;
    const compile = (changed: LoadedMapping) => compileMapper(session, changed, { header, path: file });
    const input = await inputOf(session, run, withSource(mapping, source), acceptDamage);
    const learnt = await learn({ mapping, header, rows, compile, input });
    const changes = learnt.lessons.map(({ change }) => change);
    const edits = editMappingText(mapping, changes);
    if (edits === undefined) throw notEditable(path, learnt);
    const diff = edits.length === 0 ? '' : unifiedDiff(path, mapping.text, edits);
    const result = {
      ...{ run: run.id, file, mapping: path, rows: { corrected: rows.length } },
      proposals: learnt.lessons.map(({ change: { field }, what, covered, rows: of }) => ({
        ...{ field: field.name, column: field.columnName, what, covers: covered.length, of },
      })),
      not_proposed: learnt.notLearnt,
      notes: [...(leftOut > 0 ? [leftOutText(leftOut)] : []), ...notesOf(learnt, run)],
      diff,
    };
    const isWritten = diff !== '' && (agreed || (await confirmed(result, options.reporter)));
    if (isWritten) {
      const now = await readFile(path, 'utf8');
      const mark = now.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
      if (now !== mark + mapping.text)
        throw new UsageError(t`${path} was changed meanwhile and was left as it is. Run the same command again`);
      await replaceFile(path, mark + applyEdits(mapping.text, edits), READABLE);
      reporter.message('detail', t`Wrote ${path}`);
    }
    return { ...result, written: isWritten };
  } finally {
    await session.close();
  }
}

async function confirmed(
  { mapping, proposals, not_proposed: notProposed, diff }: Omit<LearntMapping, 'written'>,
  reporter: Reporter | undefined,
): Promise<boolean> {
  const details = [
    ...proposals.map(
      ({ field, what, covers, of }) => t`${field}: ${what.join(', ')}; covers ${covers} of ${counted(of, 'row')}`,
    ),
    ...notProposed.map(({ field, reason }) => t`not proposed: ${field}: ${reason}`),
    '',
    ...diff.split('\n'),
  ];
  return (await reporter?.confirm?.({ details, question: t`Write these changes to ${mapping}?` })) === true;
}

/** Errors: `UsageError` if no run wrote a file with these columns. */
async function requireErrorsFile(file: string, mapping: LoadedMapping): Promise<void> {
  // It is read several times.
  if (file !== '-' && (await isUnrepeatable(file)))
    throw new UsageError(t`${file} is not a file, but a pipe or a device. Give the errors.xlsx or errors.csv itself`);
  const table = await openRows(file, sourceOf(mapping));
  await table.close();
  if (isErrorFile(table.header)) return;
  throw new UsageError(
    t`${file} was not written by a run: it lacks the columns ${ERROR_COLUMNS.join(', ')}. Correct the errors.xlsx or errors.csv of a run, and give that; to find it: sobot-etl runs`,
  );
}

/** The run that wrote an errors file, and its rows with changed cells. Errors: `UsageError`. */
async function readCorrections(
  session: Session,
  file: string,
  mapping: LoadedMapping,
): Promise<{ readonly run: StoredRun; readonly rows: readonly CorrectedRow[]; readonly leftOut: number }> {
  const { ledger } = session;
  const input = await prepareInput(file, mapping, { stagingPath: '', earlier: earlierRuns(ledger) });
  const table = await input.open();
  try {
    const id = await input.errorsOf();
    const run = id === undefined ? undefined : await ledger.runs.find(id);
    if (run === undefined) {
      throw new UsageError(
        t`No run in this ledger wrote ${file}: it is of a check, which the ledger does not keep (import the file, then correct the errors of that run); or the run was removed (runs prune) or made on another machine; or too much of the file has changed. To import its rows as they are: ${shellLine(['sobot-etl', 'import', file, '-m', mapping.path])}`,
      );
    }
    requireMappingOf(run, mapping, file);
    const { rows, leftOut } = await correctedRows(table, run, failedRowsOf(ledger, run));
    if (rows.length === 0) {
      throw new UsageError(
        t`No cell of ${file} was corrected since run ${run.id} wrote it.${leftOut > 0 ? ` ${leftOutText(leftOut)}` : ''} Correct the cells that _message names, save the file, then: ${shellLine(['sobot-etl', 'map', '--learn', file, '-m', mapping.path])}`,
      );
    }
    return { run, rows, leftOut };
  } finally {
    await table.close();
  }
}

/** What was refused shows something only about the mapping that refused it. Errors: `UsageError`. */
function requireMappingOf(run: StoredRun, mapping: LoadedMapping, file: string): void {
  let before: unknown;
  try {
    before = parseMapping(run.mappingText, run.mapping).content;
  } catch {
    // A mapping of an older version.
  }
  if (isDeepStrictEqual(before, mapping.content)) return;
  throw new UsageError(
    t`${mapping.path} is not the mapping with which run ${run.id} refused these rows, or has changed since (perhaps it has learnt from them already). To see what it still refuses: ${shellLine(['sobot-etl', 'check', file, '-m', mapping.path])}`,
  );
}

/** The rows of the file whose cells differ from what the run read; rows that it holds twice count once. `leftOut`: rows that show nothing. */
async function correctedRows(
  table: Table,
  run: StoredRun,
  storedRows: FindRows,
): Promise<{ readonly rows: readonly CorrectedRow[]; readonly leftOut: number }> {
  const { header = [] } = run.settings as RunSettings;
  // What an earlier run wrote about a row is not of the row.
  const own = new Set(isErrorFile(header) ? inputColumnIndexes(header) : header.keys());
  const positions = columnPositions(header, table.header).map((at, index) => (own.has(index) ? at : undefined));
  const number = table.header.lastIndexOf(ERROR_COLUMNS[0]);
  const rows = new Map<number, CorrectedRow>();
  let leftOut = 0;
  for await (const batch of table.batches()) {
    const numberOf = ({ cells }: Row) => Number(cellText(cells[number]));
    const found = await storedRows(batch.map(numberOf));
    for (const row of batch) {
      const stored = found.get(numberOf(row));
      if (stored?.cells === undefined || rows.has(stored.row)) continue;
      // Whether a person or a spreadsheet program has changed the cell is not known.
      if (row.problems) {
        leftOut += 1;
        continue;
      }
      const before = header.map((_, index) => (stored.cells?.[index] ?? '') as Cell);
      const after = before.map((cell, index) => correctedCell(cell, row, positions[index]));
      if (after.every((cell, index) => cell === before[index])) continue;
      const at = { number: stored.row };
      rows.set(stored.row, { before: { ...at, cells: before }, after: { ...at, cells: after } });
    }
  }
  return { rows: [...rows.values()], leftOut };
}

/** A column that was removed was not corrected. */
function correctedCell(before: Cell, { cells }: Row, position: number | undefined): Cell {
  const now = position === undefined ? undefined : cells[position];
  return now === undefined || cellText(now) === cellText(before) ? before : now;
}

/** The rows of the run's input, if it is still the same file. */
async function inputOf(
  { ledger }: Session,
  run: StoredRun,
  mapping: LoadedMapping,
  acceptDamage: boolean | undefined,
): Promise<AsyncIterable<readonly Row[]> | undefined> {
  const input = await prepareInput(run.input, mapping, { stagingPath: '', acceptDamage, earlier: earlierRuns(ledger) });
  if (!input.exists || input.sha256 !== run.inputSha256) return undefined;
  return (async function* () {
    const table = await input.open();
    let left = MAX_COMPARED_ROWS;
    try {
      for await (const rows of table.batches()) {
        yield rows.slice(0, left);
        left -= rows.length;
        if (left <= 0) return;
      }
    } finally {
      await table.close();
    }
  })();
}

function leftOutText(rows: number): string {
  return t`${counted(rows, 'row has a cell', 'rows have cells')} that a spreadsheet program may have changed or damaged, and ${agreeing(rows, 'is', 'are')} left out: correct errors.xlsx, which keeps cells as they are typed.`;
}

function notesOf({ otherCells, compared, alsoAccepted, lessons }: Learnt, run: StoredRun): string[] {
  const notes: string[] = [];
  if (otherCells > 0)
    notes.push(
      t`${otherCells} ${agreeing(otherCells, 'cell was', 'cells were')} changed although the mapping had not refused ${agreeing(otherCells, 'it', 'them')}; such changes are not learnt.`,
    );
  if (lessons.length === 0) return notes;
  if (compared === undefined)
    notes.push(
      t`${run.input} has changed or is gone, so its other rows could not be compared: check it once more before you import it.`,
    );
  else if (compared >= MAX_COMPARED_ROWS)
    notes.push(
      t`Of the run’s input, the first ${MAX_COMPARED_ROWS} rows were compared; what was sent for them stays the same.`,
    );
  else notes.push(t`All ${compared} rows of the run’s input were compared: what was sent stays the same.`);
  if (alsoAccepted > 0)
    notes.push(
      t`${alsoAccepted} refused ${agreeing(alsoAccepted, 'row that nobody corrected is', 'rows that nobody corrected are')} accepted with these changes, too.`,
    );
  return notes;
}

function notEditable(path: string, { lessons }: Learnt): UsageError {
  const what = lessons.map(({ change: { field }, what: added }) => `${field.name}: ${added.join(', ')}`).join('; ');
  return new UsageError(
    t`${path} cannot be changed here, perhaps because it uses anchors (& and *). Nothing was written. Add by hand: ${what}`,
  );
}
