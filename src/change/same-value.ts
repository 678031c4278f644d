import { type CustomFieldDefinition, fieldType } from '../api/index.ts';
import { type CellValue, tagOfCell } from '../ledger/index.ts';
import { fold, narrow } from '../mapping/index.ts';
import { type TargetField, targets } from '../targets/index.ts';
import { VALUE_SEPARATOR } from '../words/index.ts';
import { optionValues } from './custom-options.ts';
import { canonicalDate, canonicalNumber, canonicalTime } from './custom-spelling.ts';
import { customFieldId, JOINED_FIELDS, NAME_FIELDS, RECORD_FIELDS } from './record-fields.ts';
import { canonicalTelephones, sameTelephones } from './telephone-set.ts';

/** What is needed of the tenant to compare and to show values. */
export interface ValueContext {
  /** The definitions of custom fields, by id. */
  readonly definitions: ReadonlyMap<string, CustomFieldDefinition>;
  /** The name of an id in a lookup (`agent`, `country`, `tag`, …), if it is known; a tag with its group, `Interest/Beach`. */
  readonly nameOf: (lookup: string, id: string) => string | undefined;
  /** Learns the names that a row or a record has beside its ids; the values are by wire name. */
  readonly learnNames?: (valueIn: (field: string) => unknown) => void;
}

/** The part of it that a comparison needs. */
type Definitions = Pick<ValueContext, 'definitions'>;

/** Whether two values of a field are the same, however they are spelt. Values of which this is not certain are different. */
export function sameValue(field: string, one: CellValue, other: CellValue, context: Definitions): boolean {
  if (one === other) return true;
  if (isTelephone(field)) return sameTelephones(listedValues(one), listedValues(other));
  if (field === 'blacklist' && isReasonUnknown(one, other)) {
    return canonicalValue(field, firstOf(one), context) === canonicalValue(field, firstOf(other), context);
  }
  return canonicalValue(field, one, context) === canonicalValue(field, other, context);
}

/**
 * A text that is equal for values which are the same: the plainest spelling of a value, sorted where order does not matter. Two
 * values with different texts are different, except that `sameValue` also takes a telephone number without country code for the same
 * number with one, and any reason of a blacklisting for one that is not known.
 */
export function canonicalValue(field: string, value: CellValue, { definitions }: Definitions): string {
  // The CRM has only general and VIP customers, and its example of a general one has no level.
  if (isBlank(value)) return field === 'is_vip' ? '0' : '';
  const customId = customFieldId(field);
  if (customId !== undefined) return canonicalCustom(definitions.get(customId), value);
  if (tagOfCell(field) !== undefined) return 'yes';
  if (field === 'stage' || field === 'agent') return canonicalText(firstOf(value));
  if (field === 'blacklist') return canonicalBlacklist(value);
  if (isTelephone(field)) return setText(canonicalTelephones(listedValues(value)));
  const declared = RECORD_FIELDS.get(field);
  if (declared?.holds === 'email') return setText(listedValues(value).map((each) => each.toLowerCase()));
  if (declared?.type === 'code') return codeOf(declared, joined(value));
  return declared?.type === 'texts' || JOINED_FIELDS.has(field)
    ? setText(listedValues(value))
    : canonicalText(joined(value));
}

/** The fields that both records are known for and whose values differ. A name is not compared where both have the id that it belongs to. */
export function differentFields(
  one: Readonly<Record<string, CellValue>>,
  other: Readonly<Record<string, CellValue>>,
  context: Definitions,
): readonly string[] {
  const hasId = (record: Readonly<Record<string, CellValue>>, id: string): boolean => !isBlank(record[id] ?? null);
  return Object.keys(one).filter((field) => {
    if (!(field in other)) return false;
    const id = NAME_FIELDS.get(field);
    if (id !== undefined && hasId(one, id) && hasId(other, id)) return false;
    return !sameValue(field, one[field] ?? null, other[field] ?? null, context);
  });
}

/** Whether there is nothing in a cell but space. */
export function isBlank(value: CellValue): boolean {
  if (value === null) return true;
  return typeof value === 'string' ? value.trim() === '' : value.every((item) => item.trim() === '');
}

/** The values of a cell that may hold several, in a list or joined, in the plain spelling of texts. */
export function listedValues(value: CellValue): string[] {
  const items = value === null ? [] : typeof value === 'string' ? value.split(VALUE_SEPARATOR) : value;
  return items.map(canonicalText).filter((item) => item !== '');
}

/** A text without outer space, in composed letters, with line ends as `\n`. Inner space and case make a difference. */
export function canonicalText(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim().normalize('NFC');
}

function isTelephone(field: string): boolean {
  return RECORD_FIELDS.get(field)?.holds === 'phone';
}

/** The code of a value that may be its name, `Female`, or another notation of its digits, `02`. */
export function codeOf({ values = {} }: Pick<TargetField, 'values'>, text: string): string {
  // Records have codes, and names are slower to compare.
  if (Object.values(values).some((code) => String(code) === text)) return text;
  const name = plainName(text);
  const digits = /^\+?0*(\d+)(?:\.0+)?$/.exec(narrow(text).trim())?.[1];
  for (const [known, code] of Object.entries(values)) {
    if (plainName(known) === name || String(code) === digits || String(code) === text.trim()) return String(code);
  }
  return canonicalText(text);
}

function plainName(name: string): string {
  return fold(name).replace(/[\s_]+/g, '-');
}

const blackType = targets.get('blacklist')?.fields['black_type'] ?? {};

/** The kind and the reason, which only counts where it is known. */
function canonicalBlacklist(value: CellValue): string {
  const [type = '', ...reason] = typeof value === 'string' ? [value] : (value ?? []);
  return JSON.stringify([codeOf(blackType, type), ...reason.map(canonicalText)]);
}

function isReasonUnknown(one: CellValue, other: CellValue): boolean {
  const hasReason = (value: CellValue): boolean => typeof value !== 'string' && value !== null && value.length > 1;
  return !isBlank(one) && !isBlank(other) && !(hasReason(one) && hasReason(other));
}

function canonicalCustom(field: CustomFieldDefinition | undefined, value: CellValue): string {
  const text = joined(value);
  switch (field?.field_type) {
    case fieldType.date:
      return canonicalDate(text) ?? canonicalText(text);
    case fieldType.time:
      return canonicalTime(text) ?? canonicalText(text);
    case fieldType.number:
      return canonicalNumber(text) ?? canonicalText(text);
    case fieldType['drop-down']:
    case fieldType.radio:
    case fieldType.cascade:
      return optionValues(field, canonicalText(text)).join(',');
    case fieldType['check-box']:
      return setText(optionValues(field, canonicalText(text)));
    default:
      return canonicalText(text);
  }
}

function setText(values: readonly string[]): string {
  return values.length === 0 ? '' : JSON.stringify([...new Set(values)].sort());
}

function firstOf(value: CellValue): string {
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}

function joined(value: CellValue): string {
  return typeof value === 'string' ? value : (value ?? []).join(',');
}
