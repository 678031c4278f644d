import type { CustomFieldDefinition } from '../../api/index.ts';
import type { OutColumn, OutValue } from '../../files/index.ts';
import type { CustomEntries } from '../../mapping/index.ts';
import type { MaskMethod, Stream, StreamMember, StreamRow } from '../../streams/index.ts';
import { customDecoder, type DecodeOptions, memberColumnKind, memberDecoder } from './decode-value.ts';

/** The column of undocumented members, as one JSON object. */
export const UNKNOWN_FIELDS_COLUMN = '_other';
/** The column of tags, and the member of a row that holds them after they were read. */
export const TAGS_COLUMN = 'tags';

/** What determines the columns of a stream. */
interface ColumnOptions {
  readonly customFields: readonly CustomFieldDefinition[];
  /** `raw`: everything as the API sent it, custom fields in one JSON text. */
  readonly shown: DecodeOptions | 'raw';
  readonly details: boolean;
  readonly tags: boolean;
}

/** The members in an export of a stream. */
export function exportedMembers(stream: Stream, { details }: Pick<ColumnOptions, 'details'>): readonly StreamMember[] {
  return details ? [...stream.members, ...(stream.details?.members ?? [])] : stream.members;
}

/** All columns of a stream: its members, its tags, then the tenant's custom fields under their names in the CRM. */
export function streamColumns(stream: Stream, options: ColumnOptions): ExportColumn[] {
  const { customFields, shown, tags } = options;
  const isRaw = shown === 'raw';
  const members = exportedMembers(stream, options)
    // Each custom field has a column of its own.
    .filter(({ name }) => isRaw || name !== stream.custom?.member)
    .map((member): ExportColumn => {
      const decode = memberDecoder(member, shown);
      const { name } = member;
      return { name, member: name, kind: memberColumnKind(member, isRaw), read: (row) => decode(row[name]) };
    });
  if (tags) members.push({ name: TAGS_COLUMN, kind: 'text', read: (row) => String(row[TAGS_COLUMN] ?? '') || null });
  if (isRaw) return members;
  const taken = new Map<string, number>();
  for (const name of [...members.map(({ name }) => name), ...customFields.map(shownName)]) {
    taken.set(name, (taken.get(name) ?? 0) + 1);
  }
  return [...members, ...customFields.map((field) => customColumn(field, taken))];
}

/** A custom field whose name is not unique gets its variable added: `Notes (customField2)`. */
function customColumn(field: CustomFieldDefinition, taken: ReadonlyMap<string, number>): ExportColumn {
  const { kind, decode } = customDecoder(field);
  const shown = shownName(field);
  const name = (taken.get(shown) ?? 0) > 1 ? `${shown} (${field.field_variable || field.field_id})` : shown;
  const also = [field.field_variable, field.field_id].filter((other): other is string => Boolean(other));
  const id = field.field_id;
  return {
    name,
    also,
    kind,
    read: (_row, custom) => {
      const entry = custom.get(id);
      return entry ? decode(entry) : null;
    },
  };
}

function shownName({ field_name, field_variable, field_id }: CustomFieldDefinition): string {
  return field_name || field_variable || field_id;
}

/** The column that keeps undocumented members. */
export function unknownFieldsColumn(stream: Stream, options: Pick<ColumnOptions, 'details'>): ExportColumn {
  const findUnknown = unknownFieldsReader(stream, options);
  return {
    name: UNKNOWN_FIELDS_COLUMN,
    kind: 'text',
    read: (row) => {
      const found = findUnknown(row);
      return found ? JSON.stringify(found) : null;
    },
  };
}

/** Makes a function that returns the undocumented members of a row. */
export function unknownFieldsReader(
  stream: Stream,
  options: Pick<ColumnOptions, 'details'>,
): (row: StreamRow) => Record<string, unknown> | undefined {
  const known = new Set([...exportedMembers(stream, options).map(({ name }) => name), TAGS_COLUMN]);
  return (row) => {
    let unknown: Record<string, unknown> | undefined;
    for (const name in row) {
      if (known.has(name)) continue;
      unknown ??= {};
      unknown[name] = row[name];
    }
    return unknown;
  };
}

/** A column of an export. */
export interface ExportColumn {
  /** Its name in `--columns`: a wire name, or a custom field's name. */
  readonly name: string;
  /** The member of the row that it shows, if it shows one. */
  readonly member?: string;
  /** How its values are masked, if they are. */
  readonly mask?: MaskMethod;
  /** Other names for it, such as a custom field's variable and id. */
  readonly also?: readonly string[];
  readonly kind: NonNullable<OutColumn['kind']>;
  read(row: StreamRow, custom: CustomEntries): OutValue;
}
