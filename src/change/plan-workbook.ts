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
  /** The texts of its fields, in the order of `PlanWorkbookInput.createdColumns`. */
  readonly cells: readonly string[];
}

/** A row that fits several customers, so that it is not sent. */
export interface AmbiguousRow {
  readonly row: number;
  readonly key: string;
  readonly name?: string;
  /** The ids of those customers. */
  readonly ids: readonly string[];
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
  /** What the summary says below the plan's id. */
  readonly facts: readonly SummaryFact[];
  readonly changes: Lines<PlannedCell>;
  /** The fields that new records have, in people's words. */
  readonly createdColumns: readonly string[];
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

/** The label of the plan's id in the summary. */
export const PLAN_ID_LABEL = 'Plan';

const ROW: ReportColumn = { name: PLAN_COLUMNS.row, widthChars: 8 };
const KEY: ReportColumn = { name: 'Key', widthChars: 26 };
const NAME: ReportColumn = { name: 'Name', widthChars: 22 };
const FIELD: ReportColumn = { name: 'Field', widthChars: 20 };
const MESSAGE: ReportColumn = { name: 'Message', widthChars: 70, wrap: true };
const APPLY: ReportColumn = {
  name: PLAN_COLUMNS.apply,
  widthChars: 10,
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
  { name: 'Before', widthChars: 32, tone: 'before', wrap: true },
  { name: PLAN_COLUMNS.after, widthChars: 32, tone: 'after', wrap: true },
  APPLY,
  { name: PLAN_COLUMNS.field, widthChars: 12, tone: 'aside' },
  { name: PLAN_COLUMNS.id, widthChars: 12, tone: 'aside' },
];
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
  const { id, facts, changes, createdColumns, created, ambiguous, rejected } = plan;
  const newColumns = createdColumns.map((name): ReportColumn => ({ name, widthChars: 24, tone: 'after', wrap: true }));
  const sheets: readonly ReportSheet[] = [
    factsSheet([[PLAN_ID_LABEL, id], ...facts]),
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
      columns: [ROW, KEY, NAME, APPLY, ...newColumns],
      tabColour: TAB_COLOURS.created,
      rows: cellsOf(created, ({ row, key, name, cells }) => [row, key, name, APPLIED, ...cells]),
    },
    {
      name: PLAN_SHEETS.ambiguous,
      columns: AMBIGUOUS_COLUMNS,
      tabColour: TAB_COLOURS.ambiguous,
      rows: cellsOf(ambiguous, ({ row, key, name, ids, message }) => [row, key, name, ids.join(', '), message]),
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

async function* cellsOf<Line>(
  lines: Lines<Line>,
  cells: (line: Line) => readonly ReportCell[],
): AsyncGenerator<readonly ReportCell[], void, undefined> {
  for await (const line of lines) yield cells(line);
}
