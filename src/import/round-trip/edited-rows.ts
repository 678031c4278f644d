import { cellText, looksGarbled, type Row, type RowProblem, spreadsheetChange } from '../../files/index.ts';
import {
  FINGERPRINT_COLUMN,
  type LoadedMapping,
  type MappedRow,
  type Problem,
  type RowFingerprint,
  type RowMapper,
  readFingerprint,
} from '../../mapping/index.ts';
import type { Payload } from '../../targets/index.ts';
import type { FilterResult, PendingRow, PreSendFilter } from '../pending-row.ts';
import { type EditedColumn, editedColumns } from './edited-columns.ts';

/** A record as it is on the server, in wire names. */
type ServerRecord = Readonly<Record<string, unknown>>;

/** Answers undefined where the record is no longer there. */
type ReadRecord = (id: string) => Promise<ServerRecord | undefined>;

interface EditedRowsOptions {
  readonly header: readonly string[];
  readonly mapping: LoadedMapping;
  readonly read: ReadRecord;
  /** The id of a custom field by the name that the mapping has for it. */
  readonly customFieldId: (name: string) => string | undefined;
  /** Overwrite what was changed on the server since the export. */
  readonly force: boolean;
  /** Send what looks garbled, too. */
  readonly acceptDamage?: boolean | undefined;
}

/** What was edited in a row since it was exported. */
interface Edit {
  readonly fingerprint: RowFingerprint;
  readonly changed: readonly EditedColumn[];
  /** Needed by every edit, but only the server knows what they hold. */
  readonly lost: readonly EditedColumn[];
  /** What is wrong with cells of `changed`, unless the server's record shows that nobody has edited them. */
  readonly doubtful: readonly RowProblem[];
}

/** What was found of the rows, for people. */
export interface EditCounts {
  /** Rows that were edited, and those that were not. */
  changed: number;
  unchanged: number;
  /** Cells that only a spreadsheet program has changed, so that the server's value stays. */
  restored: number;
}

const UNEDITED = { kind: 'skip', code: 'unchanged', message: 'the row is as it was exported' } as const;
const THERE_ALREADY = { kind: 'skip', code: 'unchanged', message: 'the server has it so already' } as const;

/**
 * Rows of an export for editing, told apart by the fingerprints that it left in them: of each row only what was edited is
 * mapped and sent, and a record that was changed on the server meanwhile is not overwritten.
 */
export class EditedRows implements PreSendFilter {
  readonly size = 32;
  readonly #options: EditedRowsOptions;
  readonly #columns: readonly EditedColumn[];
  readonly #place: number;
  readonly #edits = new WeakMap<Row, Edit>();
  readonly counts: EditCounts = { changed: 0, unchanged: 0, restored: 0 };

  constructor(options: EditedRowsOptions) {
    this.#options = options;
    this.#columns = editedColumns(options.mapping, options.header);
    this.#place = options.header.indexOf(FINGERPRINT_COLUMN);
  }

  /** Makes a mapper see only what was edited, and what every edit needs. */
  wrap<Mapper extends RowMapper>(mapper: Mapper): Mapper {
    return {
      ...mapper,
      map: (row) => {
        const fingerprint = readFingerprint(cellText(row.cells[this.#place]));
        if (!fingerprint) return { problems: [noFingerprint(cellText(row.cells[this.#place]))] };
        const { changed, lost, cells } = this.#edited(row, fingerprint);
        const doubtful = (row.problems ?? []).filter(
          ({ column, ofRow }) => !ofRow && changed.some(({ place }) => place === column),
        );
        this.#edits.set(row, { fingerprint, changed, lost, doubtful });
        const mapped = mapper.map(this.#onlyEdited(withoutCellProblems({ ...row, cells }), changed));
        const finish = (one: MappedRow) =>
          changed.length > 0 ? this.#withCleared(row, one, changed) : this.#withoutOtherProblems(one);
        return mapped instanceof Promise ? mapped.then(finish) : finish(mapped);
      },
    };
  }

  /** Was anything edited in the row? Of one without a fingerprint that cannot be told, and it is not sent. */
  isEdited(row: Row): boolean {
    const fingerprint = readFingerprint(cellText(row.cells[this.#place]));
    if (!fingerprint) return false;
    return this.#columns.some(({ name, place }) => {
      const text = cellText(row.cells[place]);
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

  /** What somebody has edited in a row; what only a spreadsheet program has changed is as it was. */
  #edited(row: Row, fingerprint: RowFingerprint): Pick<Edit, 'changed' | 'lost'> & Pick<Row, 'cells'> {
    const cells = [...row.cells];
    const lost: EditedColumn[] = [];
    const changed = this.#columns.filter((column) => {
      const { name, place } = column;
      const text = cellText(cells[place]);
      if (fingerprint.isUnchanged(name, text)) return false;
      const original = fingerprint.original(name, text);
      if (original === undefined) return true;
      this.counts.restored += 1;
      if (original !== 'lost') cells[place] = original.text;
      else if (column.isNeeded) lost.push(column);
      return false;
    });
    return { changed, lost, cells };
  }

  async #filterOne({ row, payload }: PendingRow): Promise<FilterResult> {
    const edit = this.#edits.get(row);
    if (!edit || edit.changed.length === 0) return UNEDITED;
    const { idField = 'id' } = this.#options.mapping.target;
    const id = String(payload[idField]);
    const record = await this.#options.read(id);
    if (!record) return { kind: 'reject', code: 'gone', message: 'the record is no longer on the server' };
    if (Number(record['update_time'] ?? 0) === edit.fingerprint.changedAt || this.#options.force) {
      return this.#withoutDamage(row, payload, edit, record);
    }
    // An earlier process of this run may have sent the very same, and ended before it could note it.
    if (holds(record, payload)) return THERE_ALREADY;
    const message =
      'the record was changed on the server after it was exported, and is not overwritten. Export it anew and edit that, or overwrite it with --force';
    return { kind: 'reject', code: 'changed-on-server', message };
  }

  /** The payload without the fields of which a spreadsheet program made what stands in the row. */
  #withoutDamage(row: Row, payload: Payload, { changed, lost, doubtful }: Edit, record: ServerRecord): FilterResult {
    const damaged = changed.filter(({ place, ...column }) => {
      const text = cellText(row.cells[place]);
      return this.#textsOf(column, record).some((before) => spreadsheetChange(before, text) !== undefined);
    });
    this.counts.restored += damaged.length;
    if (damaged.length === changed.length) return UNEDITED;
    const edited = changed.filter((column) => !damaged.includes(column));
    const doubt = doubtful.find(({ column }) => edited.some(({ place }) => place === column));
    if (doubt) return { kind: 'reject', code: doubt.code, message: doubt.message };
    const garbled = this.#options.acceptDamage
      ? undefined
      : edited.find(({ place, ...column }) => looksGarbled(cellText(row.cells[place]), this.#textsOf(column, record)));
    if (garbled) return { kind: 'reject', code: 'changed-by-spreadsheet', message: garbledText(garbled.name) };
    const kept: Payload = { ...payload };
    for (const column of [...damaged, ...lost]) {
      const { field, isCustom, isNeeded } = column;
      if (isCustom) this.#dropCustom(kept, field);
      else if (isNeeded) kept[field] = textIn(record[field]) ?? kept[field];
      else delete kept[field];
    }
    return { kind: 'send', payload: kept };
  }

  /** What the server shows of a column: of fields that hold ids, also the names. */
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

  /** Of a row that nobody has edited nothing is sent, so what is wrong with columns that were added since does not matter. */
  #withoutOtherProblems(mapped: MappedRow): MappedRow {
    const names = this.#columns.map(({ name }) => name);
    const matter = mapped.problems.filter(({ column }) => column === undefined || names.includes(column));
    if (mapped.problems.length === 0 || matter.length > 0) return mapped;
    return { ...mapped, payload: {}, problems: [] };
  }

  #onlyEdited(row: Row, changed: readonly EditedColumn[]): Row {
    const kept = new Set([
      ...changed.flatMap(({ together }) => together),
      ...this.#columns.filter(({ isNeeded }) => isNeeded).map(({ place }) => place),
    ]);
    const sent = new Set(this.#columns.map(({ place }) => place));
    return { ...row, cells: row.cells.map((cell, place) => (sent.has(place) && !kept.has(place) ? '' : cell)) };
  }

  /** A cell that was emptied is sent empty; what cannot be empty is the row's problem. */
  #withCleared(row: Row, mapped: MappedRow, changed: readonly EditedColumn[]): MappedRow {
    const cleared = changed.filter(({ place }) => cellText(row.cells[place]).trim() === '');
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

/** The row without what is wrong with single cells: those that nobody has edited are not sent, and the others are judged later. */
function withoutCellProblems({ problems = [], ...row }: Row): Row {
  const left = problems.filter(({ column, ofRow }) => column === undefined || ofRow);
  return left.length > 0 ? { ...row, problems: left } : row;
}

function garbledText(column: string): string {
  return `"${column}" was edited, and its text is garbled: it was opened in the wrong encoding. Open the export as UTF-8, or as XLSX, and edit that`;
}

/** Does a record hold all that a payload would put into it? */
function holds(record: Readonly<Record<string, unknown>>, payload: Payload): boolean {
  return Object.entries(payload).every(([name, value]) => {
    if (name === 'upset_ex_field_str') return true;
    if (name === 'ex_field_str') return holdsCustom(String(record[name] ?? '[]'), String(value));
    return String(record[name] ?? '') === String(value);
  });
}

function holdsCustom(recorded: string, sent: string): boolean {
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
  const what = text.trim() === '' ? 'is blank' : 'was damaged';
  return {
    code: 'no-fingerprint',
    column: FINGERPRINT_COLUMN,
    message: `${what}, so nobody can tell what was edited in this row. New customers go with target customer; a damaged row can be exported anew`,
  };
}

function cannotBeEmptied(field: string, column: string): Problem {
  return {
    code: 'not-clearable',
    field,
    column,
    message: `"${column}" was emptied, but the API cannot clear it; fill it in again`,
  };
}
