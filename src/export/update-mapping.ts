import { stringify } from 'yaml';
import { type CustomFieldDefinition, fieldType } from '../api/index.ts';
import { shellLine } from '../words/index.ts';
import type { ExportColumn } from './columns/stream-columns.ts';
import { UPDATE_FIELDS } from './columns/update-fields.ts';

/** The mapping with which an edited export is imported again: it maps each column to the field that it shows. */
export function updateMapping(
  columns: readonly ExportColumn[],
  customFields: readonly CustomFieldDefinition[],
  file: string,
): string {
  const byMember = new Map(columns.map((column) => [column.member ?? '', column.name]));
  const fields = UPDATE_FIELDS.flatMap(({ field, member, lookup, within, isList }): [string, unknown][] => {
    const column = byMember.get(member);
    if (column === undefined) return [];
    if (!lookup && !isList) return [[field, column]];
    return [[field, { column, ...(isList && { split: ';' }), ...(lookup && { lookup }), ...(within && { within }) }]];
  });
  const custom = customFields.flatMap((definition): [string, unknown][] => {
    const column = columns.find(({ also }) => also?.includes(definition.field_id))?.name;
    return column === undefined
      ? []
      : [[definition.field_variable || definition.field_id, customSpec(definition, column)]];
  });
  const mapping = {
    version: 1,
    target: 'customer-update',
    key: 'id',
    fields: Object.fromEntries(fields),
    ...(custom.length > 0 && { custom: Object.fromEntries(custom) }),
  };
  return [
    '# Imports the edits of the file next to it: only the rows and fields that were changed.',
    '#',
    `#   ${shellLine(['sobot-etl', 'import', file, '-m', mappingName(file), '--changed-only'])}`,
    '#',
    stringify(mapping),
  ].join('\n');
}

/** The mapping file of an export: `edit.mapping.yaml` for `edit.xlsx`. */
export function mappingName(file: string): string {
  return `${file.replace(/\.[^.\\/]+$/, '')}.mapping.yaml`;
}

function customSpec({ field_type }: CustomFieldDefinition, column: string) {
  if (field_type === fieldType['check-box']) return { column, split: ';' };
  return field_type === fieldType.cascade ? { column, split: '/', path: true } : column;
}
