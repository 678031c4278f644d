import {
  type FilterResult,
  IMPORT_MESSAGES,
  type PendingRow,
  type PreSendFilter,
  RunStopped,
} from '../import/index.ts';
import type { CellChange, RowChange, RowOutcome } from '../ledger/index.ts';
import { fieldLabel, shownValue } from './cell-words.ts';
import { followUpsLeft } from './cells-follow-ups.ts';
import { chosenCells } from './chosen-cells.ts';
import { changedCells, neededFollowUps } from './compare-rows.ts';
import { unsentResult } from './decision-results.ts';
import { changeOf } from './group-values.ts';
import { type MatchedRecords, matchRecords, type RecordMatching } from './match-records.ts';
import { CHANGE_MESSAGES } from './messages.ts';
import { companionsOfPayload } from './payload-cells.ts';
import { PLANNED } from './plan-filter.ts';
import { IGNORED_BY_SAVE, NAME_FIELDS } from './record-fields.ts';
import { type RecordReader, type RecordState, rowsBeforeWriting } from './record-reader.ts';
import { differentFields, sameValue, type ValueContext } from './same-value.ts';
import { updateRequest } from './update-request.ts';

/** A plan as the ledger has it. */
export interface StoredPlan {
  readonly id: string;
  /** Has its removal from the ledger begun? */
  isRemoved(): Promise<boolean>;
  /** What the plan says of rows, by their numbers; a row that it does not have is missing. */
  rows(numbers: readonly number[]): Promise<ReadonlyMap<number, StoredPlanRow>>;
  /** The id of the record that an earlier apply of the same plan created for a row. */
  createdId(row: number): Promise<string | undefined>;
}

export interface StoredPlanRow {
  readonly outcome: RowOutcome;
  readonly change: RowChange | undefined;
  /** Did people choose not to apply a cell (or with field `''` the row)? */
  isLeftOut(field: string): boolean;
}

interface ApplyOptions {
  /** How many requests may be sent at once, and in a second. */
  readonly limits: Parameters<typeof rowsBeforeWriting>[0];
  readonly plan: StoredPlan;
  readonly matching: RecordMatching;
  readonly values: ValueContext;
  readonly reader: RecordReader;
  /** The tags that a customer loses with a tag, since it can have only one of their group. */
  readonly displacedBy: (tag: string) => readonly string[];
}

const LEFT_OUT: FilterResult = {
  kind: 'skip',
  code: 'left-out',
  get message() {
    return CHANGE_MESSAGES['left-out'].text.row();
  },
};

/** A planned row whose record has to be read. */
interface Planned {
  /** The id of the record. */
  readonly wanted: string;
  readonly change: RowChange;
}

/** The part of a planned change that is applied. */
interface Chosen extends Planned {
  readonly cells: readonly CellChange[];
}

/** A planned new record. */
interface New {
  readonly row: PendingRow;
  readonly newRecord: RowChange;
}

/** A planned new record that may be there already. */
interface Found extends Planned {
  readonly isByKey: boolean;
}

const NO_RECORDS = { ids: [], isByKey: false } as const;

/**
 * Sends what a plan says of each row, unless somebody has changed its record since. Errors: `RunStopped` if the plan was removed
 * meanwhile.
 */
export class ApplyFilter implements PreSendFilter {
  readonly size: number;
  readonly findsRecords = true;
  readonly #options: ApplyOptions;

  constructor(options: ApplyOptions) {
    this.#options = options;
    this.size = rowsBeforeWriting(options.limits);
  }

  async filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]> {
    const planned = await this.#plannedRows(rows.map(({ row }) => row.number));
    const begun = await this.#lookUpNew(rows.map((row) => this.#begin(row, planned.get(row.row.number))));
    const wanted = begun.flatMap((one) => ('wanted' in one ? [{ id: one.wanted, fields: fieldsOf(one.change) }] : []));
    const states = await this.#options.reader.read(wanted, { live: true });
    return rows.map((row, index) => {
      const one = begun[index] as LookedUp;
      if ('result' in one) return one.result;
      const state = states.get(one.wanted);
      return 'cells' in one ? this.#finish(row, one, state) : this.#createUnlessThere(row, one, state);
    });
  }

  /** A row that the plan lacks, or whose change it lacks, shows that the plan may be removed just now. */
  async #plannedRows(numbers: readonly number[]): ReturnType<StoredPlan['rows']> {
    const { plan } = this.#options;
    const planned = await plan.rows(numbers);
    const isWhole = numbers.every((number) => {
      const row = planned.get(number);
      return row !== undefined && (row.change !== undefined || !isPlannedChange(row));
    });
    if (!isWhole && (await plan.isRemoved()))
      throw new RunStopped('plan-gone', CHANGE_MESSAGES['plan-gone'].text.run(plan.id));
    return planned;
  }

  #begin(row: PendingRow, planned: StoredPlanRow | undefined): Begun {
    const { values, displacedBy } = this.#options;
    values.learnNames?.((field) => row.payload[field]);
    if (planned === undefined) return skipped('not-in-plan', CHANGE_MESSAGES['not-in-plan'].text.row());
    const { change, isLeftOut } = planned;
    const { state, code = '', message = '', hash } = planned.outcome;
    if (state === 'rejected') return { result: { kind: 'reject', code, message } };
    if (change === undefined || !isPlannedChange(planned)) return skipped(code, message);
    if (hash !== row.hash) {
      const text = CHANGE_MESSAGES['plan-outdated'].text.row();
      return { result: { kind: 'reject', code: 'plan-outdated', message: text } };
    }
    if (isLeftOut('')) return { result: LEFT_OUT };
    if (change.id === undefined) return { row, newRecord: change };
    const cells = chosenCells(change.cells, isLeftOut, displacedBy);
    return cells.length === 0 ? { result: LEFT_OUT } : { wanted: change.id, change, cells };
  }

  /** Looks for records that were created since the plan. */
  async #lookUpNew(begun: readonly Begun[]): Promise<readonly LookedUp[]> {
    const rows = begun.flatMap((one) => ('newRecord' in one && !one.row.hasIntent ? [one.row] : []));
    const found = await this.#recordsOf(rows);
    return begun.map((one) => ('newRecord' in one ? newOrFound(one, found.get(one.row) ?? NO_RECORDS) : one));
  }

  /** A row with neither a key nor an identifying value is found only by what an earlier apply of the plan did. */
  async #recordsOf(rows: readonly PendingRow[]): Promise<ReadonlyMap<PendingRow, MatchedRecords>> {
    const { matching, plan } = this.#options;
    const matched = await matchRecords(matching, rows);
    const found = rows.map(async (row, index): Promise<readonly [PendingRow, MatchedRecords]> => {
      const records = matched[index] ?? NO_RECORDS;
      const isKnown = records.ids.length > 0 || row.key !== undefined;
      const id = isKnown ? undefined : await plan.createdId(row.row.number);
      return [row, id === undefined ? records : { ids: [id], isByKey: true }];
    });
    return new Map(await Promise.all(found));
  }

  /** A customer whose record somebody has created since is not overwritten. An earlier apply may have created just this one. */
  #createUnlessThere(
    { payload }: PendingRow,
    { wanted, change, isByKey }: Found,
    state: RecordState | undefined,
  ): FilterResult {
    if (state === undefined) return isByKey ? { kind: 'send', payload, change, again: true } : created([wanted]);
    const { values } = this.#options;
    const kept = change.cells.filter(({ field }) => !IGNORED_BY_SAVE.has(field));
    const after = new Map(kept.map((cell) => [cell.field, cell.after]));
    const isSame = changedCells({ cells: after }, state, { values, displacedBy: () => [] }).length === 0;
    return isSame ? unsentResult({ kind: 'unchanged', id: wanted, name: state.nick }) : created([wanted]);
  }

  #finish(row: PendingRow, { change, cells }: Chosen, state: RecordState | undefined): FilterResult {
    if (state === undefined) return { kind: 'reject', code: 'gone', message: IMPORT_MESSAGES.gone.text.record() };
    const { values, displacedBy } = this.#options;
    const { payload, stored, saved, hasIntent } = row;
    if (saved && stored) {
      const all = neededFollowUps(row.followUps, new Set(stored.cells.map(({ field }) => field)));
      return { kind: 'send', payload, followUps: followUpsLeft(saved, all) };
    }
    const after = new Map(cells.map((cell) => [cell.field, cell.after]));
    const left = changedCells({ cells: after }, state, { values, displacedBy });
    const { id, nick } = state;
    if (left.length === 0) {
      return hasIntent
        ? { kind: 'done', counter: 'updated', action: 'update', id }
        : unsentResult({ kind: 'unchanged', id, name: nick });
    }
    const others = [...this.#changedByOthers(change, state, after), ...this.#tagsOfOthers(change, left)];
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
      // The CRM sets a name with its id.
      const id = NAME_FIELDS.get(field) ?? '';
      const ownId = after.get(id);
      if (ownId !== undefined && sameValue(id, ownId, now[id] ?? null, values)) return [];
      const shown = (value: CellChange['after']) => shownValue(field, value, values);
      return [CHANGE_MESSAGES['changed-since-plan'].text.cell(fieldLabel(field, values), shown(was), shown(is))];
    });
  }

  /** Tags that the customer did not have when the row was planned, and would lose with one of the row's. */
  #tagsOfOthers({ cells }: RowChange, left: readonly CellChange[]): string[] {
    const { values } = this.#options;
    const planned = new Set(cells.map(({ field }) => field));
    return left.flatMap(({ field, before = null }) => {
      if (planned.has(field)) return [];
      const now = shownValue(field, before, values);
      return [CHANGE_MESSAGES['changed-since-plan'].text.cell(fieldLabel(field, values), '', now)];
    });
  }
}

type Begun = { readonly result: FilterResult } | Chosen | New;
type LookedUp = { readonly result: FilterResult } | Chosen | Found;

function newOrFound(
  { row: { payload, stored }, newRecord }: New,
  { ids, isByKey }: MatchedRecords,
): { readonly result: FilterResult } | Found {
  const [id, second] = ids;
  if (second !== undefined) return { result: created(ids) };
  return id === undefined
    ? { result: { kind: 'send', payload, change: stored ?? newRecord } }
    : { wanted: id, change: newRecord, isByKey };
}

function isPlannedChange({ outcome: { code } }: StoredPlanRow): boolean {
  return code === PLANNED.create || code === PLANNED.update;
}

function fieldsOf({ cells }: RowChange): string[] {
  return ['nick', ...cells.map(({ field }) => field)];
}

function skipped(code: string, message: string): { readonly result: FilterResult } {
  return { result: { kind: 'skip', code, message } };
}

function created(ids: readonly string[]): FilterResult {
  return changedSincePlan(CHANGE_MESSAGES['changed-since-plan'].text.created(ids));
}

function changedSincePlan(message: string): FilterResult {
  return { kind: 'reject', code: 'changed-since-plan', message };
}
