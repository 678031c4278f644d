/** What spreadsheets do to data. `lost` says that the original value cannot be known any more, so the row is not imported. */
export const ISSUE_KINDS = {
  'rounded-number': { lost: true, title: 'a number of more than 15 digits, rounded' },
  'maybe-rounded-number': { lost: false, title: 'a long number that ends in zeros, perhaps rounded' },
  'scientific-notation': { lost: true, title: 'an id or phone number in scientific notation' },
  'decimal-code': { lost: false, title: 'an id or phone number written as a decimal number; its digits are read' },
  'lost-leading-zeros': { lost: false, title: 'a code shorter than the others, its leading zeros perhaps lost' },
  mojibake: { lost: false, title: 'text that was read in the wrong encoding' },
  'lost-characters': { lost: true, title: 'text whose characters were replaced' },
  'private-characters': { lost: false, title: 'characters that only the computer they were typed on can show' },
  'control-characters': { lost: true, title: 'a control character inside a text' },
  'outer-control-characters': { lost: false, title: 'control characters that say nothing; they are left out' },
  'invisible-characters': {
    lost: false,
    title: 'characters that nobody sees; they are left out of ids, addresses, numbers and names that are looked up',
  },
  'error-value': { lost: true, title: 'a spreadsheet error in place of a value' },
  'repeated-header': { lost: false, title: 'a row that repeats the header; it is left out' },
  'other-header': { lost: true, title: 'a row of column names in another order' },
  'totals-row': { lost: true, title: 'a row of totals or a remark, not a record' },
  'mixed-dates': { lost: false, title: 'dates with the day first and with the month first in one column' },
  placeholder: { lost: false, title: 'a value that says that there is none' },
} as const satisfies Record<string, { readonly lost: boolean; readonly title: string }>;

export type IssueKind = keyof typeof ISSUE_KINDS;

/** Damage in one cell. */
export interface DataIssue {
  readonly code: IssueKind;
  readonly row: number;
  /** Index of the column, and its name. */
  readonly column: number;
  readonly columnName: string;
  /** The value as it stands in the file, shortened. */
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
const MAX_ISSUES = 1000;

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
