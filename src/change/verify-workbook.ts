import {
  cellText,
  openTable,
  type ReportColumn,
  type ReportSheet,
  type Table,
  type WrittenFiles,
  writeReportWorkbook,
} from '../files/index.ts';
import { factsSheet, type SummaryFact } from './summary-sheet.ts';

/** A cell that a run sent, compared with the record as it is now. */
export interface VerifiedCell {
  /** The row's number in the input file. */
  readonly row: number;
  readonly key: string;
  readonly name: string;
  /** The customer's id. */
  readonly id: string;
  /** The field in people's words; blank where the whole record is missing. */
  readonly field: string;
  readonly sent: string;
  readonly now: string;
  /** When the record was last changed, as people read it; blank if unknown. */
  readonly changedAt: string;
}

type VerifiedCells = Iterable<VerifiedCell> | AsyncIterable<VerifiedCell>;

/** The content of `verify.xlsx`. */
export interface VerifyWorkbookInput {
  /** The run that is verified. */
  readonly run: string;
  readonly facts: readonly SummaryFact[];
  readonly different: VerifiedCells;
  readonly missing: VerifiedCells;
  readonly changedByOthers: VerifiedCells;
}

const COLUMNS: readonly ReportColumn[] = [
  { name: 'Row', widthChars: 8 },
  { name: 'Key', widthChars: 26 },
  { name: 'Name', widthChars: 22 },
  { name: 'Id', widthChars: 24 },
  { name: 'Field', widthChars: 20 },
  { name: 'Sent', widthChars: 32, tone: 'after', wrap: true },
  { name: 'Now', widthChars: 32, tone: 'before', wrap: true },
  { name: 'Changed at', widthChars: 20 },
];

const SHEETS = {
  summary: 'Summary',
  different: 'Different',
  missing: 'Missing',
  byOthers: 'Changed by others',
} as const;
/** The label of the run's id in the summary. */
const RUN_ID_LABEL = 'Run';

/** Is a file the workbook of a verification? A file that cannot be read is none. */
export async function isVerifyWorkbook(path: string): Promise<boolean> {
  try {
    for (const sheet of Object.values(SHEETS)) {
      const table = await openTable(path, { sheet });
      try {
        if (table.format !== 'xlsx' || (sheet === SHEETS.summary && !(await namesRun(table)))) return false;
      } finally {
        await table.close();
      }
    }
    return true;
  } catch {
    return false;
  }
}

async function namesRun(summary: Table): Promise<boolean> {
  for await (const rows of summary.batches())
    if (rows.some(({ cells }) => cellText(cells[0]) === RUN_ID_LABEL)) return true;
  return false;
}

/**
 * Writes `verify.xlsx`: a summary, and a line per cell that differs from what was sent, is missing, or was changed by others since.
 * Errors: `FileError`; what the lines throw.
 */
export async function writeVerifyWorkbook(path: string, verified: VerifyWorkbookInput): Promise<WrittenFiles> {
  const { run, facts, different, missing, changedByOthers } = verified;
  return writeReportWorkbook(path, {
    title: `Verification of run ${run}`,
    keywords: run,
    sheets: [
      factsSheet([[RUN_ID_LABEL, run], ...facts]),
      cellsSheet(SHEETS.different, 'FFB3261E', different),
      cellsSheet(SHEETS.missing, 'FF8A94A0', missing),
      cellsSheet(SHEETS.byOthers, 'FFFFC000', changedByOthers),
    ],
  });
}

function cellsSheet(name: string, tabColour: string, cells: VerifiedCells): ReportSheet {
  async function* rows() {
    for await (const { row, key, name: who, id, field, sent, now, changedAt } of cells)
      yield [row, key, who, id, field, sent, now, changedAt];
  }
  return { name, columns: COLUMNS, rows: rows(), tabColour };
}
