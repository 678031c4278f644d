import {
  cellText,
  type DataIssue,
  ISSUE_KINDS,
  type IssueKind,
  inspectTable,
  openTable,
  readFirstRows,
  type SourceOptions,
} from '../../files/index.ts';
import { findTarget } from '../find-target.ts';
import type { SourceChoice } from '../import/import-choice.ts';
import { detectSource } from '../map/read-table.ts';

/** What was detected in a file, its number of rows, its data-quality issues and its first rows. */
export interface FilePreview {
  readonly format: 'csv' | 'xlsx' | 'jsonl';
  /** The visible sheets, the default one first; empty for other files. */
  readonly sheets: readonly string[];
  readonly sheet: string | undefined;
  readonly header: readonly string[];
  readonly headerRow: number;
  readonly encoding: string | undefined;
  readonly delimiter: string | undefined;
  /** The exact number of rows. */
  readonly rows: number;
  readonly sample: readonly { readonly row: number; readonly cells: readonly PreviewedCell[] }[];
  readonly issues: readonly PreviewedIssue[];
  readonly notices: readonly string[];
}

interface PreviewedCell {
  readonly text: string;
  /** What is wrong with the cell, in a sentence. */
  readonly issue?: string;
}

/** All data-quality issues of one kind. */
interface PreviewedIssue {
  readonly kind: string;
  readonly title: string;
  readonly count: number;
  readonly firstRow: number | undefined;
  readonly column: string | undefined;
  readonly message: string;
  readonly lost: boolean;
}

const SAMPLE_ROWS = 50;
/** Cells may be of any length; nobody reads more in a preview. */
const MAX_CELL_CHARS = 2000;

/** Reads a file once, to show how it is understood. What `choice` leaves open is detected. Errors: `FileError`, `UsageError`. */
export async function previewFile(path: string, choice: SourceChoice): Promise<FilePreview> {
  const source = await detectSource(path, choice, findTarget('customer'));
  const plain = await openTable(path, source);
  const table = inspectTable(plain);
  try {
    const first: FilePreview['sample'][number][] = [];
    const problems = new Map<string, string>();
    let rows = 0;
    for await (const batch of table.batches()) {
      for (const { number, cells, problems: found = [] } of first.length < SAMPLE_ROWS ? batch : []) {
        if (first.length === SAMPLE_ROWS) break;
        for (const { column, message } of found) problems.set(`${number} ${column ?? 0}`, message);
        first.push({ row: number, cells: cells.map((cell) => ({ text: cellText(cell).slice(0, MAX_CELL_CHARS) })) });
      }
      rows += batch.length;
    }
    for (const { row, column, message } of table.findings) problems.set(`${row} ${column}`, message);
    const { detected } = table;
    return {
      format: table.format,
      sheets: table.format === 'xlsx' ? await sheetsOf(path, source) : [],
      sheet: table.format === 'xlsx' ? detected['sheet'] : undefined,
      header: table.header,
      headerRow: table.headerRow,
      encoding: choice.encoding ?? detected['encoding'],
      delimiter: table.style?.delimiter,
      rows,
      sample: first.map(({ row, cells }) => ({
        row,
        cells: cells.map(({ text }, column) => {
          const issue = problems.get(`${row} ${column}`);
          return issue === undefined ? { text } : { text, issue };
        }),
      })),
      issues: issuesOf(table),
      // Those of the issues are told as issues.
      notices: plain.notices,
    };
  } finally {
    await table.close();
  }
}

async function sheetsOf(path: string, source: SourceOptions): Promise<string[]> {
  return (await readFirstRows(path, source)).flatMap(({ sheet }) => sheet ?? []);
}

function issuesOf({
  issueCounts,
  findings,
}: {
  readonly issueCounts: Readonly<Partial<Record<IssueKind, number>>>;
  readonly findings: readonly DataIssue[];
}): PreviewedIssue[] {
  return (Object.entries(issueCounts) as [IssueKind, number][]).map(([kind, count]) => {
    const found = findings.find(({ code }) => code === kind);
    const { title, lost } = ISSUE_KINDS[kind];
    const [firstRow, column, message = title] = [found?.row, found?.columnName, found?.message];
    return { kind, title, count, firstRow, column, message, lost };
  });
}
