import type { DamageFinding, DamageKind } from './damage-kinds.ts';

/** The first cell of a column whose date has its day, or its month, first. */
export interface DatedCell {
  readonly order: 'day' | 'month';
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

/** Hears of what an inspector finds, in the order of the rows. */
export interface DamageNotes {
  found(finding: DamageFinding): void;
  /** Of a column and an order it need not hear twice. */
  dated(cell: DatedCell): void;
}

/** What was found in a stretch of rows: plain data, to be added to what was found before. */
export interface DamageCounts {
  /** In the order of the rows; of many findings only the first. */
  readonly notes: readonly (DamageFinding | DatedCell)[];
  readonly counts: Readonly<Partial<Record<DamageKind, number>>>;
}

/** More findings are counted only. */
export const maxFindings = 1000;

/** Keeps what is found in a stretch of rows. */
export class StretchNotes implements DamageNotes, DamageCounts {
  readonly notes: (DamageFinding | DatedCell)[] = [];
  readonly counts: Partial<Record<DamageKind, number>> = {};
  readonly #dated = new Set<string>();
  #kept = 0;

  found(finding: DamageFinding): void {
    const count = this.counts[finding.code] ?? 0;
    this.counts[finding.code] = count + 1;
    if (count > 0 && this.#kept >= maxFindings) return;
    this.#kept++;
    this.notes.push(finding);
  }

  dated(cell: DatedCell): void {
    const name = `${cell.column} ${cell.order}`;
    if (this.#dated.has(name)) return;
    this.#dated.add(name);
    this.notes.push(cell);
  }
}
