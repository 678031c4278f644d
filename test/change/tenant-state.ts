import type { CustomFieldDefinition } from '../../src/api/index.ts';
import type { CellValue } from '../../src/ledger/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';

/** What one customer has, by cell, in one spelling for values that mean the same; blank cells are missing. */
export type Cells = Readonly<Record<string, string>>;

/** The customers of a tenant by their ids. */
export type TenantState = ReadonlyMap<string, Cells>;

/** The tenant as it is stored, whatever its answers show. */
export function stateOf({ snapshot }: Sandbox, definitions: readonly CustomFieldDefinition[]): TenantState {
  const records = snapshot().records();
  return new Map(
    records.map(({ id, texts, lists, custom, status, sex, tags, stageId, blacklisted }) => {
      const cells: [string, CellValue][] = [
        ...Object.entries(texts),
        ...Object.entries(lists),
        ...Object.entries(custom).map(([field, value]) => [`custom:${field}`, value] as [string, string]),
        ...tags.map((tag): [string, string] => [`tag:${tag}`, 'yes']),
        ['crm_status', String(status)],
        ['sex', sex === null ? null : String(sex)],
        ['stage', stageId ?? null],
        ['blacklist', blacklisted === undefined ? null : [String(blacklisted[0]), blacklisted[1]]],
      ];
      return [id, filled(cells.map(([field, value]) => [field, plainValue(field, value, definitions)]))];
    }),
  );
}

/** The cells that are not blank, sorted by their names. */
export function filled(cells: readonly (readonly [string, string])[]): Cells {
  return Object.fromEntries(
    cells.filter(([, value]) => value !== '').toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** The cells after some were given other values; a blank value removes one. */
export function withCells(cells: Cells, changes: Readonly<Record<string, string>>): Cells {
  return filled(Object.entries({ ...cells, ...changes }));
}

/** The names of the cells that differ. */
export function differences(one: Cells, other: Cells): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((cell) => one[cell] !== other[cell]).sort();
}

const NUMBER = 5;
const CHECK_BOX = 7;

/** A value on the wire in the spelling of `Cells`. */
export function plainValue(field: string, value: CellValue, definitions: readonly CustomFieldDefinition[]): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? value : value.join(field === 'blacklist' ? ': ' : ',');
  if (field === 'stage' || field === 'agent') return typeof value === 'string' ? value : (value[0] ?? '');
  if (field === 'tel') return text.replace(/[^\d,]/g, '').replace(/^00/, '');
  if (field === 'email') return text.toLowerCase();
  if (field === 'is_vip') return text === '1' ? '1' : '';
  const definition = definitions.find(({ field_id }) => field === `custom:${field_id}`);
  const isSet =
    definition === undefined
      ? typeof value !== 'string' || field === 'visitorids'
      : definition.field_type === CHECK_BOX;
  if (definition?.field_type === NUMBER) return text.replace(/\.0+$/, '');
  if (field !== 'blacklist' && (isSet || field.endsWith('ids'))) return sortedList(text);
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
    .normalize('NFC');
}

function sortedList(text: string): string {
  return [...new Set(text.split(',').map((item) => item.trim()))]
    .filter((item) => item !== '')
    .sort()
    .join(',');
}
