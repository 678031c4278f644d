import { shownPath } from '../files/index.ts';
import type { RowChange } from '../ledger/index.ts';
import { fieldLabel, isNameUnknown, shownValue } from './cell-words.ts';
import { ChangeError } from './change-error.ts';
import { CHANGE_MESSAGES } from './messages.ts';
import { PLAN_COLUMNS } from './plan-workbook.ts';
import type { ChosenLine, PlanEdits } from './read-plan-edits.ts';
import type { ValueContext } from './same-value.ts';

/** A cell of a plan; with an empty field the whole row. */
interface PlanCell {
  readonly row: number;
  readonly field: string;
}

/**
 * The cells of a plan that its workbook leaves out: those whose line says no or was deleted. Errors: `ChangeError` if the workbook
 * has a line that the plan does not have, or another value than the plan.
 */
export async function cellsLeftOut(
  planned: {
    /** The changes of rows, by their numbers; a row that the plan does not have is missing. */
    of(rows: readonly number[]): Promise<ReadonlyMap<number, RowChange>>;
    all(): AsyncIterable<{ readonly row: number; readonly change: RowChange }>;
  },
  { path, chosen }: PlanEdits,
  values: ValueContext,
): Promise<readonly PlanCell[]> {
  const chosenFields = new Map<number, Set<string>>();
  for await (const lines of batchesOf(chosen)) {
    const changes = await planned.of(lines.map(({ row }) => row));
    for (const line of lines) {
      requirePlanned({ ...line, place: `${shownPath(path)}: ${line.place}` }, changes.get(line.row), values);
      const fields = chosenFields.get(line.row) ?? new Set<string>();
      fields.add(line.field);
      chosenFields.set(line.row, fields);
    }
  }
  const left: PlanCell[] = [];
  for await (const { row, change } of planned.all()) {
    const fields = chosenFields.get(row);
    const cells = change.id === undefined ? [''] : change.cells.map(({ field }) => field);
    for (const field of cells) if (!fields?.has(field)) left.push({ row, field });
  }
  return left;
}

/** Lines of the workbook whose rows are asked for at once. */
const LINES_AT_ONCE = 256;

async function* batchesOf<Line>(lines: AsyncIterable<Line>): AsyncGenerator<readonly Line[]> {
  let batch: Line[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < LINES_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** Ids and values in the workbook are shown, not read: an edit there would otherwise be lost without a word. */
function requirePlanned(
  { place, field, id, texts }: ChosenLine,
  change: RowChange | undefined,
  values: ValueContext,
): void {
  const { unknown, edited } = CHANGE_MESSAGES['edited-plan'].text;
  const isNew = field === '';
  const cell = change?.cells.find((each) => each.field === field);
  if (change === undefined || isNew !== (change.id === undefined) || (!isNew && cell === undefined)) {
    throw new ChangeError('edited-plan', unknown(place));
  }
  if (change.id !== undefined && id !== change.id)
    throw new ChangeError('edited-plan', edited(place, PLAN_COLUMNS.id, change.id, id));
  for (const { field: name, after } of isNew ? change.cells : [cell as RowChange['cells'][number]]) {
    const label = isNew ? fieldLabel(name, values) : PLAN_COLUMNS.after;
    // A label that several fields share is followed by the field's id.
    const found = texts.get(`${label} (${name})`) ?? texts.get(label);
    const planned = shownValue(name, after, values);
    // The plan may have known the name, say of a city, which is sent by its id whatever the workbook shows.
    if (isNameUnknown(name, after, values)) continue;
    if (found !== undefined && !isSameText(found, planned))
      throw new ChangeError('edited-plan', edited(place, label, planned, found));
  }
}

/** Spreadsheet programs cut long texts and change line breaks. */
function isSameText(found: string, planned: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
  const [short, long] = [plain(found), plain(planned)];
  return short === long || (short.length >= MAX_COMPARED_CHARS && long.startsWith(short.slice(0, MAX_COMPARED_CHARS)));
}

const MAX_COMPARED_CHARS = 32_000;
