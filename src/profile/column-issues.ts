import { type DataIssue, ISSUE_KINDS, type IssueKind, type RowProblem } from '../files/index.ts';

/** A kind of data-quality issue in one column. */
export interface ColumnIssue {
  /** `mojibake`, `placeholder`, …: see the rows of a file in docs/troubleshooting.md. */
  readonly code: string;
  /** How many cells have it. */
  readonly count: number;
  /** The first row that has it, and what is there, shortened. */
  readonly row: number;
  readonly value: string;
  /** What is wrong there. */
  readonly message: string;
}

type Counted = { -readonly [Name in keyof ColumnIssue]: ColumnIssue[Name] };

/** Counts issues by column and kind; those of whole rows belong to no column. */
export class ColumnIssues {
  readonly #byColumn = new Map<number | undefined, Map<string, Counted>>();

  add({ code, row, column, text, message }: DataIssue): void {
    this.#count(isOfRow(code) ? undefined : column, { code, row, value: text, message });
  }

  /** A problem that the reader found; issues are passed to `add`. */
  addProblem({ code, column, message }: RowProblem, row: number, value: string): void {
    if (Object.hasOwn(ISSUE_KINDS, code)) return;
    this.#count(column, { code, row, value, message });
  }

  /** The issues of a column, most frequent first; without a column, those of whole rows. */
  of(column?: number): ColumnIssue[] {
    return [...(this.#byColumn.get(column)?.values() ?? [])].sort((one, other) => other.count - one.count);
  }

  #count(column: number | undefined, first: Omit<ColumnIssue, 'count'>): void {
    const issues = this.#byColumn.get(column) ?? new Map<string, Counted>();
    this.#byColumn.set(column, issues);
    const known = issues.get(first.code);
    if (known === undefined) issues.set(first.code, { ...first, count: 1 });
    else known.count += 1;
  }
}

const OF_ROWS: readonly IssueKind[] = ['repeated-header', 'other-header', 'totals-row'];

function isOfRow(code: IssueKind): boolean {
  return OF_ROWS.includes(code);
}
