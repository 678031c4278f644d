import { type CodeTable, type CustomFieldDefinition, fieldType } from '../../api/index.ts';
import type { OutColumn, OutValue } from '../../files/index.ts';
import { CASCADE_SEPARATOR, type CustomEntry, OPTION_SEPARATOR, optionNames } from '../../mapping/index.ts';
import type { StreamMember } from '../../streams/index.ts';
import type { WallClock } from '../wall-clock.ts';

/** Converts a member of an answer to the value of its cell. */
type DecodeMember = (value: unknown) => OutValue;

/**
 * Epoch values beyond this are milliseconds: as seconds they would lie past the year 5000. The examples of "Query All Customer
 * Behaviors" in the API document have both units.
 */
const MAX_EPOCH_SECONDS = 100_000_000_000;

/** Separates the texts of a list. */
const LIST_SEPARATOR = '; ';

/** How members are decoded. */
export interface DecodeOptions {
  readonly clock: WallClock;
  /** By the name of a member: the names that a list of the tenant gives to its values. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Decodes a member: codes to words, times to the wall clock; `raw`: everything as the API sent it. */
export function memberDecoder(member: StreamMember, shown: DecodeOptions | 'raw'): DecodeMember {
  if (shown === 'raw') return rawValue;
  const names = shown.names.get(member.name);
  if (names) return wordOf(names);
  const own = member.codes?.[''];
  if (own) return wordOf(wordsByCode(own));
  if (member.kind === 'time') return (value) => timeValue(value, shown.clock);
  if (member.kind === 'date') return dateValue;
  if (member.codes) return nestedWords(member.codes);
  return member.kind === 'number' ? numberValue : member.kind === 'text' ? textValue : plain;
}

/** The kind of a member's column, for formats that distinguish kinds. */
export function memberColumnKind(member: StreamMember, raw: boolean): NonNullable<OutColumn['kind']> {
  if (!raw && (member.codes || member.names)) return 'text';
  if (member.kind === 'time') return raw ? 'number' : 'datetime';
  if (member.kind === 'date') return 'date';
  return member.kind === 'number' ? 'number' : 'text';
}

/** A value as the API sent it; objects and lists become JSON. */
function rawValue(value: unknown): OutValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

/** The same, but a list of texts is joined, and an empty list or object becomes `null`. */
function plain(value: unknown): OutValue {
  if (typeof value !== 'object' || value === null) return rawValue(value);
  if (Object.keys(value).length === 0) return null;
  const isTexts = Array.isArray(value) && value.every((item) => typeof item === 'string' || typeof item === 'number');
  return isTexts ? value.join(LIST_SEPARATOR) : JSON.stringify(value);
}

function wordsByCode(table: CodeTable): ReadonlyMap<string, string> {
  return new Map(Object.entries(table).map(([word, code]) => [String(code), word]));
}

/** An unknown code stays as it is. */
function wordOf(words: ReadonlyMap<string, string>): DecodeMember {
  return (value) => (value === undefined || value === null ? null : (words.get(String(value)) ?? plain(value)));
}

/** Decodes the codes within the entries of a list, by the entries' members. */
function nestedWords(codes: Readonly<Record<string, CodeTable>>): DecodeMember {
  const words = Object.entries(codes).map(([name, table]) => [name, wordOf(wordsByCode(table))] as const);
  const decodeEntry = (entry: unknown): unknown => {
    if (typeof entry !== 'object' || entry === null) return entry;
    const decoded: Record<string, unknown> = { ...entry };
    for (const [name, decode] of words) if (name in decoded) decoded[name] = decode(decoded[name]);
    return decoded;
  };
  return (value) => plain(Array.isArray(value) ? value.map(decodeEntry) : decodeEntry(value));
}

function timeValue(value: unknown, clock: WallClock): OutValue {
  const epoch = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof epoch !== 'number' || !Number.isSafeInteger(epoch)) return plain(value);
  // The API sends zero where there is no time.
  if (epoch <= 0) return null;
  return { kind: 'datetime', text: clock(epoch > MAX_EPOCH_SECONDS ? Math.floor(epoch / 1000) : epoch) };
}

/** Numbers may arrive as digits. */
function numberValue(value: unknown): OutValue {
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : plain(value);
}

/** Where the document says text, numbers may arrive. */
function textValue(value: unknown): OutValue {
  return typeof value === 'number' ? String(value) : plain(value);
}

function dateValue(value: unknown): OutValue {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? { kind: 'date', text: value } : plain(value);
}

/** How a custom field is decoded. */
interface CustomDecoder {
  readonly kind: NonNullable<OutColumn['kind']>;
  decode(entry: CustomEntry): OutValue;
}

/** Decodes the values of a custom field: options to their names, a cascade to its path. */
export function customDecoder(field: CustomFieldDefinition): CustomDecoder {
  switch (field.field_type) {
    case fieldType.date:
      return { kind: 'date', decode: customDate };
    case fieldType.number:
      return { kind: 'number', decode: customNumber };
    case fieldType['drop-down']:
    case fieldType.radio:
    case fieldType['check-box']:
      return { kind: 'text', decode: decodeOptions(field, OPTION_SEPARATOR) };
    case fieldType.cascade:
      return { kind: 'text', decode: decodeOptions(field, CASCADE_SEPARATOR) };
    default:
      return { kind: 'text', decode: customText };
  }
}

function customText({ field_value: value }: CustomEntry): OutValue {
  return value === undefined || value === null ? null : String(value);
}

function customDate(entry: CustomEntry): OutValue {
  const text = customText(entry);
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) ? { kind: 'date', text } : text;
}

/** A number that a spreadsheet would display differently (leading zeros, more than 15 digits) stays text. */
function customNumber(entry: CustomEntry): OutValue {
  const text = customText(entry);
  if (typeof text !== 'string' || text === '') return null;
  const number = Number(text);
  return String(number) === text && text.replace(/\D/g, '').length <= 15 ? number : text;
}

function decodeOptions(field: CustomFieldDefinition, separator: string): (entry: CustomEntry) => OutValue {
  const named = optionNames(field, separator);
  return ({ field_value, field_text }) => named(field_value, field_text);
}
