import type { DataIssue, IssueKind } from './damage-kinds.ts';

/** The first cell of a column whose date has its day, or its month, first. */
export interface DatedCell {
  readonly order: 'day' | 'month';
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

/** Hears of what an inspector finds, in the order of the rows. */
export interface IssueListener {
  onIssue(finding: DataIssue): void;
  /** Of a column and an order it need not hear twice. */
  onDate(cell: DatedCell): void;
}

/** What was found in a stretch of rows: plain data, to be added to what was found before. */
export interface IssueCounts {
  /** In the order of the rows; of many findings only the first. */
  readonly notes: readonly (DataIssue | DatedCell)[];
  readonly counts: Readonly<Partial<Record<IssueKind, number>>>;
}

/** More findings are counted only. */
export const MAX_ISSUES = 1000;

/** Keeps what is found in a stretch of rows. */
export class ChunkIssueLog implements IssueListener, IssueCounts {
  readonly notes: (DataIssue | DatedCell)[] = [];
  readonly counts: Partial<Record<IssueKind, number>> = {};
  readonly #dated = new Set<string>();
  #kept = 0;

  onIssue(finding: DataIssue): void {
    const count = this.counts[finding.code] ?? 0;
    this.counts[finding.code] = count + 1;
    if (count > 0 && this.#kept >= MAX_ISSUES) return;
    this.#kept++;
    this.notes.push(finding);
  }

  onDate(cell: DatedCell): void {
    const name = `${cell.column} ${cell.order}`;
    if (this.#dated.has(name)) return;
    this.#dated.add(name);
    this.notes.push(cell);
  }
}
