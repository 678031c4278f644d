import type { FilterResult, PendingRow, PreSendFilter } from '../import/index.ts';
import type { CellChange } from '../ledger/index.ts';
import type { Decision, RowComparison } from './compare-rows.ts';
import { nameOfNew, unsentResult } from './decision-results.ts';
import { CHANGE_POLICY } from './policy.ts';
import { rowsBeforeWriting } from './record-reader.ts';

/** The codes under which the ledger stores what a planned row would do. */
export const PLANNED = { create: 'create', update: 'update' } as const;

/** What the rows of a plan would do, and the calls that this takes. */
export interface PlanCounts {
  cells: number;
  /** Calls of an apply: reads and writes. */
  calls: number;
  writes: number;
}

/** Records what each row would change; nothing is sent. */
export class PlanFilter implements PreSendFilter {
  readonly size = CHANGE_POLICY.reading.rowsAtOnce;
  readonly findsRecords = true;
  readonly counts: PlanCounts = { cells: 0, calls: 0, writes: 0 };
  readonly #comparison: RowComparison;
  /** An apply reads the tags of so many records in one call. */
  readonly #tagsPerCall: number;
  #tagged = 0;

  constructor(comparison: RowComparison, limits: Parameters<typeof rowsBeforeWriting>[0]) {
    this.#comparison = comparison;
    this.#tagsPerCall = rowsBeforeWriting(limits);
  }

  async filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]> {
    const decisions = await this.#comparison.compare(rows);
    return rows.map((row, index) => this.#planned(row, decisions[index] as Decision));
  }

  #planned(row: PendingRow, decision: Decision): FilterResult {
    if (decision.kind === 'create') {
      const writes = 1 + row.followUps.length;
      this.#count({ cells: 0, calls: writes, writes });
      const change = { name: nameOfNew(row), cells: decision.cells };
      return { kind: 'skip', code: PLANNED.create, message: '', change };
    }
    if (decision.kind === 'update') {
      const { state, cells, followUps } = decision;
      const writes = followUps.length + (cells.some(isMember) ? 1 : 0);
      this.#count({ cells: cells.length, calls: writes + readsOf(cells) + this.#tagCalls(cells), writes });
      const change = { id: state.id, name: state.nick, cells, record: state.known() };
      return { kind: 'skip', code: PLANNED.update, message: '', change };
    }
    return unsentResult(decision);
  }

  /** The call that reads the tags of this record and those before it, if it begins another one. */
  #tagCalls(cells: readonly CellChange[]): number {
    if (!cells.some(({ field }) => field.startsWith('tag:'))) return 0;
    this.#tagged += 1;
    return this.#tagged % this.#tagsPerCall === 1 || this.#tagsPerCall === 1 ? 1 : 0;
  }

  #count({ cells, calls, writes }: PlanCounts): void {
    this.counts.cells += cells;
    this.counts.calls += calls;
    this.counts.writes += writes;
  }
}

function isMember({ field }: CellChange): boolean {
  return !/^(?:tag:|stage$|blacklist$|agent$)/.test(field);
}

/** The calls with which an apply reads the record again. */
function readsOf(cells: readonly CellChange[]): number {
  return 1 + ['stage', 'blacklist'].filter((facet) => cells.some(({ field }) => field === facet)).length;
}
