import { type Cell, cellText, type Row, type RowProblem } from '../row.ts';
import type { ColumnProfile } from './column-profile.ts';
import { type DamageFinding, type DamageKind, damageKinds } from './damage-kinds.ts';
import { dateOrder } from './date-order.ts';
import { type CellDamage, inspectCell } from './inspect-cell.ts';

const maxFindings = 1000;
const maxTextShown = 80;

/** What readers report of cells without a sound value: accepted along with other damage. */
const acceptable: ReadonlySet<string> = new Set(['formula-error', 'formula-without-result', 'bad-date', 'bad-number']);

const rejectNotice =
  'Rows whose mapped columns lost information are rejected, since the values cannot be known any more; --accept-damage imports them as they are.';

/** The rows with the first date of each order in a column. */
interface DateOrders {
  day?: number;
  month?: number;
}

/** Looks over rows, one after the other, and remembers what it finds. */
export class DamageInspector {
  readonly findings: DamageFinding[] = [];
  readonly counts: Partial<Record<DamageKind, number>> = {};
  readonly #header: readonly string[];
  readonly #accept: boolean;
  readonly #exactDigits: boolean;
  readonly #dateOrders: readonly DateOrders[];

  constructor(header: readonly string[], options: { readonly accept: boolean; readonly exactDigits: boolean }) {
    this.#header = header;
    this.#accept = options.accept;
    this.#exactDigits = options.exactDigits;
    this.#dateOrders = header.map(() => ({}));
  }

  /** The row, with a problem for each value that lost information unless damage is accepted. */
  inspect(row: Row, profiles: readonly ColumnProfile[]): Row {
    let problems: RowProblem[] | undefined;
    const { cells } = row;
    for (let column = 0; column < profiles.length; column++) {
      const cell = cells[column];
      if (cell === undefined || cell === '') continue;
      const profile = profiles[column] as ColumnProfile;
      const found = inspectCell(cell, profile, this.#exactDigits);
      if (found !== undefined) {
        this.#note(found, row, column);
        if (!damageKinds[found.code].lost || this.#accept) continue;
        problems ??= [];
        problems.push({ code: found.code, message: `"${shownText(cell)}": ${found.message}`, column });
      } else if (profile.holdsDates && typeof cell === 'string') this.#inspectDate(row, cell, column);
    }
    const known = this.#accept ? row.problems?.filter(({ code }) => !acceptable.has(code)) : row.problems;
    if (problems === undefined && known === row.problems) return row;
    const all = [...(known ?? []), ...(problems ?? [])];
    return all.length === 0 ? { number: row.number, cells } : { ...row, problems: all };
  }

  /** What is worth saying of each kind of damage. */
  notices(): string[] {
    const kinds = Object.entries(this.counts) as [DamageKind, number][];
    const notices = kinds.map(([code, count]) => {
      const first = this.findings.find((finding) => finding.code === code);
      const place =
        first === undefined ? '' : `, first in row ${first.row}, column "${first.columnName}": ${first.text}`;
      return `${count} × ${damageKinds[code].title}${place}.`;
    });
    const rejects = !this.#accept && kinds.some(([code]) => damageKinds[code].lost);
    return rejects ? [...notices, rejectNotice] : notices;
  }

  #inspectDate(row: Row, text: string, column: number): void {
    const order = dateOrder(text);
    if (order === undefined) return;
    const seen = this.#dateOrders[column] as DateOrders;
    if (seen[order] !== undefined) return;
    seen[order] = row.number;
    const other = order === 'day' ? seen.month : seen.day;
    if (other === undefined) return;
    const message = `the date has its ${order} first, the one in row ${other} its ${order === 'day' ? 'month' : 'day'} first. Dates such as 03/04 cannot be told; write them all one way.`;
    this.#note({ code: 'mixed-dates', message }, row, column);
  }

  #note({ code, message }: CellDamage, row: Row, column: number): void {
    this.counts[code] = (this.counts[code] ?? 0) + 1;
    if (this.findings.length === maxFindings) return;
    this.findings.push({
      code,
      row: row.number,
      column,
      columnName: this.#header[column] ?? '',
      text: shownText(row.cells[column]),
      message,
      lost: damageKinds[code].lost,
    });
  }
}

function shownText(cell: Cell | undefined): string {
  const text = cellText(cell);
  return text.length > maxTextShown ? `${text.slice(0, maxTextShown - 1)}…` : text;
}
