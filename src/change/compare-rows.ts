import type { CustomFieldDefinition } from '../api/index.ts';
import type { PendingRow } from '../import/index.ts';
import { type CellChange, type CellValue, type KnownRow, tagCell, tagOfCell } from '../ledger/index.ts';
import { type ChangeMode, type FollowUpRequest, type MergeRule, needsBefore } from '../mapping/index.ts';
import { KeyIndex } from '../sketches/index.ts';
import type { Payload, Target } from '../targets/index.ts';
import { type MatchedRecords, matchRecords, type RecordMatching } from './match-records.ts';
import { mergedValue } from './merge-values.ts';
import { isOwnField, type RecordReader, type RecordState, type WantedRecord } from './record-reader.ts';
import { type RowEffects, rowEffects } from './row-effects.ts';
import { sameValue, type ValueContext } from './same-value.ts';

/** What a row would do. */
export type Decision =
  /** `again`: an earlier run created the record, which no longer exists. */
  | { readonly kind: 'create'; readonly cells: readonly CellChange[]; readonly again?: true }
  /** At least one cell changes, or one whose value is not known is sent. */
  | {
      readonly kind: 'update';
      readonly state: RecordState;
      readonly cells: readonly CellChange[];
      /** Those of the row's follow-up requests that change something, or may. */
      readonly followUps: readonly FollowUpRequest[];
    }
  | { readonly kind: 'unchanged'; readonly id: string; readonly name: string }
  /** The mode leaves the row out, because its record exists, or does not. */
  | { readonly kind: 'left-out'; readonly code: 'already-exists' | 'not-in-crm'; readonly ids: readonly string[] }
  | { readonly kind: 'ambiguous'; readonly ids: readonly string[] }
  /** An earlier row of the file, `first`, is about the same record. */
  | { readonly kind: 'same-record'; readonly id: string; readonly first: number }
  /** The record with the row's id does not exist. */
  | { readonly kind: 'gone'; readonly id: string };

export interface ComparisonOptions {
  readonly target: Target;
  readonly matching: RecordMatching;
  readonly mode: ChangeMode;
  /** By field, as in `CellChange`; fields that are not listed are overwritten. */
  readonly merge: ReadonlyMap<string, MergeRule>;
  readonly definitions: readonly CustomFieldDefinition[];
  readonly values: ValueContext;
  readonly reader: RecordReader;
  /** The tags that a customer loses with a tag, since it can have only one of their group. */
  readonly displacedBy: (tag: string) => readonly string[];
  /**
   * `known`: only as far as the mirror and the merge rules need it; a field whose value is not known counts as changed.
   * `all`: every field that the row has. `live`: the same, from records that are read now.
   */
  readonly extent: 'known' | 'all' | 'live';
  /** Only the first of several rows on a record counts, unless none changes it: else it depends on chance which of them does so last. */
  readonly oneRowPerRecord: boolean;
}

/** Compares rows with the records that they would change, several at a time. */
export class RowComparison {
  readonly #options: ComparisonOptions;
  readonly #firstRows = new KeyIndex();
  /** The rows that change a record. */
  readonly #changingRows = new KeyIndex();

  constructor(options: ComparisonOptions) {
    this.#options = options;
  }

  /** The decisions in the order of the rows. Errors: those of `Dispatcher.send`. */
  async compare(rows: readonly PendingRow[]): Promise<readonly Decision[]> {
    const { reader, extent } = this.#options;
    const found = await this.#match(rows);
    const begun = rows.map((row, index) => this.#begin(row, found[index] as MatchedRecords));
    const wanted = begun.flatMap((one) => ('wanted' in one ? [one.wanted] : []));
    const states = await reader.read(wanted, { live: extent === 'live' });
    return begun.map((one) => ('decision' in one ? one.decision : this.#finish(one, states.get(one.wanted.id))));
  }

  /** Takes notice of a row that an earlier process completed: later rows on its record are about the same one. */
  claim({ row, state, remoteId }: KnownRow): void {
    if (remoteId === undefined || state === 'rejected') return;
    this.#firstRows.claim(remoteId, row);
    if (state !== 'skipped') this.#changingRows.claim(remoteId, row);
  }

  async #match(rows: readonly PendingRow[]): Promise<readonly MatchedRecords[]> {
    const { target, matching } = this.#options;
    const { idField } = target;
    return idField === undefined
      ? matchRecords(matching, rows)
      : rows.map(({ payload }) => ({ ids: [String(payload[idField])], isByKey: false }));
  }

  /** Returns a decision, or the record that has to be read. */
  #begin(row: PendingRow, { ids, isByKey }: MatchedRecords): Begun {
    const { mode } = this.#options;
    const [id, second] = ids;
    if (second !== undefined) return { decision: { kind: 'ambiguous', ids } };
    if (id === undefined) return { decision: this.#withoutRecord(row) };
    if (mode === 'create' && !isByKey) return { decision: { kind: 'left-out', code: 'already-exists', ids } };
    const effects = this.#effectsOf(row, true);
    return { row, isByKey, effects, wanted: { id, fields: mode === 'create' ? [] : this.#neededFields(effects) } };
  }

  #withoutRecord(row: PendingRow): Decision {
    return this.#options.mode === 'update'
      ? { kind: 'left-out', code: 'not-in-crm', ids: [] }
      : { kind: 'create', cells: newCells(this.#effectsOf(row, false)) };
  }

  #effectsOf({ payload, followUps }: PendingRow, forExisting: boolean): RowEffects {
    const { target, definitions, values } = this.#options;
    values.learnNames?.((field) => payload[field]);
    return rowEffects(target, { payload, followUps }, { definitions, forExisting });
  }

  #neededFields({ cells, onlyTags }: RowEffects): readonly string[] {
    const { merge, extent } = this.#options;
    const isNeeded = (field: string) => extent !== 'known' || needsBefore(merge.get(field));
    const fields = [...cells.keys()].filter(isNeeded);
    return extent !== 'known' && onlyTags !== undefined ? [...fields, 'tags'] : fields;
  }

  #finish({ row, isByKey, effects, wanted: { id } }: ReadRow, state: RecordState | undefined): Decision {
    if (state === undefined && isByKey) {
      const decision = this.#withoutRecord(row);
      return decision.kind === 'create' ? { ...decision, again: true } : decision;
    }
    if (state === undefined) return { kind: 'gone', id };
    if (this.#options.mode === 'create') return { kind: 'left-out', code: 'already-exists', ids: [id] };
    const first = this.#firstRow(id, row);
    // What the record has now is not what it will have: an earlier row changes it.
    const changing = this.#changingRows.get(id);
    const isOutdated = changing !== undefined && changing < row.row.number;
    const cells = changedCells(effects, state, { ...this.#options, isOutdated });
    const followUps = neededFollowUps(row.followUps, new Set(cells.map(({ field }) => field)));
    const isChange = cells.some(({ field }) => isOwnField(field)) || followUps.length > 0;
    if (first !== row.row.number && (isChange || isOutdated)) return { kind: 'same-record', id, first };
    if (!isChange) return { kind: 'unchanged', id, name: state.nick };
    this.#changingRows.claim(id, row.row.number);
    return { kind: 'update', state, cells, followUps };
  }

  /**
   * The row that is the first about a record. A row that an earlier process began to send was already allowed; and rows that one
   * completed claim their records before the rows between them are compared.
   */
  #firstRow(id: string, { row, hasIntent }: PendingRow): number {
    const first = this.#firstRows.claim(id, row.number);
    return hasIntent || !this.#options.oneRowPerRecord ? row.number : Math.min(first, row.number);
  }
}

/** A row whose record has to be read. */
interface ReadRow {
  readonly row: PendingRow;
  readonly isByKey: boolean;
  readonly effects: RowEffects;
  readonly wanted: WantedRecord;
}

type Begun = { readonly decision: Decision } | ReadRow;

function newCells({ cells }: RowEffects): CellChange[] {
  return [...cells].map(([field, after]) => ({ field, before: null, after }));
}

/** The cells that a row's effects change in a record with this state; cells whose value is not known count as changed. */
export function changedCells(
  { cells, onlyTags }: { readonly cells: ReadonlyMap<string, CellValue>; readonly onlyTags?: readonly string[] },
  state: RecordState,
  {
    merge = new Map(),
    values,
    displacedBy,
    isOutdated = false,
  }: {
    readonly merge?: ReadonlyMap<string, MergeRule>;
    readonly values: ValueContext;
    readonly displacedBy: (tag: string) => readonly string[];
    /** Equal values change something too. */
    readonly isOutdated?: boolean;
  },
): CellChange[] {
  const changes: CellChange[] = [];
  for (const [field, given] of cells) {
    const isKnown = state.knows(field);
    const before = isKnown ? state.get(field) : undefined;
    const after = mergedValue(merge.get(field) ?? 'overwrite', field, before ?? null, given, values);
    if (after === undefined || (isKnown && !isOutdated && sameValue(field, before ?? null, after, values))) continue;
    changes.push({ field, ...(before !== undefined && { before }), after });
  }
  const gained = changes.flatMap(({ field, after }) => (after === null ? [] : (tagOfCell(field) ?? [])));
  const displaced = new Set(gained.flatMap(displacedBy));
  for (const tag of state.tags ?? []) {
    const field = tagCell(tag);
    const isLost = displaced.has(tag) || onlyTags?.includes(tag) === false;
    if (isLost && !changes.some((change) => change.field === field))
      changes.push({ field, before: 'yes', after: null });
  }
  return changes;
}

/** The parts of follow-up requests that change something: those that concern one of these fields. */
export function neededFollowUps(
  requests: readonly FollowUpRequest[],
  changed: ReadonlySet<string>,
): readonly FollowUpRequest[] {
  return requests.flatMap((request) => neededPart(request, changed));
}

function neededPart(request: FollowUpRequest, changed: ReadonlySet<string>): readonly FollowUpRequest[] {
  const { target, payload } = request;
  if (target === 'customer-tagging') {
    const part = (name: 'add_tag' | 'remove_tag') =>
      (Array.isArray(payload[name]) ? payload[name] : []).filter((id: unknown) => changed.has(tagCell(String(id))));
    const [add, remove] = [part('add_tag'), part('remove_tag')];
    if (add.length + remove.length === 0) return [];
    const { add_tag: _, remove_tag: __, ...rest } = payload;
    const needed: Payload = {
      ...rest,
      ...(add.length > 0 && { add_tag: add }),
      ...(remove.length > 0 && { remove_tag: remove }),
    };
    return [{ target, payload: needed }];
  }
  // A follow-up record is new every time.
  return target === 'follow-up' || changed.has(target) ? [request] : [];
}
