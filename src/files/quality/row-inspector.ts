import { shortened } from '../../words/index.ts';
import { type Cell, cellText, type Row, type RowProblem } from '../row.ts';
import { ROW_MESSAGES } from '../row-messages.ts';
import { showInvisible, withoutInvisible } from '../text/invisible-characters.ts';
import { type ColumnQualityProfile, dateOrder, type TableQualityProfile } from './column-profile.ts';
import { type CellIssue, inspectCell } from './inspect-cell.ts';
import { ISSUE_KINDS, type IssueListener } from './issue-log.ts';
import { inspectTotals } from './totals-row.ts';

const MAX_TEXT_SHOWN = 80;

/** Problems that readers report of cells without a usable value: `--accept-damage` accepts them, too. */
const ACCEPTABLE_CODES: ReadonlySet<string> = new Set([
  'formula-error',
  'formula-without-result',
  'bad-date',
  'bad-number',
]);

/** How rows are inspected: plain data. */
export interface InspectorOptions {
  readonly header: readonly string[];
  readonly accept: boolean;
  /** Numbers in the file are as they were written. */
  readonly exactDigits: boolean;
}

/** Inspects rows in order, and reports their data-quality issues. */
export class RowInspector {
  readonly #options: InspectorOptions;
  readonly #listener: IssueListener;
  readonly #headerRows: RepeatedHeaderDetector;

  constructor(options: InspectorOptions, listener: IssueListener) {
    this.#options = options;
    this.#listener = listener;
    this.#headerRows = new RepeatedHeaderDetector(options.header);
  }

  /** Returns the rows, with a problem for each value that lost information unless that is accepted, without those that repeat the header. */
  inspectAll(rows: readonly Row[], profile: TableQualityProfile): Row[] {
    const kept: Row[] = [];
    for (const row of rows) {
      const found = this.#headerRows.inspect(row);
      if (found?.code === 'repeated-header') this.#note(found, row, this.#headerRows.firstColumn);
      else kept.push(this.#inspect(row, profile, found));
    }
    return kept;
  }

  #inspect(row: Row, profile: TableQualityProfile, ofHeader: CellIssue | undefined): Row {
    let problems: RowProblem[] | undefined;
    let fixed: Cell[] | undefined;
    const { accept, exactDigits } = this.#options;
    const { columns, usuallyFilled } = profile;
    const { cells } = row;
    let filled = 0;
    let first = -1;
    for (let column = 0; column < columns.length; column++) {
      const cell = cells[column];
      if (cell === undefined || cell === '') continue;
      if (filled++ === 0) first = column;
      const by = columns[column] as ColumnQualityProfile;
      const found = inspectCell(cell, by, exactDigits);
      if (found !== undefined) {
        this.#note(found, row, column);
        if (found.fixed !== undefined) {
          fixed ??= [...cells];
          fixed[column] = found.fixed;
        }
        if (!ISSUE_KINDS[found.code].lost || accept) continue;
        problems ??= [];
        problems.push({ code: found.code, message: `"${shownText(cell)}": ${found.message}`, column });
      } else if (by.holdsDates && typeof cell === 'string') this.#inspectDate(row, cell, column);
    }
    const ofRow = ofHeader ?? (first === -1 ? undefined : inspectTotals(cells, first, filled, columns, usuallyFilled));
    if (ofRow !== undefined) {
      this.#note(ofRow, row, first);
      if (!accept) {
        const message = `"${shownText(cells[first])}": ${ofRow.message}`;
        problems = [{ code: ofRow.code, message, column: first, ofRow: true }, ...(problems ?? [])];
      }
    }
    const known = accept ? row.problems?.filter(({ code }) => !ACCEPTABLE_CODES.has(code)) : row.problems;
    if (problems === undefined && fixed === undefined && known === row.problems) return row;
    const all = [...(known ?? []), ...(problems ?? [])];
    const { number } = row;
    return all.length === 0 ? { number, cells: fixed ?? cells } : { ...row, cells: fixed ?? cells, problems: all };
  }

  #inspectDate(row: Row, text: string, column: number): void {
    const order = dateOrder(text);
    if (order !== undefined) this.#listener.onDate({ order, row: row.number, column, text: shownText(text) });
  }

  #note({ code, message }: CellIssue, row: Row, column: number): void {
    const columnName = this.#options.header[column] ?? '';
    const text = shownText(row.cells[column]);
    this.#listener.onIssue({ code, row: row.number, column, columnName, text, message, lost: ISSUE_KINDS[code].lost });
  }
}

function shownText(cell: Cell | undefined): string {
  return shortened(showInvisible(cellText(cell).slice(0, MAX_TEXT_SHOWN * 2)), MAX_TEXT_SHOWN);
}

const LAST_ASCII_CODE = 0x7e;

const REPEATED_HEADER: CellIssue = {
  code: 'repeated-header',
  get message() {
    return ROW_MESSAGES['repeated-header'].text.found();
  },
};

/** Finds rows that repeat the header, as in files that were put together from several. */
class RepeatedHeaderDetector {
  readonly #names: readonly string[];
  readonly #known: ReadonlySet<string>;
  /** The first column that has a name. */
  readonly firstColumn: number;

  constructor(header: readonly string[]) {
    this.#names = header.map(plain);
    this.#known = new Set(this.#names.filter((name) => name !== ''));
    this.firstColumn = Math.max(
      this.#names.findIndex((name) => name !== ''),
      0,
    );
  }

  inspect({ cells }: Row): CellIssue | undefined {
    const first = cells[this.firstColumn];
    if (typeof first !== 'string' || first === '') return undefined;
    // A byte order mark may precede the name, and space surround it; all other cells can be compared as they are.
    const isOdd = first.charCodeAt(0) > LAST_ASCII_CODE || first.charCodeAt(0) <= 32 || first.endsWith(' ');
    if (!this.#known.has(isOdd ? plain(first) : first)) return undefined;
    const texts = cells.map((cell) => plain(cellText(cell)));
    if (this.#names.every((name, at) => name === '' || name === texts[at])) return REPEATED_HEADER;
    const filled = texts.filter((text) => text !== '');
    if (filled.length < 2 || new Set(filled).size < 2 || !filled.every((text) => this.#known.has(text)))
      return undefined;
    return {
      code: 'other-header',
      message: ROW_MESSAGES['other-header'].text.found(),
    };
  }
}

function plain(text: string): string {
  return withoutInvisible(text).trim();
}
