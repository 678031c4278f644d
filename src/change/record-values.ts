import { CUSTOMER_MEMBERS_IN_EXAMPLES, type CustomFieldDefinition, crmStatus, customerMembers } from '../api/index.ts';
import type { CellValue } from '../ledger/index.ts';
import { type CustomEntries, readCustomEntries } from '../mapping/index.ts';
import { customCell, customFieldId, EDITABLE_FIELDS, RECORD_FIELDS } from './record-fields.ts';
import { isBlank, listedValues } from './same-value.ts';

/** A customer as the API answered it: a row of `user/list_by_page`, the item of `user/detail`, or both. */
export interface RecordAnswers {
  readonly row?: Readonly<Record<string, unknown>> | undefined;
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

/** The values of a record, as far as they are known. */
export interface RecordValues {
  readonly id: string;
  readonly nick: string;
  /** Epoch seconds. */
  readonly updateTime: number | undefined;
  /** The name of whom changed it last, if an answer that is up to date tells. */
  readonly updatedBy: string | undefined;
  /** Whether it is known what the record has in a field: a member that an answer does not tell may have any value. */
  knows(field: string): boolean;
  /** The value as it is on the wire; `null` if the record has none. Only for fields that it knows. */
  get(field: string): CellValue;
  /**
   * All known values of fields that an edit can set, blank ones as `null`: a field that is missing is not known. Compare two of them
   * by `differentFields`.
   */
  known(): Readonly<Record<string, CellValue>>;
}

const listMembers: ReadonlySet<string> = new Set(customerMembers.list);
const detailMembers: ReadonlySet<string> = new Set(customerMembers.detail);
const exampleMembers: ReadonlySet<string> = new Set(CUSTOMER_MEMBERS_IN_EXAMPLES);
const AGENT_MEMBERS: ReadonlySet<string> = new Set(['liable_serviceid', 'liable_service_name']);

/** Reads the values of a customer; the details take precedence over the row, which has fewer members. */
export function recordValues(
  { row, detail }: RecordAnswers,
  definitions: readonly CustomFieldDefinition[],
): RecordValues {
  let entries: CustomEntries | undefined | null = null;
  /** Read when they are needed: most records are compared without. */
  const custom = (): CustomEntries | undefined => {
    if (entries === null) entries = customValues(detail, row);
    return entries;
  };
  const sourceOf = (field: string): Readonly<Record<string, unknown>> | undefined => {
    if (!RECORD_FIELDS.has(field)) return undefined;
    if (exampleMembers.has(field)) {
      const told = [detail, row].find((answer) => answer?.[field] !== undefined);
      return told ?? (AGENT_MEMBERS.has(field) && hasNoAgent(row) ? row : undefined);
    }
    if (detail !== undefined && detailMembers.has(field)) return detail;
    return listMembers.has(field) ? row : undefined;
  };
  const own = (field: string): CellValue => cellOf(field, sourceOf(field)?.[field]);
  const get = (field: string): CellValue => {
    const id = customFieldId(field);
    return id === undefined ? own(field) : cellOf(field, custom()?.get(id)?.field_value);
  };
  return {
    id: String(detail?.['id'] ?? row?.['id'] ?? ''),
    nick: String(detail?.['nick'] ?? row?.['nick'] ?? ''),
    updateTime: secondsOf(detail?.['update_time'] ?? row?.['update_time']),
    updatedBy: editorOf({ row, detail }),
    knows: (field) => (customFieldId(field) === undefined ? sourceOf(field) !== undefined : custom() !== undefined),
    get,
    known() {
      const fields = [...EDITABLE_FIELDS.keys()].filter((field) => sourceOf(field) !== undefined);
      const told = custom();
      if (told !== undefined) {
        const ids = new Set([...definitions.map(({ field_id }) => field_id), ...told.keys()]);
        fields.push(...[...ids].map(customCell));
      }
      return Object.fromEntries(fields.map((field) => [field, get(field)]));
    },
  };
}

/** A row that tells a status which has no agent. Source: the example of "Query Customer List" in the API document. */
function hasNoAgent(row: RecordAnswers['row']): boolean {
  const status = row?.['crm_status'];
  return status !== undefined && status !== null && Number(status) !== crmStatus['follow-up'];
}

/** The details do not tell it, so that the row has to be as new as they are. */
function editorOf({ row, detail }: RecordAnswers): string | undefined {
  const isCurrent = detail === undefined || secondsOf(detail['update_time']) === secondsOf(row?.['update_time']);
  const name = detail?.['update_user_name'] ?? (isCurrent ? row?.['update_user_name'] : undefined);
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/**
 * The details tell every custom field; without `ex_field_str` there is none, unless the row has some. The table of the list has
 * `ex_field_str`, its examples do not, so that only a row with entries tells something.
 */
function customValues(detail: RecordAnswers['detail'], row: RecordAnswers['row']): CustomEntries | undefined {
  const told = detail?.['ex_field_str'];
  const detailed = readCustomEntries(told);
  if (detailed !== undefined) return detailed;
  const listed = readCustomEntries(row?.['ex_field_str']);
  if (listed !== undefined && listed.size > 0) return listed;
  const isWithout = detail !== undefined && (told === undefined || told === null);
  return isWithout ? NO_CUSTOM : undefined;
}

const NO_CUSTOM: CustomEntries = new Map();

/** A member's value as a cell: numbers become text, and lists may arrive joined. */
function cellOf(field: string, value: unknown): CellValue {
  if (value === undefined || value === null) return null;
  const isList = RECORD_FIELDS.get(field)?.type === 'texts';
  const cell = Array.isArray(value)
    ? value.filter((item) => item !== null && item !== undefined).map(textOf)
    : textOf(value);
  if (isBlank(cell)) return null;
  if (isList) return typeof cell === 'string' ? listedValues(cell) : cell;
  return typeof cell === 'string' ? cell : cell.join(',');
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Epoch values beyond this are milliseconds: as seconds they would lie past the year 5000. */
const MAX_EPOCH_SECONDS = 100_000_000_000;

function secondsOf(value: unknown): number | undefined {
  const number = value === undefined || value === null || value === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number) || number <= 0) return undefined;
  return number > MAX_EPOCH_SECONDS ? Math.floor(number / 1000) : number;
}
