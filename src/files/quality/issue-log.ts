import { phrase, t, translated } from '../../words/index.ts';
import { ROW_MESSAGES } from '../row-messages.ts';
/** The data-quality issues, most of them caused by spreadsheets. Where the value is `lost`, the original cannot be known, so the row is not imported. */
export const ISSUE_KINDS = {
  'rounded-number': { lost: true, title: phrase('rounded number of more than 15 digits') },
  'maybe-rounded-number': { lost: false, title: phrase('long number that ends in zeros, perhaps rounded') },
  'scientific-notation': { lost: true, title: phrase('ID or phone number in scientific notation') },
  'decimal-code': { lost: false, title: phrase('ID or phone number written as a decimal number; its digits are read') },
  'lost-leading-zeros': { lost: false, title: phrase('code shorter than the others, its leading zeros perhaps lost') },
  mojibake: { lost: false, title: phrase('text that was read in the wrong encoding') },
  'lost-characters': { lost: true, title: phrase('text with replaced characters') },
  'private-characters': { lost: false, title: phrase('character that only the computer it was typed on can show') },
  'control-characters': { lost: true, title: phrase('control character inside a text') },
  'outer-control-characters': { lost: false, title: phrase('control characters that mean nothing; they are removed') },
  'invisible-characters': {
    lost: false,
    title: phrase('invisible characters; they are removed from IDs, addresses, numbers and names to look up'),
  },
  'error-value': { lost: true, title: phrase('spreadsheet error instead of a value') },
  'repeated-header': { lost: false, title: phrase('repeated header row; it is skipped') },
  'other-header': { lost: true, title: phrase('row of column names in another order') },
  'totals-row': { lost: true, title: phrase('row of totals or a remark, not a record') },
  'mixed-dates': { lost: false, title: phrase('column with some dates day first and some month first') },
  placeholder: { lost: false, title: phrase('placeholder instead of a value') },
  'rule-warning': { lost: false, title: phrase('value that breaks a rule of the mapping') },
} as const satisfies Record<string, { readonly lost: boolean; readonly title: string }>;

export type IssueKind = keyof typeof ISSUE_KINDS;

/** A data-quality issue in one cell. */
export interface DataIssue {
  readonly code: IssueKind;
  readonly row: number;
  /** Index of the column, and its name. */
  readonly column: number;
  readonly columnName: string;
  /** The value in the file, shortened. */
  readonly text: string;
  readonly message: string;
  readonly lost: boolean;
}

/** The first cell of a column whose date has its day, or its month, first. */
interface DatedCell {
  readonly order: 'day' | 'month';
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

/** Receives the issues that an inspector finds, in row order. */
export interface IssueListener {
  onIssue(issue: DataIssue): void;
  /** Needed only once for a column and an order. */
  onDate(cell: DatedCell): void;
}

/** The issues of a chunk of rows: plain data, to be added to those of the rows before. */
export interface IssueCounts {
  /** In row order; of many issues only the first. */
  readonly notes: readonly (DataIssue | DatedCell)[];
  readonly counts: Readonly<Partial<Record<IssueKind, number>>>;
}

/** Further issues are only counted. */
const MAX_ISSUES = 1000;

/** Collects the issues of a chunk of rows. */
export class ChunkIssueLog implements IssueListener, IssueCounts {
  readonly notes: (DataIssue | DatedCell)[] = [];
  readonly counts: Partial<Record<IssueKind, number>> = {};
  readonly #dated = new Set<string>();
  #kept = 0;

  onIssue(issue: DataIssue): void {
    const count = this.counts[issue.code] ?? 0;
    this.counts[issue.code] = count + 1;
    if (count > 0 && this.#kept >= MAX_ISSUES) return;
    this.#kept++;
    this.notes.push(issue);
  }

  onDate(cell: DatedCell): void {
    const name = `${cell.column} ${cell.order}`;
    if (this.#dated.has(name)) return;
    this.#dated.add(name);
    this.notes.push(cell);
  }
}

const REJECTION_NOTICE = phrase(
  'Rows with lost information in a mapped column are rejected, since the original values cannot be known. --accept-damage imports them as they are.',
);

/** The rows with the first date of each order in a column. */
interface DateOrders {
  day?: number;
  month?: number;
}

/** Collects the issues of a whole file. */
export class IssueLog implements IssueListener {
  readonly findings: DataIssue[] = [];
  readonly counts: Partial<Record<IssueKind, number>> = {};
  readonly #header: readonly string[];
  readonly #accept: boolean;
  readonly #dateOrders: readonly DateOrders[];
  readonly #notify: ((issue: DataIssue) => void) | undefined;

  constructor(header: readonly string[], accept: boolean, notify?: (issue: DataIssue) => void) {
    this.#header = header;
    this.#accept = accept;
    this.#notify = notify;
    this.#dateOrders = header.map(() => ({}));
  }

  onIssue(issue: DataIssue): void {
    this.#notify?.(issue);
    this.#keep(issue);
    this.counts[issue.code] = (this.counts[issue.code] ?? 0) + 1;
  }

  onDate({ order, row, column, text }: DatedCell): void {
    const seen = this.#dateOrders[column] as DateOrders;
    if (seen[order] !== undefined) return;
    seen[order] = row;
    const other = order === 'day' ? seen.month : seen.day;
    if (other === undefined) return;
    const message = ROW_MESSAGES['mixed-dates'].text.orders(order, other, order === 'day' ? 'month' : 'day');
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

  /** Adds the issues of the rows that follow; their numbers count from `before`. */
  add({ notes, counts }: IssueCounts, before: number): void {
    for (const note of notes) {
      const moved = { ...note, row: note.row + before };
      if ('order' in moved) this.onDate(moved);
      else this.#keep(moved);
    }
    for (const [kind, count] of Object.entries(counts) as [IssueKind, number][]) {
      this.counts[kind] = (this.counts[kind] ?? 0) + count;
    }
  }

  /** A notice for each kind of issue. */
  notices(): string[] {
    const kinds = Object.entries(this.counts) as [IssueKind, number][];
    const notices = kinds.map(([code, count]) => {
      const first = this.findings.find((issue) => issue.code === code);
      const where =
        first === undefined ? '' : t`, first in row ${first.row}, column "${first.columnName}": ${first.text}`;
      return `${count} × ${translated(ISSUE_KINDS[code].title)}${where}.`;
    });
    const rejects = !this.#accept && kinds.some(([code]) => ISSUE_KINDS[code].lost);
    return rejects ? [...notices, translated(REJECTION_NOTICE)] : notices;
  }

  /** Kinds are listed in the order of their first issues. */
  #keep(issue: DataIssue): void {
    this.counts[issue.code] ??= 0;
    if (this.findings.length < MAX_ISSUES) this.findings.push(issue);
  }
}
