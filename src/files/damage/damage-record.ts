import { type DataIssue, ISSUE_KINDS, type IssueKind } from './damage-kinds.ts';
import { type DatedCell, type IssueCounts, type IssueListener, MAX_ISSUES } from './damage-notes.ts';

const rejectNotice =
  'Rows whose mapped columns lost information are rejected, since the values cannot be known any more; --accept-damage imports them as they are.';

/** The rows with the first date of each order in a column. */
interface DateOrders {
  day?: number;
  month?: number;
}

/** Remembers what was found in a whole file. */
export class IssueLog implements IssueListener {
  readonly findings: DataIssue[] = [];
  readonly counts: Partial<Record<IssueKind, number>> = {};
  readonly #header: readonly string[];
  readonly #accept: boolean;
  readonly #dateOrders: readonly DateOrders[];

  constructor(header: readonly string[], accept: boolean) {
    this.#header = header;
    this.#accept = accept;
    this.#dateOrders = header.map(() => ({}));
  }

  onIssue(finding: DataIssue): void {
    this.#keep(finding);
    this.counts[finding.code] = (this.counts[finding.code] ?? 0) + 1;
  }

  onDate({ order, row, column, text }: DatedCell): void {
    const seen = this.#dateOrders[column] as DateOrders;
    if (seen[order] !== undefined) return;
    seen[order] = row;
    const other = order === 'day' ? seen.month : seen.day;
    if (other === undefined) return;
    const message = `the date has its ${order} first, the one in row ${other} its ${order === 'day' ? 'month' : 'day'} first. Dates such as 03/04 cannot be told; write them all one way.`;
    const columnName = this.#header[column] ?? '';
    this.onIssue({
      code: 'mixed-dates',
      row,
      column,
      columnName,
      text,
      message,
      lost: ISSUE_KINDS['mixed-dates'].lost,
    });
  }

  /** Adds what was found in the rows that follow; `before` is what their numbers count from. */
  add({ notes, counts }: IssueCounts, before: number): void {
    for (const note of notes) {
      const placed = { ...note, row: note.row + before };
      if ('order' in placed) this.onDate(placed);
      else this.#keep(placed);
    }
    for (const [kind, count] of Object.entries(counts) as [IssueKind, number][]) {
      this.counts[kind] = (this.counts[kind] ?? 0) + count;
    }
  }

  /** What is worth saying of each kind of damage. */
  notices(): string[] {
    const kinds = Object.entries(this.counts) as [IssueKind, number][];
    const notices = kinds.map(([code, count]) => {
      const first = this.findings.find((finding) => finding.code === code);
      const place =
        first === undefined ? '' : `, first in row ${first.row}, column "${first.columnName}": ${first.text}`;
      return `${count} × ${ISSUE_KINDS[code].title}${place}.`;
    });
    const rejects = !this.#accept && kinds.some(([code]) => ISSUE_KINDS[code].lost);
    return rejects ? [...notices, rejectNotice] : notices;
  }

  /** Kinds are named in the order in which they came. */
  #keep(finding: DataIssue): void {
    this.counts[finding.code] ??= 0;
    if (this.findings.length < MAX_ISSUES) this.findings.push(finding);
  }
}
