import { cellText, looksGarbled, type Row, type RowProblem, spreadsheetChange } from '../../files/index.ts';
import {
  FINGERPRINT_COLUMN,
  isRuleProblem,
  type LoadedMapping,
  type MappedRow,
  type Problem,
  type RowFingerprint,
  type RowMapper,
  readFingerprint,
} from '../../mapping/index.ts';
import type { Payload } from '../../targets/index.ts';
import { IMPORT_MESSAGES } from '../messages.ts';
import type { FilterResult, PendingRow, PreSendFilter } from '../pending-row.ts';
import { type EditedColumn, editedColumns } from './edited-columns.ts';

/** A record as it is on the server, in wire names. */
type ServerRecord = Readonly<Record<string, unknown>>;

/** Returns undefined if the record no longer exists. */
type ReadRecord = (id: string) => Promise<ServerRecord | undefined>;

interface EditedRowsOptions {
  readonly header: readonly string[];
  readonly mapping: LoadedMapping;
  readonly read: ReadRecord;
  /** The id of a custom field by the name that the mapping has for it. */
  readonly customFieldId: (name: string) => string | undefined;
  /** Overwrite what was changed in the CRM since the export. */
  readonly force: boolean;
  /** Send text that looks garbled, too. */
  readonly acceptDamage?: boolean | undefined;
}

/** The edits of a row since it was exported. */
interface Edit {
  readonly fingerprint: RowFingerprint;
  readonly changed: readonly EditedColumn[];
  /** Required by every edit, but only the server knows their values. */
  readonly unrecoverable: readonly EditedColumn[];
  /** Problems of cells in `changed`; they do not count if the server's record shows that nobody edited the cells. */
  readonly problems: readonly RowProblem[];
}

/** Counts for the summary. */
export interface EditCounts {
  /** Rows that were edited, and those that were not. */
  changed: number;
  unchanged: number;
  /** Cells that only a spreadsheet program changed, so the server's value stays. */
  restored: number;
}

const UNCHANGED = IMPORT_MESSAGES.unchanged.text;
const UNEDITED = {
  kind: 'skip',
  code: 'unchanged',
  get message() {
    return UNCHANGED.sinceExported();
  },
} as const;
const ALREADY_SAVED = {
  kind: 'skip',
  code: 'unchanged',
  get message() {
    return UNCHANGED.onServer();
  },
} as const;

/**
 * Rows of an export for editing, whose fingerprints show what was edited: only that is mapped and sent, and a record that was changed
 * in the CRM meanwhile is not overwritten.
 */
export class EditedRows implements PreSendFilter {
  readonly size = 32;
  readonly #options: EditedRowsOptions;
  readonly #columns: readonly EditedColumn[];
  readonly #fingerprintIndex: number;
  readonly #edits = new WeakMap<Row, Edit>();
  readonly counts: EditCounts = { changed: 0, unchanged: 0, restored: 0 };

  constructor(options: EditedRowsOptions) {
    this.#options = options;
    this.#columns = editedColumns(options.mapping, options.header);
    this.#fingerprintIndex = options.header.indexOf(FINGERPRINT_COLUMN);
  }

  /** Limits a mapper to what was edited and what every edit requires. */
  wrap<Mapper extends RowMapper>(mapper: Mapper): Mapper {
    return {
      ...mapper,
      map: (row) => {
        const fingerprint = readFingerprint(cellText(row.cells[this.#fingerprintIndex]));
        if (!fingerprint) return { problems: [noFingerprint(cellText(row.cells[this.#fingerprintIndex]))] };
        const { changed, unrecoverable, cells } = this.#edited(row, fingerprint);
        const problems = (row.problems ?? []).filter(
          ({ column, ofRow }) => !ofRow && changed.some(({ index }) => index === column),
        );
        this.#edits.set(row, { fingerprint, changed, unrecoverable, problems });
        const whole = withoutCellProblems({ ...row, cells });
        const mapped = mapper.map(this.#keepEdited(whole, changed), whole);
        const finish = (one: MappedRow) =>
          changed.length > 0 ? this.#withCleared(row, one, changed) : this.#withoutOtherProblems(one);
        return mapped instanceof Promise ? mapped.then(finish) : finish(mapped);
      },
    };
  }

  /** Was anything edited in the row? A row without a fingerprint counts as unedited; it is not sent. */
  isEdited(row: Row): boolean {
    const fingerprint = readFingerprint(cellText(row.cells[this.#fingerprintIndex]));
    if (!fingerprint) return false;
    return this.#columns.some(({ name, index }) => {
      const text = cellText(row.cells[index]);
      return !fingerprint.isUnchanged(name, text) && fingerprint.original(name, text) === undefined;
    });
  }

  async filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]> {
    const filtered = await Promise.all(rows.map((row) => this.#filterOne(row)));
    for (const { kind } of filtered) {
      if (kind === 'send') this.counts.changed += 1;
      if (kind === 'skip') this.counts.unchanged += 1;
    }
    return filtered;
  }

  /** The edits in a row; cells that only a spreadsheet program changed are restored. */
  #edited(row: Row, fingerprint: RowFingerprint): Pick<Edit, 'changed' | 'unrecoverable'> & Pick<Row, 'cells'> {
    const cells = [...row.cells];
    const unrecoverable: EditedColumn[] = [];
    const changed = this.#columns.filter((column) => {
      const { name, index } = column;
      const text = cellText(cells[index]);
      if (fingerprint.isUnchanged(name, text)) return false;
      const original = fingerprint.original(name, text);
      if (original === undefined) return true;
      this.counts.restored += 1;
      if (original !== 'lost') cells[index] = original.text;
      else if (column.isRequired) unrecoverable.push(column);
      return false;
    });
    return { changed, unrecoverable, cells };
  }

  async #filterOne({ row, payload }: PendingRow): Promise<FilterResult> {
    const edit = this.#edits.get(row);
    if (!edit || edit.changed.length === 0) return UNEDITED;
    const { idField = 'id' } = this.#options.mapping.target;
    const id = String(payload[idField]);
    const record = await this.#options.read(id);
    if (!record) return { kind: 'reject', code: 'gone', message: IMPORT_MESSAGES.gone.text.record() };
    if (Number(record['update_time'] ?? 0) === edit.fingerprint.changedAt || this.#options.force) {
      return this.#withoutSpreadsheetChanges(row, payload, edit, record);
    }
    // An earlier process of this run may have sent the same values and ended before it could record that.
    if (hasValues(record, payload)) return ALREADY_SAVED;
    const message = IMPORT_MESSAGES['changed-on-server'].text.sinceExport();
    return { kind: 'reject', code: 'changed-on-server', message };
  }

  /** The payload without the fields that only a spreadsheet program changed. */
  #withoutSpreadsheetChanges(
    row: Row,
    payload: Payload,
    { changed, unrecoverable, problems }: Edit,
    record: ServerRecord,
  ): FilterResult {
    const changedByProgram = changed.filter(({ index, ...column }) => {
      const text = cellText(row.cells[index]);
      return this.#textsOf(column, record).some((before) => spreadsheetChange(before, text) !== undefined);
    });
    this.counts.restored += changedByProgram.length;
    if (changedByProgram.length === changed.length) return UNEDITED;
    const edited = changed.filter((column) => !changedByProgram.includes(column));
    const problem = problems.find(({ column }) => edited.some(({ index }) => index === column));
    if (problem) return { kind: 'reject', code: problem.code, message: problem.message };
    const garbled = this.#options.acceptDamage
      ? undefined
      : edited.find(({ index, ...column }) => looksGarbled(cellText(row.cells[index]), this.#textsOf(column, record)));
    if (garbled)
      return {
        kind: 'reject',
        code: 'changed-by-spreadsheet',
        message: IMPORT_MESSAGES['changed-by-spreadsheet'].text.garbled(garbled.name),
      };
    const kept: Payload = { ...payload };
    for (const column of [...changedByProgram, ...unrecoverable]) {
      const { field, isCustom, isRequired } = column;
      if (isCustom) this.#dropCustom(kept, field);
      else if (isRequired) kept[field] = textIn(record[field]) ?? kept[field];
      else delete kept[field];
    }
    return { kind: 'send', payload: kept };
  }

  /** The server's texts for a column; for fields that hold ids, also the names. */
  #textsOf(
    { name, field, isCustom }: Pick<EditedColumn, 'name' | 'field' | 'isCustom'>,
    record: ServerRecord,
  ): string[] {
    const values = isCustom
      ? [this.#customText(record, field)]
      : [record[name], record[field], record[field.replace(/id$/, '_name')]].map(textIn);
    return values.filter((text) => text !== undefined);
  }

  #customText(record: ServerRecord, name: string): string | undefined {
    const id = this.#options.customFieldId(name) ?? name;
    const member = this.#options.mapping.target.custom?.member ?? 'ex_field_str';
    const entry = entriesIn(record[member]).find(({ fieldid }) => fieldid === id);
    return textIn(entry?.field_value);
  }

  #dropCustom(payload: Payload, name: string): void {
    const id = this.#options.customFieldId(name) ?? name;
    const member = this.#options.mapping.target.custom?.member ?? 'ex_field_str';
    const left = entriesIn(payload[member]).filter(({ fieldid }) => fieldid !== id);
    if (left.length > 0) payload[member] = JSON.stringify(left);
    else delete payload[member];
  }

  /** Nothing of an unedited row is sent, so problems in columns that were added since do not matter, nor do rules. */
  #withoutOtherProblems(mapped: MappedRow): MappedRow {
    const names = this.#columns.map(({ name }) => name);
    const relevant = mapped.problems.filter(
      (problem) => !isRuleProblem(problem) && (problem.column === undefined || names.includes(problem.column)),
    );
    if (mapped.problems.length === 0 || relevant.length > 0) return mapped;
    return { ...mapped, payload: {}, problems: [] };
  }

  #keepEdited(row: Row, changed: readonly EditedColumn[]): Row {
    const kept = new Set([
      ...changed.flatMap(({ relatedIndexes }) => relatedIndexes),
      ...this.#columns.filter(({ isRequired }) => isRequired).map(({ index }) => index),
    ]);
    const sent = new Set(this.#columns.map(({ index }) => index));
    return { ...row, cells: row.cells.map((cell, index) => (sent.has(index) && !kept.has(index) ? '' : cell)) };
  }

  /** A cell that was emptied is sent empty; if its field cannot be empty, that is a problem of the row. */
  #withCleared(row: Row, mapped: MappedRow, changed: readonly EditedColumn[]): MappedRow {
    const cleared = changed.filter(({ index }) => cellText(row.cells[index]).trim() === '');
    if (cleared.length === 0 || !mapped.payload) return mapped;
    const payload: Payload = { ...mapped.payload };
    const problems: Problem[] = [];
    const emptied: object[] = [];
    for (const { name, clearing } of cleared) {
      if (clearing?.kind === 'field') payload[clearing.field] = clearing.value;
      else if (clearing?.kind === 'custom') {
        emptied.push({ fieldid: this.#options.customFieldId(clearing.name) ?? clearing.name, field_value: '' });
      } else if (clearing) problems.push(cannotBeEmptied(clearing.field, name));
    }
    if (problems.length > 0) return { ...mapped, problems };
    if (emptied.length > 0) {
      const member = this.#options.mapping.target.custom?.member ?? 'ex_field_str';
      const before = JSON.parse(String(payload[member] ?? '[]')) as object[];
      payload[member] = JSON.stringify([...before, ...emptied]);
    }
    return { ...mapped, payload };
  }
}

/** The row without the problems of single cells: unedited cells are not sent, and edited ones are checked later. */
function withoutCellProblems({ problems = [], ...row }: Row): Row {
  const left = problems.filter(({ column, ofRow }) => column === undefined || ofRow);
  return left.length > 0 ? { ...row, problems: left } : row;
}

/** Does a record already have all values of a payload? */
function hasValues(record: Readonly<Record<string, unknown>>, payload: Payload): boolean {
  return Object.entries(payload).every(([name, value]) => {
    if (name === 'upset_ex_field_str') return true;
    if (name === 'ex_field_str') return hasCustomValues(String(record[name] ?? '[]'), String(value));
    return String(record[name] ?? '') === String(value);
  });
}

function hasCustomValues(recorded: string, sent: string): boolean {
  try {
    const values = new Map((JSON.parse(recorded) as Entry[]).map(({ fieldid, field_value }) => [fieldid, field_value]));
    return (JSON.parse(sent) as Entry[]).every(
      ({ fieldid, field_value }) => (values.get(fieldid) ?? '') === field_value,
    );
  } catch {
    return false;
  }
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function entriesIn(member: unknown): Entry[] {
  try {
    const entries: unknown = typeof member === 'string' ? JSON.parse(member) : member;
    return Array.isArray(entries) ? (entries as Entry[]) : [];
  } catch {
    return [];
  }
}

interface Entry {
  readonly fieldid: string;
  readonly field_value: string;
}

function noFingerprint(text: string): Problem {
  return {
    code: 'no-fingerprint',
    column: FINGERPRINT_COLUMN,
    message: IMPORT_MESSAGES['no-fingerprint'].text.column(text.trim() === ''),
  };
}

function cannotBeEmptied(field: string, column: string): Problem {
  return {
    code: 'not-clearable',
    field,
    column,
    message: IMPORT_MESSAGES['not-clearable'].text.column(column),
  };
}
