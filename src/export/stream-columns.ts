import type { CustomFieldDefinition } from '../sobot/endpoints/custom-fields.ts';
import type { Stream } from '../streams/stream.ts';
import type { ExportColumn, Row } from './column.ts';
import { customDecoder } from './decode/custom-values.ts';
import { memberColumnKind, memberDecoder } from './decode/decode-member.ts';
import type { WallClock } from './decode/wall-clock.ts';

/** The column of members that the document does not know, as one JSON object. */
export const OTHER_COLUMN = '_other';

/** All columns that a stream has: its members, then the tenant's custom fields under the names that people gave them. */
export function streamColumns(
  stream: Stream,
  {
    customFields,
    clock,
  }: { readonly customFields: readonly CustomFieldDefinition[]; readonly clock: WallClock | 'raw' },
): ExportColumn[] {
  const isRaw = clock === 'raw';
  const members = stream.members
    // Its values have columns of their own.
    .filter(({ name }) => isRaw || name !== stream.custom?.member)
    .map((member): ExportColumn => {
      const decode = memberDecoder(member, clock);
      const { name } = member;
      return { name, kind: memberColumnKind(member, isRaw), read: (row) => decode(row[name]) };
    });
  if (isRaw) return members;
  const taken = new Map<string, number>();
  for (const name of [...members.map(({ name }) => name), ...customFields.map(shownName)]) {
    taken.set(name, (taken.get(name) ?? 0) + 1);
  }
  return [...members, ...customFields.map((field) => customColumn(field, taken))];
}

/** A custom field whose name something else has, too, is told apart by its variable: `Notes (customField2)`. */
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

/** Members of a row that the stream does not know. */
export function otherMembers(stream: Stream): (row: Row) => Record<string, unknown> | undefined {
  const known = new Set(stream.members.map(({ name }) => name));
  return (row) => {
    let others: Record<string, unknown> | undefined;
    for (const name of Object.keys(row)) {
      if (known.has(name)) continue;
      others ??= {};
      others[name] = row[name];
    }
    return others;
  };
}

/** The column that keeps members which the document does not know. */
export function otherColumn(stream: Stream): ExportColumn {
  const others = otherMembers(stream);
  return {
    name: OTHER_COLUMN,
    kind: 'text',
    read: (row) => {
      const found = others(row);
      return found ? JSON.stringify(found) : null;
    },
  };
}
