import { type FilterResult, IMPORT_MESSAGES, type PendingRow, type PreSendFilter } from '../import/index.ts';
import { type CellChange, type CellValue, type RowChange, tagCell, tagOfCell } from '../ledger/index.ts';
import type { FollowUpRequest } from '../mapping/index.ts';
import { fieldLabel, shownValue } from './cell-words.ts';
import { CHANGE_MESSAGES } from './messages.ts';
import { cannotBlank } from './payload-cells.ts';
import { type RecordReader, type RecordState, rowsBeforeWriting } from './record-reader.ts';
import { isBlank, sameValue, type ValueContext } from './same-value.ts';
import { updateRequest } from './update-request.ts';

/** A record to restore: what one or more rows of a run changed in it. */
export interface RecordToRestore {
  readonly id: string;
  readonly name: string;
  /** By field: its value before the first of the rows, and after the last. */
  readonly cells: readonly CellChange[];
  /** The run created it, so that there is nothing to restore. */
  readonly isNew: boolean;
}

interface UndoOptions {
  /** How many requests may be sent at once, and in a second. */
  readonly limits: Parameters<typeof rowsBeforeWriting>[0];
  /** The record of a row of the undo's input. */
  readonly recordOf: (row: PendingRow['row']) => RecordToRestore;
  /** The id of the tag that marks customers which the API cannot delete. */
  readonly undoTag: () => Promise<string>;
  readonly values: ValueContext;
  readonly reader: RecordReader;
}

/** What is done about the cells of one record. */
interface Restoration {
  /** From what there is now to what there was before. */
  readonly cells: CellChange[];
  /** Sentences about cells that stay. */
  readonly kept: string[];
  /** Sentences about cells that cannot be restored. */
  readonly impossible: string[];
}

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
    const { recordOf, reader } = this.#options;
    const records = rows.map(({ row }) => recordOf(row));
    const wanted = records.map(({ id, cells, isNew }) => ({ id, fields: isNew ? ['nick', 'tags'] : fieldsOf(cells) }));
    const states = await reader.read(wanted, { live: true });
    return Promise.all(
      rows.map((row, index) => {
        const record = records[index] as RecordToRestore;
        return this.#undo(row, record, states.get(record.id));
      }),
    );
  }

  async #undo(
    { stored, hasIntent }: PendingRow,
    record: RecordToRestore,
    state: RecordState | undefined,
  ): Promise<FilterResult> {
    if (state === undefined) return { kind: 'reject', code: 'gone', message: IMPORT_MESSAGES.gone.text.record() };
    if (record.isNew) return this.#mark(state);
    const { cells, kept, impossible } = this.#restoration(record, state);
    const message = [...impossible, ...kept].join('; ');
    if (cells.length === 0) {
      if (hasIntent && impossible.length === 0 && kept.length === 0)
        return { kind: 'done', counter: 'done', action: 'restore', id: state.id };
      if (impossible.length > 0) return { kind: 'reject', code: 'cannot-restore', message };
      const code = kept.length > 0 ? 'changed-since-run' : 'nothing-to-undo';
      return { kind: 'skip', code, message: message || CHANGE_MESSAGES['nothing-to-undo'].text.record() };
    }
    const request = updateRequest({
      id: state.id,
      nick: state.nick,
      cells,
      companions: new Map(record.cells.flatMap(({ field, before }) => (before === undefined ? [] : [[field, before]]))),
      followUps: followUpsOf(cells),
    });
    if (request === undefined) throw new TypeError('cells to restore make no request');
    const change: RowChange = stored ?? { id: state.id, name: state.nick, cells };
    return {
      kind: 'send',
      ...request,
      change,
      note: message,
      countsAs:
        impossible.length > 0
          ? { state: 'rejected', code: 'cannot-restore', message }
          : { state: 'done', action: 'restore' },
    };
  }

  /** A customer that the run created gets a tag, since the API cannot delete it. */
  async #mark(state: RecordState): Promise<FilterResult> {
    const tag = await this.#options.undoTag();
    const message = CHANGE_MESSAGES['cannot-delete'].text.customer();
    const countsAs = { state: 'rejected', code: 'cannot-delete', message } as const;
    const field = tagCell(tag);
    const cells = [{ field, before: state.get(field), after: 'yes' }];
    const request = updateRequest({
      id: state.id,
      nick: state.nick,
      cells,
      companions: new Map(),
      followUps: followUpsOf(cells),
    });
    if (request === undefined) throw new TypeError('a tag makes no request');
    return { kind: 'send', ...request, change: { id: state.id, name: state.nick, cells }, countsAs };
  }

  #restoration({ cells }: RecordToRestore, state: RecordState): Restoration {
    const { values } = this.#options;
    const found: Restoration = { cells: [], kept: [], impossible: [] };
    for (const { field, before, after } of cells) {
      const label = fieldLabel(field, values);
      const shown = (value: CellValue) => shownValue(field, value, values);
      const { text } = CHANGE_MESSAGES['changed-since-run'];
      if (!state.knows(field)) {
        found.impossible.push(CHANGE_MESSAGES['cannot-restore'].text.unreadable(label));
        continue;
      }
      const now = state.get(field);
      if (before !== undefined && sameValue(field, now, before, values)) continue;
      if (!sameValue(field, now, after, values)) found.kept.push(text.cell(label, shown(after), shown(now)));
      else if (before === undefined) found.impossible.push(CHANGE_MESSAGES['cannot-restore'].text.unknown(label));
      else if (isBlank(before) && cannotBeBlank(field, values))
        found.impossible.push(CHANGE_MESSAGES['cannot-restore'].text.blank(label, shown(now)));
      else found.cells.push({ field, before: now, after: before });
    }
    return found;
  }
}

function fieldsOf(cells: readonly CellChange[]): string[] {
  return ['nick', ...cells.map(({ field }) => field)];
}

/** The API has no call that takes a customer's stage or agent away. */
function cannotBeBlank(field: string, { definitions }: ValueContext): boolean {
  return field === 'stage' || field === 'agent' || cannotBlank(field, definitions);
}

/** The kind of an assignment that gives a customer another agent. Source: "Assign Customer" in the API document. */
const REASSIGN = '5';
const PROCESS_STAGE = 1;

/** The requests that give tags, stage, blacklisting and agent the values of the cells. */
export function followUpsOf(cells: readonly CellChange[]): FollowUpRequest[] {
  const requests: FollowUpRequest[] = [];
  const tags = (isWanted: (after: CellValue) => boolean) =>
    cells.flatMap(({ field, after }) => (isWanted(after) ? (tagOfCell(field) ?? []) : []));
  const [add, remove] = [tags((after) => after !== null), tags((after) => after === null)];
  if (add.length + remove.length > 0) {
    const payload = { ...(add.length > 0 && { add_tag: add }), ...(remove.length > 0 && { remove_tag: remove }) };
    requests.push({ target: 'customer-tagging', payload });
  }
  for (const { field, after } of cells) {
    const [first = '', second = '', third = ''] = Array.isArray(after) ? (after as readonly string[]) : [];
    if (field === 'stage') {
      const stage_type = Number(third) || PROCESS_STAGE;
      requests.push({ target: 'stage', payload: { stageid: first, stage_name: second, stage_type } });
    } else if (field === 'blacklist') {
      if (after === null) requests.push({ target: 'unblacklist', payload: {} });
      else requests.push({ target: 'blacklist', payload: { black_type: Number(first), black_reason: second || '-' } });
    } else if (field === 'agent') {
      const liable_list = [{ liable_serviceid: first, liable_service_name: second }];
      requests.push({ target: 'assignment', payload: { assign_biz_type: REASSIGN, liable_list } });
    }
  }
  return requests;
}
