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
  readonly #leftOut = new Map<string, readonly ChosenCell[]>();

  constructor(page: PageScope) {
    this.#page = page;
  }

  /** The rows of a plan. Errors: those of `PlanRows.open`. */
  rows(plan: string): Promise<PlanRows> {
    let rows = this.#rows.get(plan);
    if (rows === undefined) {
      rows = PlanRows.open(this.#page.connection, plan);
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
    return this.#leftOut.get(plan) ?? [];
  }

  leaveOut(plan: string, cells: readonly ChosenCell[]): void {
    this.#leftOut.set(plan, cells);
  }
}
