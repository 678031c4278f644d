import { type FilterResult, IMPORT_MESSAGES, type PendingRow, type PreSendFilter } from '../import/index.ts';
import { type CellChange, type CellValue, tagCell } from '../ledger/index.ts';
import { t } from '../words/index.ts';
import { fieldLabel } from './cell-words.ts';
import { followUpsLeft, followUpsOf } from './cells-follow-ups.ts';
import { changeOf } from './group-values.ts';
import { CHANGE_MESSAGES } from './messages.ts';
import { fieldPath, NAME_FIELDS } from './record-fields.ts';
import { isOwnField, type RecordReader, type RecordState, rowsBeforeWriting } from './record-reader.ts';
import { type RecordToRestore, type Restoration, restorationOf } from './restoration.ts';
import { sameValue, type ValueContext } from './same-value.ts';
import { updateRequest } from './update-request.ts';

interface UndoOptions {
  /** How many requests may be sent at once, and in a second. */
  readonly limits: Parameters<typeof rowsBeforeWriting>[0];
  /** The record of a row of the undo's input. */
  readonly recordOf: (row: PendingRow['row']) => RecordToRestore;
  /** The id of the tag that marks customers which the API cannot delete. */
  readonly undoTag: () => Promise<string>;
  /** Its group and name. */
  readonly undoTagName: string;
  readonly values: ValueContext;
  readonly reader: RecordReader;
  /** The tags that a customer loses with a tag, since it can have only one of their group. */
  readonly displacedBy: (tag: string) => readonly string[];
  /** Takes down which cells of rows stay, since somebody has changed them. */
  readonly keep: (kept: readonly KeptCells[]) => Promise<void>;
}

/** The cells of a row of the undo that stay. */
export interface KeptCells {
  readonly row: number;
  readonly fields: readonly string[];
}

const RESTORED = { state: 'done', action: 'restore' } as const;

/**
 * Takes the changes of a run back, cell by cell: a cell that still has the run's value gets its value from before; one that somebody
 * has changed since is kept and named; one that has its value from before needs nothing.
 */
export class UndoFilter implements PreSendFilter {
  readonly size: number;
  readonly findsRecords = true;
  readonly #options: UndoOptions;

  constructor(options: UndoOptions) {
    this.#options = options;
    this.size = rowsBeforeWriting(options.limits);
  }

  async filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]> {
    const { recordOf, reader, values } = this.#options;
    const records = rows.map(({ row }) => recordOf(row));
    for (const { companions } of records) values.learnNames?.((field) => companions[field]);
    const states = await reader.read(
      records.map((record) => ({ id: record.id, fields: fieldsOf(record) })),
      { live: true },
    );
    const kept: KeptCells[] = [];
    const results = await Promise.all(
      rows.map((row, index) => {
        const record = records[index] as RecordToRestore;
        const state = states.get(record.id);
        if (state === undefined) return gone(record);
        if (record.isNew) return this.#mark(row, record, state);
        const restoration = restorationOf(record, state, this.#options);
        kept.push({ row: row.row.number, fields: restoration.keptFields });
        return this.#restore(row, record, { state, restoration });
      }),
    );
    await this.#options.keep(kept);
    return results;
  }

  #restore(
    { stored, saved, hasIntent }: PendingRow,
    record: RecordToRestore,
    { state, restoration }: { readonly state: RecordState; readonly restoration: Restoration },
  ): FilterResult {
    const { cells, kept, impossible } = restoration;
    const editor = kept.length > 0 && state.updatedBy !== undefined ? [lastChanged(state.updatedBy)] : [];
    const note = [...impossible, ...kept, ...editor].join('; ');
    const ids = [state.id];
    const countsAs =
      impossible.length > 0 ? ({ state: 'rejected', code: 'cannot-restore', message: note } as const) : RESTORED;
    if (saved && stored) {
      const followUps = followUpsLeft(saved, followUpsOf(stored.cells));
      return { kind: 'send', payload: {}, followUps, note: note || undefined, countsAs };
    }
    if (cells.length === 0) {
      if (impossible.length > 0) return { kind: 'reject', code: 'cannot-restore', message: note, ids };
      // An earlier process of this run has restored what there was to restore.
      if (hasIntent)
        return { kind: 'done', counter: 'done', action: RESTORED.action, id: state.id, note: note || undefined };
      if (kept.length > 0) return { kind: 'skip', code: 'changed-since-run', message: note, ids };
      const message = CHANGE_MESSAGES['nothing-to-undo'].text.record();
      return { kind: 'skip', code: 'nothing-to-undo', message, ids };
    }
    const request = updateRequest({
      id: state.id,
      nick: state.nick,
      cells,
      companions: companionsOf(record, cells),
      followUps: followUpsOf(cells),
    });
    if (request === undefined) throw new TypeError(t`cells to restore make no request`);
    return { kind: 'send', ...request, change: stored ?? changeOf(state, cells), note: note || undefined, countsAs };
  }

  /** A customer that the run created gets a tag, since the API cannot delete it. */
  async #mark({ stored, hasIntent }: PendingRow, record: RecordToRestore, state: RecordState): Promise<FilterResult> {
    const { undoTag, undoTagName } = this.#options;
    const field = tagCell(await undoTag());
    const { text } = CHANGE_MESSAGES['cannot-delete'];
    const edited = this.#editedSince(record, state);
    const message = [text.customer(undoTagName), ...(edited.length > 0 ? [text.edited(edited)] : [])].join('; ');
    const rejected = { code: 'cannot-delete', message } as const;
    const before = state.get(field);
    if (before !== null && !hasIntent) return { kind: 'reject', ...rejected, ids: [state.id] };
    const cells: CellChange[] = [{ field, before, after: 'yes' }];
    const { id, nick } = state;
    const request = updateRequest({ id, nick, cells, companions: new Map(), followUps: followUpsOf(cells) });
    if (request === undefined) throw new TypeError(t`a tag makes no request`);
    return {
      kind: 'send',
      ...request,
      change: stored ?? { id, name: nick, cells },
      countsAs: { state: 'rejected', ...rejected },
    };
  }

  /** What people call the fields that somebody has changed since the run created the customer. */
  #editedSince({ cells }: RecordToRestore, state: RecordState): string[] {
    const { values } = this.#options;
    return cells.flatMap(({ field, after }) => {
      const isSame = !state.knows(field) || sameValue(field, state.get(field), after, values);
      return isSame ? [] : [fieldLabel(field, values)];
    });
  }
}

/**
 * The values from before that are sent with the cells: what a cell is within, and the names of both. An area is not sent with its city:
 * it has not changed, and the record may have had one of another city.
 */
function companionsOf(record: RecordToRestore, cells: readonly CellChange[]): ReadonlyMap<string, CellValue> {
  const sent = new Set(cells.flatMap(({ field }) => fieldPath(field)));
  const before = new Map(Object.entries(record.companions));
  for (const cell of record.cells) if (cell.before !== undefined) before.set(cell.field, cell.before);
  return new Map([...before].filter(([field]) => sent.has(NAME_FIELDS.get(field) ?? field)));
}

function fieldsOf({ cells, isNew }: RecordToRestore): string[] {
  const fields = cells.map(({ field }) => field);
  return isNew ? ['nick', 'tags', ...fields.filter(isOwnField)] : ['nick', ...fields];
}

/** A record that no longer exists: if the run created it, nothing is left of the run. */
function gone({ id, isNew }: RecordToRestore): FilterResult {
  if (!isNew) return { kind: 'reject', code: 'gone', message: IMPORT_MESSAGES.gone.text.record(), ids: [id] };
  const message = CHANGE_MESSAGES['nothing-to-undo'].text.deleted();
  return { kind: 'skip', code: 'nothing-to-undo', message, ids: [id] };
}

function lastChanged(editor: string): string {
  return CHANGE_MESSAGES['changed-since-run'].text.editor(editor);
}
