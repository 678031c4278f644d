import type { FilterResult, PendingRow, PreSendFilter } from '../import/index.ts';
import type { KnownRow } from '../ledger/index.ts';
import { followUpsLeft } from './cells-follow-ups.ts';
import { type Decision, neededFollowUps, type RowComparison } from './compare-rows.ts';
import { nameOfNew, unsentResult } from './decision-results.ts';
import { changeOf } from './group-values.ts';
import { companionsOfPayload } from './payload-cells.ts';
import { CHANGE_POLICY } from './policy.ts';
import { rowsBeforeWriting } from './record-reader.ts';
import { updateRequest } from './update-request.ts';

interface ModeFilterOptions {
  readonly comparison: RowComparison;
  /** How many requests may be sent at once, and in a second. */
  readonly limits: Parameters<typeof rowsBeforeWriting>[0];
  /** Keep what each row changes, so that the run can be undone. */
  readonly undoable: boolean;
}

/** Sends rows as the mapping's `mode` and `merge` say: existing records are edited by their ids, with the cells that change. */
export class ModeFilter implements PreSendFilter {
  readonly size: number;
  readonly findsRecords = true;
  readonly #options: ModeFilterOptions;

  constructor(options: ModeFilterOptions) {
    this.#options = options;
    const { undoable, limits } = options;
    this.size = undoable ? rowsBeforeWriting(limits) : CHANGE_POLICY.reading.rowsAtOnce;
  }

  completedBefore(row: KnownRow): void {
    this.#options.comparison.claim(row);
  }

  async filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]> {
    const decisions = await this.#options.comparison.compare(rows);
    return rows.map((row, index) => this.#result(row, decisions[index] as Decision));
  }

  #result(row: PendingRow, decision: Decision): FilterResult {
    const { undoable } = this.#options;
    const { payload, stored, saved } = row;
    if (saved) {
      const changed = stored && new Set(stored.cells.map(({ field }) => field));
      const all = changed ? neededFollowUps(row.followUps, changed) : row.followUps;
      return { kind: 'send', payload, followUps: followUpsLeft(saved, all) };
    }
    // An earlier process of this run may have created the record that is found now: the row is looked up like any other in doubt.
    if (row.hasIntent && stored?.id === undefined) {
      return { kind: 'send', payload, ...(stored && { change: stored }) };
    }
    if (decision.kind === 'create') {
      const change = stored ?? { name: nameOfNew(row), cells: decision.cells };
      const { again } = decision;
      return { kind: 'send', payload, ...(again && { again }), ...(undoable && { change }) };
    }
    // An earlier process of this run sent the row's values.
    if (decision.kind === 'unchanged' && row.hasIntent) {
      return { kind: 'done', counter: 'updated', action: 'update', id: decision.id };
    }
    if (decision.kind !== 'update') return unsentResult(decision);
    const { state, cells, followUps } = decision;
    const { id, nick } = state;
    const request = updateRequest({ id, nick, cells, companions: companionsOfPayload(payload), followUps });
    if (request === undefined) return unsentResult({ kind: 'unchanged', id, name: nick });
    return { kind: 'send', ...request, ...(undoable && { change: stored ?? changeOf(state, cells) }) };
  }
}
