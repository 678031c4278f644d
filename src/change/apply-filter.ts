import { type FilterResult, IMPORT_MESSAGES, type PendingRow, type PreSendFilter } from '../import/index.ts';
import type { CellChange, RowChange, RowOutcome } from '../ledger/index.ts';
import type { Mirror } from '../mirror/index.ts';
import { fieldLabel, shownValue } from './cell-words.ts';
import { followUpsLeft } from './cells-follow-ups.ts';
import { changedCells, neededFollowUps } from './compare-rows.ts';
import { unsentResult } from './decision-results.ts';
import { changeOf } from './group-values.ts';
import { matchRecords } from './match-records.ts';
import { CHANGE_MESSAGES } from './messages.ts';
import { companionsOfPayload } from './payload-cells.ts';
import { PLANNED } from './plan-filter.ts';
import { type RecordReader, type RecordState, rowsBeforeWriting } from './record-reader.ts';
import { differentFields, sameValue, type ValueContext } from './same-value.ts';
import { updateRequest } from './update-request.ts';

/** A plan as the ledger has it. */
export interface StoredPlan {
  /** What the plan says of a row; undefined for a row that it does not have. */
  outcome(row: number): RowOutcome | undefined;
  change(row: number): RowChange | undefined;
  /** Did people choose not to apply a cell (or with field `''` the row)? */
  isLeftOut(row: number, field: string): boolean;
}

interface ApplyOptions {
  /** How many requests may be sent at once, and in a second. */
  readonly limits: Parameters<typeof rowsBeforeWriting>[0];
  readonly plan: StoredPlan;
  readonly identifiedBy: readonly string[];
  readonly values: ValueContext;
  readonly mirror: Mirror;
  readonly reader: RecordReader;
}

const LEFT_OUT: FilterResult = { kind: 'skip', code: 'left-out', message: CHANGE_MESSAGES['left-out'].text.row() };

/** The part of a planned row that is applied. */
interface Chosen {
  readonly change: RowChange & { readonly id: string };
  readonly cells: readonly CellChange[];
}

/** Sends what a plan says of each row, unless somebody has changed its record since. */
export class ApplyFilter implements PreSendFilter {
  readonly size: number;
  readonly findsRecords = true;
  readonly #options: ApplyOptions;

  constructor(options: ApplyOptions) {
    this.#options = options;
    this.size = rowsBeforeWriting(options.limits);
  }

  async filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]> {
    const begun = rows.map((row) => this.#begin(row));
    const wanted = begun.flatMap((one) =>
      'chosen' in one ? [{ id: one.chosen.change.id, fields: fieldsOf(one.chosen.change) }] : [],
    );
    const states = await this.#options.reader.read(wanted, { live: true });
    return rows.map((row, index) => {
      const one = begun[index] as Begun;
      return 'result' in one ? one.result : this.#finish(row, one.chosen, states.get(one.chosen.change.id));
    });
  }

  #begin(row: PendingRow): Begun {
    const { plan } = this.#options;
    const { number } = row.row;
    const outcome = plan.outcome(number);
    if (outcome === undefined) return skipped('not-in-plan', CHANGE_MESSAGES['not-in-plan'].text.row());
    const { state, code = '', message = '', hash } = outcome;
    if (state === 'rejected') return { result: { kind: 'reject', code, message } };
    const change = plan.change(number);
    if (change === undefined || (code !== PLANNED.create && code !== PLANNED.update)) return skipped(code, message);
    if (hash !== row.hash) {
      const text = CHANGE_MESSAGES['plan-outdated'].text.row();
      return { result: { kind: 'reject', code: 'plan-outdated', message: text } };
    }
    if (plan.isLeftOut(number, '')) return { result: LEFT_OUT };
    if (change.id === undefined) return { result: this.#create(row, change) };
    const cells = change.cells.filter(({ field }) => !plan.isLeftOut(number, field));
    return cells.length === 0 ? { result: LEFT_OUT } : { chosen: { change: { ...change, id: change.id }, cells } };
  }

  /** A customer whose record somebody has created since is not overwritten. */
  #create(row: PendingRow, change: RowChange): FilterResult {
    const { mirror, identifiedBy } = this.#options;
    const { payload, stored, hasIntent } = row;
    const ids = hasIntent ? [] : matchRecords(mirror, payload, identifiedBy);
    if (ids.length > 0) return changedSincePlan(CHANGE_MESSAGES['changed-since-plan'].text.created(ids));
    return { kind: 'send', payload, change: stored ?? change };
  }

  #finish(row: PendingRow, { change, cells }: Chosen, state: RecordState | undefined): FilterResult {
    if (state === undefined) return { kind: 'reject', code: 'gone', message: IMPORT_MESSAGES.gone.text.record() };
    const { values } = this.#options;
    const { payload, stored, saved, hasIntent } = row;
    if (saved && stored) {
      const all = neededFollowUps(row.followUps, new Set(stored.cells.map(({ field }) => field)));
      return { kind: 'send', payload, followUps: followUpsLeft(saved, all) };
    }
    const after = new Map(cells.map((cell) => [cell.field, cell.after]));
    const left = changedCells({ cells: after }, state, { values, displacedBy: () => [] });
    const { id, nick } = state;
    if (left.length === 0) {
      return hasIntent
        ? { kind: 'done', counter: 'updated', action: 'update', id }
        : unsentResult({ kind: 'unchanged', id, name: nick });
    }
    const others = this.#changedByOthers(change, state, after);
    if (others.length > 0) return changedSincePlan(CHANGE_MESSAGES['changed-since-plan'].text.cells(others));
    const followUps = neededFollowUps(row.followUps, new Set(left.map(({ field }) => field)));
    const request = updateRequest({ id, nick, cells: left, companions: companionsOfPayload(payload), followUps });
    if (request === undefined) return unsentResult({ kind: 'unchanged', id, name: nick });
    return { kind: 'send', ...request, change: stored ?? changeOf(state, left) };
  }

  /** The cells that differ from the plan's record and are not what this row gives them, each as `E-mail was "a" and is now "b"`. */
  #changedByOthers(change: RowChange, state: RecordState, after: ReadonlyMap<string, CellChange['after']>): string[] {
    const { values } = this.#options;
    const planned = { ...change.record };
    const now = { ...state.known() };
    for (const { field, before } of change.cells) {
      if (before === undefined || !state.knows(field)) continue;
      planned[field] = before;
      now[field] = state.get(field);
    }
    return differentFields(planned, now, values).flatMap((field) => {
      const [was, is] = [planned[field] ?? null, now[field] ?? null];
      const own = after.get(field);
      if (own !== undefined && sameValue(field, own, is, values)) return [];
      const shown = (value: CellChange['after']) => shownValue(field, value, values);
      return [CHANGE_MESSAGES['changed-since-plan'].text.cell(fieldLabel(field, values), shown(was), shown(is))];
    });
  }
}

type Begun = { readonly result: FilterResult } | { readonly chosen: Chosen };

function fieldsOf({ cells }: RowChange): string[] {
  return ['nick', ...cells.map(({ field }) => field)];
}

function skipped(code: string, message: string): Begun {
  return { result: { kind: 'skip', code, message } };
}

function changedSincePlan(message: string): FilterResult {
  return { kind: 'reject', code: 'changed-since-plan', message };
}
