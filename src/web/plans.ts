import { PlanRows } from '../app/change/plan-rows.ts';
import type { PageScope } from './page-scope.ts';

/** A cell of a plan; with an empty field the whole row. */
interface ChosenCell {
  readonly row: number;
  readonly field: string;
}

/** Plans whose rows are kept at hand. */
const MAX_PLANS = 5;

/** The plans that the page looks at, with what people leave out of them. */
export class PagePlans {
  readonly #page: PageScope;
  readonly #rows = new Map<string, Promise<PlanRows>>();
  readonly #leftOut = new Map<string, Map<string, ChosenCell>>();

  constructor(page: PageScope) {
    this.#page = page;
  }

  /** The rows of a plan. Errors: those of `PlanRows.open`. */
  rows(plan: string): Promise<PlanRows> {
    let rows = this.#rows.get(plan);
    if (rows === undefined) {
      rows = PlanRows.open(this.#page.promptConnection, plan);
      this.#rows.set(plan, rows);
      rows.catch(() => this.#rows.delete(plan));
      const [oldest] = this.#rows.keys();
      if (this.#rows.size > MAX_PLANS && oldest !== undefined) this.#rows.delete(oldest);
    }
    return rows;
  }

  /** Forgets what was read of plans, not what was left out. */
  forget(): void {
    this.#rows.clear();
  }

  /** What an apply leaves out. */
  leftOut(plan: string): readonly ChosenCell[] {
    return [...(this.#leftOut.get(plan)?.values() ?? [])];
  }

  /** Is a cell, or a whole row, left out? */
  isLeftOut(plan: string, cell: ChosenCell): boolean {
    return this.#leftOut.get(plan)?.has(keyOf(cell)) ?? false;
  }

  /** Leaves a cell, or a whole row, out of an apply, or takes it in again. */
  leaveOut(plan: string, cell: ChosenCell, isOut: boolean): void {
    const cells = this.#leftOut.get(plan) ?? new Map<string, ChosenCell>();
    if (isOut) cells.set(keyOf(cell), cell);
    else cells.delete(keyOf(cell));
    this.#leftOut.set(plan, cells);
  }
}

function keyOf({ row, field }: ChosenCell): string {
  return `${row} ${field}`;
}
