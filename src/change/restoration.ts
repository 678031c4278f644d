import { type CellChange, type CellValue, tagCell, tagOfCell } from '../ledger/index.ts';
import { fieldLabel, shownValue } from './cell-words.ts';
import { CHANGE_MESSAGES } from './messages.ts';
import { cannotBlank } from './payload-cells.ts';
import { fieldGroup, NAME_FIELDS } from './record-fields.ts';
import type { RecordState } from './record-reader.ts';
import { isBlank, sameValue, type ValueContext } from './same-value.ts';

/** A record to restore: what one or more rows of a run changed in it. */
export interface RecordToRestore {
  readonly id: string;
  readonly name: string;
  /** By field: its value before the first of the rows, and after the last. */
  readonly cells: readonly CellChange[];
  /** Values from before of other fields that are sent together with these. */
  readonly companions: Readonly<Record<string, CellValue>>;
  /** The run created it, so that there is nothing to restore. */
  readonly isNew: boolean;
}

/** What is done about the cells of one record. */
export interface Restoration {
  /** From what there is now to what there was before. */
  readonly cells: readonly CellChange[];
  /** Sentences about cells that stay, and about what keeps them. */
  readonly kept: readonly string[];
  /** The fields of the run's cells that stay. */
  readonly keptFields: readonly string[];
  /** Sentences about cells that cannot be restored. */
  readonly impossible: readonly string[];
}

/**
 * Compares what a record had before a run, has from the run, and has now: a cell that still has the run's value gets its value from
 * before, one that somebody has changed since stays, and one that has its value from before needs nothing. Fields that only make sense
 * together, such as city and province, are restored together or not at all, and a tag not if the customer would lose another with it.
 */
export function restorationOf(
  record: RecordToRestore,
  state: RecordState,
  { values, displacedBy }: RestorationContext,
): Restoration {
  const groups = Map.groupBy(record.cells, ({ field }) => fieldGroup(field)[0]);
  const parts = [...groups.values()].map((cells) => {
    const found = sumOf(cells.map((cell) => cellRestoration(cell, state, values)));
    return fieldGroup(cells[0]?.field ?? '').length > 1 ? together(found, { record, state, values }) : found;
  });
  return withoutDisplacing(sumOf(parts), state, { values, displacedBy });
}

interface RestorationContext {
  readonly values: ValueContext;
  /** The tags that a customer loses with a tag, since it can have only one of their group. */
  readonly displacedBy: (tag: string) => readonly string[];
}

/** Leaves out tags with which the customer would lose one that it has from somebody else. */
function withoutDisplacing(
  found: Restoration,
  { tags = [] }: RecordState,
  { values, displacedBy }: RestorationContext,
): Restoration {
  const removed = new Set(found.cells.flatMap(({ field, after }) => (after === null ? [field] : [])));
  const kept: string[] = [];
  const keptFields: string[] = [];
  const cells = found.cells.filter(({ field, after }) => {
    const tag = after === null ? undefined : tagOfCell(field);
    const lost = tag === undefined ? [] : displacedBy(tag).map(tagCell);
    const [other] = lost.filter((each) => tags.some((id) => tagCell(id) === each) && !removed.has(each));
    if (other === undefined) return true;
    kept.push(CHANGE_MESSAGES['changed-since-run'].text.tag(fieldLabel(field, values), fieldLabel(other, values)));
    keptFields.push(field);
    return false;
  });
  if (kept.length === 0) return found;
  return { ...found, cells, kept: [...found.kept, ...kept], keptFields: [...found.keptFields, ...keptFields] };
}

function sumOf(parts: readonly Restoration[]): Restoration {
  return {
    cells: parts.flatMap(({ cells }) => cells),
    kept: parts.flatMap(({ kept }) => kept),
    keptFields: parts.flatMap(({ keptFields }) => keptFields),
    impossible: parts.flatMap(({ impossible }) => impossible),
  };
}

const NOTHING: Restoration = { cells: [], kept: [], keptFields: [], impossible: [] };

function cellRestoration({ field, before, after }: CellChange, state: RecordState, values: ValueContext): Restoration {
  const label = fieldLabel(field, values);
  const shown = (value: CellValue) => shownValue(field, value, values);
  const { 'cannot-restore': cannot, 'changed-since-run': changed } = CHANGE_MESSAGES;
  const impossible = (sentence: string): Restoration => ({ ...NOTHING, impossible: [sentence] });
  if (!state.knows(field)) return impossible(cannot.text.unreadable(label));
  const now = state.get(field);
  if (before !== undefined && sameValue(field, now, before, values)) return NOTHING;
  if (!sameValue(field, now, after, values)) {
    return { ...NOTHING, kept: [changed.text.cell(label, shown(after), shown(now))], keptFields: [field] };
  }
  if (before === undefined) return impossible(cannot.text.unknown(label));
  const tag = tagOfCell(field);
  if (tag !== undefined && before !== null && values.nameOf('tag', tag) === undefined) {
    return impossible(cannot.text.noTag(label));
  }
  if (!isBlank(before) || canBeBlank(field, values))
    return { ...NOTHING, cells: [{ field, before: now, after: before }] };
  return impossible(field === 'agent' ? cannot.text.noAgent(shown(now)) : cannot.text.blank(label, shown(now)));
}

/** A group whose fields cannot all be restored stays as it is, or the record would have, say, a city of another province. */
function together(
  found: Restoration,
  {
    record,
    state,
    values,
  }: { readonly record: RecordToRestore; readonly state: RecordState; readonly values: ValueContext },
): Restoration {
  const [first] = found.cells;
  if (first === undefined) return found;
  const others = changedCompanions(first.field, { record, state, values });
  const kept = [...found.kept, ...others];
  if (kept.length + found.impossible.length === 0) return found;
  const labels = found.cells.map(({ field }) => fieldLabel(field, values));
  const sentence = CHANGE_MESSAGES['changed-since-run'].text.group(labels);
  const keptFields = [...found.keptFields, ...found.cells.map(({ field }) => field)];
  return { cells: [], kept: [...kept, sentence], keptFields, impossible: found.impossible };
}

/** Sentences about fields of a group that the run left as they were, and that somebody has changed since. */
function changedCompanions(
  field: string,
  {
    record: { cells, companions },
    state,
    values,
  }: { readonly record: RecordToRestore; readonly state: RecordState; readonly values: ValueContext },
): string[] {
  return fieldGroup(field).flatMap((other) => {
    const before = companions[other];
    const isOfRun = cells.some((cell) => cell.field === other);
    // A name changes with its id.
    if (isOfRun || before === undefined || NAME_FIELDS.has(other) || !state.knows(other)) return [];
    const now = state.get(other);
    if (sameValue(other, now, before, values)) return [];
    const shown = (value: CellValue) => shownValue(other, value, values);
    return [CHANGE_MESSAGES['changed-since-run'].text.other(fieldLabel(other, values), shown(before), shown(now))];
  });
}

/** The API has no call that takes a customer's stage or agent away. */
function canBeBlank(field: string, { definitions }: ValueContext): boolean {
  return field !== 'stage' && field !== 'agent' && !cannotBlank(field, definitions);
}
