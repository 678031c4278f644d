import { type Cell, cellText, type Row, type RowProblem, type Table } from '../row.ts';
import { type ColumnProfile, profileColumn } from './column-profile.ts';
import { type DamageFinding, type DamageKind, damageKinds } from './damage-kinds.ts';
import { dateOrder } from './date-order.ts';
import { inspectCell } from './inspect-cell.ts';

/** How damage is treated. */
export interface DamageOptions {
  /** Import rows whose values lost information all the same (`--accept-damage`). */
  readonly accept?: boolean;
}

/** A table that is looked over for damage as it is read. */
export interface InspectedTable extends Table {
  /** The first 1,000 findings; complete once `batches()` has ended. */
  readonly findings: readonly DamageFinding[];
  /** How many there are of each kind. */
  readonly damage: Readonly<Partial<Record<DamageKind, number>>>;
}

/** Columns are judged by so many rows. */
const sampleRows = 1000;
const maxFindings = 1000;

/** What readers report of cells that hold an error: accepted damage too. */
const acceptable: ReadonlySet<string> = new Set(['formula-error', 'formula-without-result', 'bad-date', 'bad-number']);

/** The first date of each order in a column, and how often the order changed since. */
interface DateOrders {
  day?: number;
  month?: number;
}

/**
 * Looks over a table for what spreadsheets do to data. Values that lost information become problems of their row, so that it is
 * not imported; the rest is only reported.
 */
export function inspectDamage(table: Table, options: DamageOptions = {}): InspectedTable {
  const accept = options.accept ?? false;
  const exactDigits = table.format === 'jsonl';
  const findings: DamageFinding[] = [];
  const damage: Partial<Record<DamageKind, number>> = {};
  const notices: string[] = [];
  const orders: DateOrders[] = table.header.map(() => ({}));

  function note(code: DamageKind, row: Row, column: number, message: string): DamageFinding {
    damage[code] = (damage[code] ?? 0) + 1;
    const text = cellText(row.cells[column]);
    const finding: DamageFinding = {
      code,
      row: row.number,
      column,
      columnName: table.header[column] ?? '',
      text: text.length > 80 ? `${text.slice(0, 79)}…` : text,
      message,
      lost: damageKinds[code].lost,
    };
    if (findings.length < maxFindings) findings.push(finding);
    return finding;
  }

  function inspectRow(row: Row, profiles: readonly ColumnProfile[]): Row {
    let problems: RowProblem[] | undefined;
    const { cells } = row;
    for (let column = 0; column < profiles.length; column++) {
      const cell = cells[column];
      if (cell === undefined || cell === '') continue;
      const profile = profiles[column] as ColumnProfile;
      const found = inspectCell(cell, profile, exactDigits);
      if (found !== undefined) {
        const { lost, message } = note(found.code, row, column, found.message);
        if (lost && !accept) {
          problems ??= [];
          problems.push({ code: found.code, message, column });
        }
      } else if (profile.holdsDates && typeof cell === 'string') inspectDate(row, cell, column);
    }
    const known = accept ? row.problems?.filter(({ code }) => !acceptable.has(code)) : row.problems;
    if (problems === undefined && known === row.problems) return row;
    const all = [...(known ?? []), ...(problems ?? [])];
    return all.length === 0 ? { number: row.number, cells } : { ...row, problems: all };
  }

  function inspectDate(row: Row, text: string, column: number): void {
    const order = dateOrder(text);
    if (order === undefined) return;
    const seen = orders[column] as DateOrders;
    if (seen[order] !== undefined) return;
    seen[order] = row.number;
    const other = order === 'day' ? seen.month : seen.day;
    if (other === undefined) return;
    const message = `the date has its ${order} first, the one in row ${other} its ${order === 'day' ? 'month' : 'day'} first. Dates such as 03/04 cannot be told; write them all one way.`;
    note('mixed-dates', row, column, message);
  }

  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    const waiting: (readonly Row[])[] = [];
    let sampled = 0;
    let profiles: readonly ColumnProfile[] | undefined;
    for await (const batch of table.batches()) {
      if (profiles !== undefined) {
        yield batch.map((row) => inspectRow(row, profiles as readonly ColumnProfile[]));
        continue;
      }
      waiting.push(batch);
      sampled += batch.length;
      if (sampled < sampleRows) continue;
      profiles = profileColumns(table.header, waiting);
      for (const early of waiting.splice(0))
        yield early.map((row) => inspectRow(row, profiles as readonly ColumnProfile[]));
    }
    if (waiting.length > 0) {
      const last = profileColumns(table.header, waiting);
      for (const early of waiting) yield early.map((row) => inspectRow(row, last));
    }
    notices.push(...damageNotices(damage, findings));
  }

  return {
    path: table.path,
    format: table.format,
    header: table.header,
    headerRow: table.headerRow,
    get detected() {
      return table.detected;
    },
    get notices() {
      return [...table.notices, ...notices];
    },
    batches,
    close: () => table.close(),
    findings,
    damage,
  };
}

function profileColumns(header: readonly string[], batches: readonly (readonly Row[])[]): ColumnProfile[] {
  return header.map((name, column) =>
    profileColumn(
      name,
      batches.flatMap((batch) => batch.map(({ cells }): Cell | undefined => cells[column])),
    ),
  );
}

function damageNotices(
  damage: Readonly<Partial<Record<DamageKind, number>>>,
  findings: readonly DamageFinding[],
): string[] {
  return (Object.entries(damage) as [DamageKind, number][]).map(([code, count]) => {
    const first = findings.find((finding) => finding.code === code);
    const place = first === undefined ? '' : `, first in row ${first.row}, column "${first.columnName}": ${first.text}`;
    return `${count} × ${damageKinds[code].title}${place}.`;
  });
}
