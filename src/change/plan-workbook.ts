import {
  type ReportCell,
  type ReportColumn,
  type ReportSheet,
  type WrittenFiles,
  writeReportWorkbook,
} from '../files/index.ts';
import { factsSheet, type SummaryFact } from './summary-sheet.ts';

/** A cell of a record that a plan changes. */
export interface PlannedCell {
  /** The row's number in the input file. */
  readonly row: number;
  readonly key: string;
  readonly name: string;
  /** The customer's id. */
  readonly id: string;
  /** The field in people's words. */
  readonly field: string;
  /** The field as `CellChange` names it. */
  readonly fieldId: string;
  readonly before: string;
  readonly after: string;
}

/** A record that a plan creates. */
export interface PlannedRecord {
  readonly row: number;
  readonly key: string;
  readonly name: string;
  /** The texts of its fields by their ids. */
  readonly values: ReadonlyMap<string, string>;
}

/** A row that fits several customers, so that it is not sent. */
export interface AmbiguousRow {
  readonly row: number;
  readonly key: string;
  readonly name?: string;
  /** The ids of those customers, where the message does not have them. */
  readonly ids?: readonly string[];
  readonly message: string;
}

/** A row that would be rejected. */
export interface RejectedRow {
  readonly row: number;
  readonly key: string;
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

type Lines<Line> = Iterable<Line> | AsyncIterable<Line>;

/** The content of `plan.xlsx`. Its lines stream: first the changes, then each list in this order. */
export interface PlanWorkbookInput {
  readonly id: string;
  /** What the summary says below the plan's id, which is its first line. */
  readonly facts: readonly SummaryFact[];
  readonly changes: Lines<PlannedCell>;
  /** The fields that new records have, each a column: as `CellChange` names them, and in people's words. */
  readonly createdFields: readonly { readonly id: string; readonly label: string }[];
  readonly created: Lines<PlannedRecord>;
  readonly ambiguous: Lines<AmbiguousRow>;
  readonly rejected: Lines<RejectedRow>;
}

/** The sheets of `plan.xlsx`, by what they list. */
export const PLAN_SHEETS = {
  summary: 'Summary',
  changes: 'Changes',
  created: 'New',
  ambiguous: 'Ambiguous',
  rejected: 'Rejected',
} as const;

/** The columns by which an edited plan is read. */
export const PLAN_COLUMNS = { row: 'Row', after: 'After', apply: '_apply', field: '_field', id: '_id' } as const;

/** The labels in the summary by which a plan is recognised: its id, and what was planned. */
export const PLAN_LABELS = { id: 'Plan', file: 'File', mapping: 'Mapping' } as const;

const ROW: ReportColumn = { name: PLAN_COLUMNS.row, widthChars: 7 };
const KEY: ReportColumn = { name: 'Key', widthChars: 20 };
const NAME: ReportColumn = { name: 'Name', widthChars: 22 };
const FIELD: ReportColumn = { name: 'Field', widthChars: 18 };
const MESSAGE: ReportColumn = { name: 'Message', widthChars: 70, wrap: true };
const APPLY: ReportColumn = {
  name: PLAN_COLUMNS.apply,
  widthChars: 9,
  tone: 'edit',
  choices: {
    values: ['yes', 'no'],
    struckOut: 'no',
    title: 'Apply this line?',
    help: 'yes: apply sends it. no: apply leaves it out. To change a value, edit the input file and plan again.',
  },
};

const CHANGE_COLUMNS: readonly ReportColumn[] = [
  ROW,
  KEY,
  NAME,
  FIELD,
  { name: 'Before', widthChars: 30, tone: 'before', wrap: true },
  { name: PLAN_COLUMNS.after, widthChars: 30, tone: 'after', wrap: true },
  APPLY,
  { name: PLAN_COLUMNS.field, widthChars: 12, tone: 'aside' },
  // As wide as an id, which would otherwise run into the empty cells beside it.
  { name: PLAN_COLUMNS.id, widthChars: 34, tone: 'aside' },
];
const NEW_COLUMNS: readonly ReportColumn[] = [ROW, KEY, NAME, APPLY];
/** The names of the columns that new records have before those of their fields. */
export const NEW_COLUMN_NAMES: readonly string[] = NEW_COLUMNS.map(({ name }) => name);

const AMBIGUOUS_COLUMNS: readonly ReportColumn[] = [
  ROW,
  KEY,
  NAME,
  { name: 'Customers', widthChars: 40, wrap: true },
  MESSAGE,
];
const REJECTED_COLUMNS: readonly ReportColumn[] = [
  ROW,
  KEY,
  FIELD,
  MESSAGE,
  { name: 'Code', widthChars: 20, tone: 'aside' },
];

const TAB_COLOURS = { changes: 'FF1C62C4', created: 'FF17784A', ambiguous: 'FFFFC000', rejected: 'FFB3261E' } as const;
const APPLIED = 'yes';

/**
 * Writes `plan.xlsx`: a summary with the plan's id, a line per changed cell, the new records, and the rows that are not sent.
 * `readPlanEdits` reads what people chose in its column `_apply`. Errors: `FileError`; what the lines throw.
 */
export async function writePlanWorkbook(path: string, plan: PlanWorkbookInput): Promise<WrittenFiles> {
  const { id, facts, changes, createdFields, created, ambiguous, rejected } = plan;
  const newColumns = createdFields.map(
    (field): ReportColumn => ({ name: columnName(field, createdFields), widthChars: 24, tone: 'after', wrap: true }),
  );
  const sheets: readonly ReportSheet[] = [
    factsSheet([[PLAN_LABELS.id, id], ...facts]),
    {
      name: PLAN_SHEETS.changes,
      columns: CHANGE_COLUMNS,
      tabColour: TAB_COLOURS.changes,
      rows: cellsOf(changes, (line) => [
        line.row,
        line.key,
        line.name,
        line.field,
        line.before,
        line.after,
        APPLIED,
        line.fieldId,
        line.id,
      ]),
    },
    {
      name: PLAN_SHEETS.created,
      columns: [...NEW_COLUMNS, ...newColumns],
      tabColour: TAB_COLOURS.created,
      rows: cellsOf(created, ({ row, key, name, values }) => [
        row,
        key,
        name,
        APPLIED,
        ...createdFields.map((field) => values.get(field.id)),
      ]),
    },
    {
      name: PLAN_SHEETS.ambiguous,
      columns: AMBIGUOUS_COLUMNS,
      tabColour: TAB_COLOURS.ambiguous,
      rows: cellsOf(ambiguous, ({ row, key, name, ids = [], message }) => [row, key, name, ids.join(', '), message]),
    },
    {
      name: PLAN_SHEETS.rejected,
      columns: REJECTED_COLUMNS,
      tabColour: TAB_COLOURS.rejected,
      rows: cellsOf(rejected, ({ row, key, field, message, code }) => [row, key, field, message, code]),
    },
  ];
  return writeReportWorkbook(path, { title: `Plan ${id}`, keywords: id, sheets });
}

/** A field's label, with its id where a column before the fields or another field has the same. */
function columnName(
  { id, label }: PlanWorkbookInput['createdFields'][number],
  fields: PlanWorkbookInput['createdFields'],
): string {
  const labels = [...NEW_COLUMN_NAMES, ...fields.map((field) => field.label)].map((each) => each.trim().toLowerCase());
  const isTaken = labels.filter((each) => each === label.trim().toLowerCase()).length > 1;
  return isTaken || label.trim() === '' ? `${label} (${id})`.trim() : label;
}

async function* cellsOf<Line>(
  lines: Lines<Line>,
  cells: (line: Line) => readonly ReportCell[],
): AsyncGenerator<readonly ReportCell[], void, undefined> {
  for await (const line of lines) yield cells(line);
}
