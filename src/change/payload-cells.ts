import { type CustomFieldDefinition, customFieldUpdate, fillFlag } from '../api/index.ts';
import type { CellValue } from '../ledger/index.ts';
import type { Payload, Target, TargetField } from '../targets/index.ts';
import {
  customCell,
  customFieldId,
  EDITABLE_FIELDS,
  fieldGroup,
  IGNORED_BY_SAVE,
  NAME_FIELDS,
  RECORD_FIELDS,
} from './record-fields.ts';
import { codeOf, isBlank, listedValues } from './same-value.ts';

interface PayloadOptions {
  readonly definitions: readonly CustomFieldDefinition[];
  /** The record exists, so that fields which `user/save` only sets in a new one do not count. */
  readonly forExisting: boolean;
}

/**
 * The cells that a payload of `customer` or `customer-update` sets, as wire values; `null` where it clears one. A name is left out
 * where the payload has the id that it belongs to. Errors: `RangeError` if an entry names a custom field that is not defined.
 */
export function cellsOfPayload(
  target: Target,
  payload: Payload,
  { definitions, forExisting }: PayloadOptions,
): ReadonlyMap<string, CellValue> {
  const cells = new Map<string, CellValue>();
  const ignored = forExisting && target.name === 'customer' ? IGNORED_BY_SAVE : NOTHING;
  for (const [field, value] of Object.entries(payload)) {
    if (value === undefined || !RECORD_FIELDS.has(field) || ignored.has(field)) continue;
    const id = NAME_FIELDS.get(field);
    if (id !== undefined && payload[id] !== undefined) continue;
    cells.set(field, cellOf(value));
  }
  for (const [id, value] of customEntriesOf(payload, definitions)) cells.set(customCell(id), cellOf(value));
  return cells;
}

const NOTHING: ReadonlySet<string> = new Set();

/** The values of a payload that have to be sent along with others, names included: `updatePayload` takes them as companions. */
export function companionsOfPayload(payload: Payload): ReadonlyMap<string, CellValue> {
  const grouped = Object.entries(payload).filter(
    ([field, value]) => value !== undefined && fieldGroup(field).length > 1,
  );
  return new Map(grouped.map(([field, value]) => [field, cellOf(value)]));
}

interface PayloadEntry {
  readonly fieldid?: string;
  readonly field_params?: string;
  readonly field_value: string;
}

function customEntriesOf(
  { ex_field_str: text }: Payload,
  definitions: readonly CustomFieldDefinition[],
): readonly (readonly [string, string])[] {
  if (typeof text !== 'string' || text === '') return [];
  return (JSON.parse(text) as PayloadEntry[]).map(({ fieldid, field_params, field_value }) => {
    const id = fieldid ?? definitions.find((field) => field.field_params === field_params)?.field_id;
    if (id === undefined) throw new RangeError(`no custom field has the param name ${field_params}`);
    return [id, field_value];
  });
}

function cellOf(value: unknown): CellValue {
  const cell = Array.isArray(value) ? value.map(String) : value === null ? null : String(value);
  return isBlank(cell) ? null : cell;
}

/** An edit of a customer, as cells. */
export interface UpdateCells {
  readonly id: string;
  /** The customer's own name, which every edit has to repeat. */
  readonly nick: string;
  /** The fields that change, and their new values. */
  readonly cells: ReadonlyMap<string, CellValue>;
  /** Values of fields that are sent together with a changed one: of the row's payload, or of the record as it was. */
  readonly companions?: ReadonlyMap<string, CellValue>;
}

/**
 * The input of `user/update` that gives a record these values and leaves all others. Errors: `RangeError` for a field that an edit
 * cannot set, or cannot clear.
 */
export function updatePayload({ id, nick, cells, companions = new Map() }: UpdateCells): Payload {
  const payload: Payload = { id, nick, upset_ex_field_str: customFieldUpdate.merge };
  const entries: { fieldid: string; field_value: string }[] = [];
  for (const [field, value] of withCompanions(cells, companions)) {
    const customId = customFieldId(field);
    if (customId !== undefined) entries.push({ fieldid: customId, field_value: joined(value) });
    else payload[field] = wireValue(field, value);
  }
  if (entries.length > 0) payload['ex_field_str'] = JSON.stringify(entries);
  return payload;
}

/** The cells with the other fields of their groups. A name goes along only with its own id, and is cleared with it. */
function withCompanions(
  cells: ReadonlyMap<string, CellValue>,
  companions: ReadonlyMap<string, CellValue>,
): ReadonlyMap<string, CellValue> {
  const all = new Map(cells);
  const grouped = new Set([...cells.keys()].flatMap(fieldGroup));
  for (const field of grouped) {
    if (!all.has(field) && !NAME_FIELDS.has(field) && companions.has(field)) {
      all.set(field, companions.get(field) ?? null);
    }
  }
  for (const field of grouped) {
    const id = NAME_FIELDS.get(field);
    if (id === undefined || all.has(field)) continue;
    const sent = all.get(id);
    const isSameId = !companions.has(id) || sent === undefined || companions.get(id) === sent;
    if (sent !== undefined && isBlank(sent)) all.set(field, null);
    else if (isSameId && companions.has(field)) all.set(field, companions.get(field) ?? null);
  }
  return all;
}

function wireValue(field: string, value: CellValue): unknown {
  const declared = EDITABLE_FIELDS.get(field);
  if (declared === undefined) throw new RangeError(`an edit of a customer cannot set ${field}`);
  if (declared.type === 'texts') return typeof value === 'string' ? listedValues(value) : (value ?? []);
  if (declared.type === 'code') return wireCode(field, declared, value);
  if (isBlank(value) && cannotBlank(field)) throw new RangeError(`an edit of a customer cannot clear ${field}`);
  return joined(value);
}

/** A code in the type that it has on the wire. */
function wireCode(field: string, declared: TargetField, value: CellValue): string | number {
  // General is what a customer without a level is.
  const code = isBlank(value) && field === 'is_vip' ? '0' : codeOf(declared, joined(value));
  const known = Object.values(declared.values ?? {}).find((each) => String(each) === code);
  if (known === undefined) throw new RangeError(`an edit of a customer cannot set ${field} to "${code}"`);
  return known;
}

/** Whether the API has no way to clear a field: the name of a customer, a code, or a custom field that every customer must have. */
export function cannotBlank(field: string, definitions?: ReadonlyMap<string, CustomFieldDefinition>): boolean {
  const customId = customFieldId(field);
  if (customId !== undefined) return definitions?.get(customId)?.fill_flag === fillFlag.required;
  if (field === 'is_vip') return false;
  const declared = RECORD_FIELDS.get(field);
  return declared !== undefined && (declared.required || declared.type === 'code');
}

function joined(value: CellValue): string {
  return typeof value === 'string' ? value : (value ?? []).join(',');
}
