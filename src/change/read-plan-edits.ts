import { cellText, FileError, openTable, shownPath, type Table } from '../files/index.ts';
import { shortened, t } from '../words/index.ts';
import { ChangeError } from './change-error.ts';
import { CHANGE_MESSAGES } from './messages.ts';
import { NEW_COLUMN_NAMES, PLAN_COLUMNS, PLAN_LABELS, PLAN_SHEETS } from './plan-workbook.ts';

/** A line of an edited plan that says `yes`. */
export interface ChosenLine {
  /** Where a person finds it: `Changes row 7`. */
  readonly place: string;
  /** The row's number in the input file. */
  readonly row: number;
  /** The field as `CellChange` names it; blank for a new record. */
  readonly field: string;
  /** The customer's id as the workbook shows it; blank for a new record. */
  readonly id: string;
  /**
   * The texts of the line by column, to find out whether somebody edited more than `_apply`. Those of a new record are by field: without
   * the columns before its fields, which may have the name of a field.
   */
  readonly texts: ReadonlyMap<string, string>;
}

/** What people chose in the workbook of a plan. */
export interface PlanEdits {
  /** The path of the workbook. */
  readonly path: string;
  /** The plan's id. */
  readonly id: string;
  /** What the summary says, by its labels. */
  readonly facts: ReadonlyMap<string, string>;
  /**
   * The lines to apply: every other cell and record of the plan is left out. Can be consumed once; only when it has ended are all
   * lines valid, so read all of it before anything is sent. Errors: `ChangeError`, `FileError`.
   */
  readonly chosen: AsyncIterable<ChosenLine>;
}

const NOT_A_PLAN = CHANGE_MESSAGES['not-a-plan'].text;
const BAD_LINE = CHANGE_MESSAGES['bad-plan-line'].text;
const MAX_SHOWN_CHARS = 60;

/** Words in `_apply`, folded. Excel writes TRUE and FALSE as 1 and 0 in some languages. */
const APPLY_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'y', 'true', '1', '是', '对'].map((word) => [word, true] as const),
  ...['no', 'n', 'false', '0', '否', '不'].map((word) => [word, false] as const),
]);

/**
 * Reads the workbook of a plan that people may have sorted, filtered, coloured and given columns of their own. Its id comes from the
 * summary. Errors: `ChangeError` if it is not the workbook of a plan; `FileError` if it cannot be read.
 */
export async function readPlanEdits(path: string): Promise<PlanEdits> {
  const summary = await openPlanSheet(path, PLAN_SHEETS.summary);
  if (summary === undefined) throw notPlan(path, NOT_A_PLAN.noSheet(PLAN_SHEETS.summary));
  const facts = await factsOf(summary);
  const id = facts.get(PLAN_LABELS.id) ?? '';
  if (id === '') throw notPlan(path, NOT_A_PLAN.noId());
  return { path, id, facts, chosen: chosenLines(path) };
}

/** The labels that the plan's own lines have, wherever they stand, with the text beside each. */
async function factsOf(summary: Table): Promise<ReadonlyMap<string, string>> {
  const facts = new Map<string, string>();
  try {
    for await (const rows of summary.batches()) {
      for (const { cells } of rows) {
        const texts = cells.map((cell) => cellText(cell).trim());
        for (const label of Object.values(PLAN_LABELS)) {
          const at = texts.indexOf(label);
          if (at !== -1 && !facts.has(label)) facts.set(label, texts[at + 1] ?? '');
        }
      }
    }
    return facts;
  } finally {
    await summary.close();
  }
}

async function* chosenLines(path: string): AsyncGenerator<ChosenLine, void, undefined> {
  const isRepeated = repeatedLines();
  for (const name of [PLAN_SHEETS.changes, PLAN_SHEETS.created]) {
    // A sheet that is full continues on another: Changes, Changes 2, …
    for (let number = 1; ; number++) {
      const sheet = number === 1 ? name : `${name} ${number}`;
      const table = await openPlanSheet(path, sheet);
      if (table === undefined && number === 1) throw notPlan(path, NOT_A_PLAN.noSheet(sheet));
      if (table === undefined) break;
      try {
        for await (const { apply, line } of linesOf(table, sheet, name === PLAN_SHEETS.created)) {
          if (isRepeated(line)) throw badLine(path, BAD_LINE.repeated(line.place));
          if (apply) yield line;
        }
      } finally {
        await table.close();
      }
    }
  }
}

/** The lines of a sheet, each with what `_apply` says. */
async function* linesOf(
  table: Table,
  sheet: string,
  isNew: boolean,
): AsyncGenerator<{ readonly apply: boolean; readonly line: ChosenLine }, void, undefined> {
  const { path, header } = table;
  const indexOf = (column: string): number => {
    const at = header.findIndex((name) => name.toLowerCase() === column.toLowerCase());
    if (at === -1) throw notPlan(path, NOT_A_PLAN.noColumn(sheet, column));
    return at;
  };
  const rowAt = indexOf(PLAN_COLUMNS.row);
  const applyAt = indexOf(PLAN_COLUMNS.apply);
  const fieldAt = isNew ? -1 : indexOf(PLAN_COLUMNS.field);
  const idAt = isNew ? -1 : indexOf(PLAN_COLUMNS.id);
  if (!isNew) indexOf(PLAN_COLUMNS.after);
  for await (const rows of table.batches()) {
    for (const { number, cells } of rows) {
      const place = t`${sheet} row ${number}`;
      const [row, field, id] = [rowAt, fieldAt, idAt].map((at) => cellText(cells[at]).trim()) as [
        string,
        string,
        string,
      ];
      if (!ROW_NUMBER.test(row)) throw badLine(path, BAD_LINE.row(place, row));
      if (!isNew && field === '') throw badLine(path, BAD_LINE.field(place));
      const apply = saysYes(path, place, cellText(cells[applyAt]));
      const texts = new Map<string, string>();
      for (const [at, name] of header.entries()) {
        if (!texts.has(name) && !(isNew && NEW_COLUMN_NAMES.includes(name))) texts.set(name, cellText(cells[at]));
      }
      yield { apply, line: { place, row: Number(row), field, id, texts } };
    }
  }
}

const ROW_NUMBER = /^[1-9]\d{0,8}$/;
const MAX_ROW_NUMBER = 1_000_000_000;

/** Tells whether a line was there before. Fields are numbered, since a million lines would hold as many texts in memory. */
function repeatedLines(): (line: ChosenLine) => boolean {
  const fields = new Map<string, number>();
  const seen = new Set<number>();
  return ({ row, field }) => {
    const place = fields.get(field) ?? fields.size;
    fields.set(field, place);
    const key = place * MAX_ROW_NUMBER + row;
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  };
}

function saysYes(path: string, place: string, text: string): boolean {
  const word = text.trim();
  const found = APPLY_WORDS.get(word.toLowerCase());
  if (found !== undefined) return found;
  const { blank, other } = CHANGE_MESSAGES['bad-apply'].text;
  throw new ChangeError(
    'bad-apply',
    inFile(path, word === '' ? blank(place) : other(place, shortened(word, MAX_SHOWN_CHARS))),
  );
}

/** Opens a sheet; undefined if the workbook does not have it. */
async function openPlanSheet(path: string, sheet: string): Promise<Table | undefined> {
  try {
    const table = await openTable(path, { sheet });
    if (table.format === 'xlsx') return table;
    await table.close();
  } catch (error) {
    if (error instanceof FileError && error.code === 'no-sheet') return undefined;
    throw error;
  }
  throw notPlan(path, NOT_A_PLAN.file());
}

function notPlan(path: string, message: string): ChangeError {
  return new ChangeError('not-a-plan', inFile(path, message));
}

function badLine(path: string, message: string): ChangeError {
  return new ChangeError('bad-plan-line', inFile(path, message));
}

function inFile(path: string, message: string): string {
  return `${shownPath(path)}: ${message}`;
}
