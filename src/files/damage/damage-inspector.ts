import { type Cell, cellText, type Row, type RowProblem } from '../row.ts';
import type { ColumnProfile } from './column-profile.ts';
import { damageKinds } from './damage-kinds.ts';
import type { DamageNotes } from './damage-notes.ts';
import { dateOrder } from './date-order.ts';
import { type CellDamage, inspectCell } from './inspect-cell.ts';

const maxTextShown = 80;

/** What readers report of cells without a sound value: accepted along with other damage. */
const acceptable: ReadonlySet<string> = new Set(['formula-error', 'formula-without-result', 'bad-date', 'bad-number']);

/** How rows are looked over: plain data. */
export interface InspectorOptions {
  readonly header: readonly string[];
  readonly accept: boolean;
  /** A number in the file is as it was written. */
  readonly exactDigits: boolean;
}

/** Looks over rows, one after the other, and tells what it finds. */
export class DamageInspector {
  readonly #options: InspectorOptions;
  readonly #notes: DamageNotes;

  constructor(options: InspectorOptions, notes: DamageNotes) {
    this.#options = options;
    this.#notes = notes;
  }

  /** The row, with a problem for each value that lost information unless damage is accepted. */
  inspect(row: Row, profiles: readonly ColumnProfile[]): Row {
    let problems: RowProblem[] | undefined;
    const { accept, exactDigits } = this.#options;
    const { cells } = row;
    for (let column = 0; column < profiles.length; column++) {
      const cell = cells[column];
      if (cell === undefined || cell === '') continue;
      const profile = profiles[column] as ColumnProfile;
      const found = inspectCell(cell, profile, exactDigits);
      if (found !== undefined) {
        this.#note(found, row, column);
        if (!damageKinds[found.code].lost || accept) continue;
        problems ??= [];
        problems.push({ code: found.code, message: `"${shownText(cell)}": ${found.message}`, column });
      } else if (profile.holdsDates && typeof cell === 'string') this.#inspectDate(row, cell, column);
    }
    const known = accept ? row.problems?.filter(({ code }) => !acceptable.has(code)) : row.problems;
    if (problems === undefined && known === row.problems) return row;
    const all = [...(known ?? []), ...(problems ?? [])];
    return all.length === 0 ? { number: row.number, cells } : { ...row, problems: all };
  }

  #inspectDate(row: Row, text: string, column: number): void {
    const order = dateOrder(text);
    if (order !== undefined) this.#notes.dated({ order, row: row.number, column, text: shownText(text) });
  }

  #note({ code, message }: CellDamage, row: Row, column: number): void {
    const columnName = this.#options.header[column] ?? '';
    const text = shownText(row.cells[column]);
    this.#notes.found({ code, row: row.number, column, columnName, text, message, lost: damageKinds[code].lost });
  }
}

function shownText(cell: Cell | undefined): string {
  const text = cellText(cell);
  return text.length > maxTextShown ? `${text.slice(0, maxTextShown - 1)}…` : text;
}
