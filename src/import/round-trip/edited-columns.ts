import { Columns, type LoadedMapping } from '../../mapping/index.ts';
import type { TargetField } from '../../targets/index.ts';

/** The value that a blank cell of a column sends if it was filled before. */
type Clearing =
  | { readonly kind: 'field'; readonly field: string; readonly value: '' | readonly [] }
  | { readonly kind: 'custom'; readonly name: string }
  | { readonly kind: 'not-clearable'; readonly field: string };

/** A column that the mapping sends. */
export interface EditedColumn {
  readonly name: string;
  readonly index: number;
  /** Sent with every edit, whether it changed or not. */
  readonly isRequired: boolean;
  /** The indexes of columns that only make sense together, such as a city and its province. */
  readonly relatedIndexes: readonly number[];
  readonly clearing: Clearing | undefined;
  /** The field that it is mapped to, or the name of the custom field. */
  readonly field: string;
  readonly isCustom: boolean;
}

interface ColumnUse {
  readonly indexes: readonly number[];
  readonly field: string;
  readonly isCustom: boolean;
  readonly within: string | undefined;
}

/** The columns that a mapping sends, and how each takes part in an edit. */
export function editedColumns({ content, target }: LoadedMapping, header: readonly string[]): EditedColumn[] {
  const columns = new Columns(header);
  const uses = [
    ...Object.entries(content.fields ?? {}).map(([field, spec]) => useOf(field, spec, false, columns)),
    ...Object.entries(content.custom ?? {}).map(([field, spec]) => useOf(field, spec, true, columns)),
  ];
  const indexes = [...new Set(uses.flatMap((use) => use.indexes))];
  return indexes.map((index) => {
    const own = uses.filter((use) => use.indexes.includes(index));
    const isRequired = own.some(
      ({ field, isCustom }) => !isCustom && (field === target.idField || target.fields[field]?.required),
    );
    return {
      name: header[index] ?? '',
      index,
      isRequired,
      relatedIndexes: [...new Set(own.flatMap((use) => relatedColumns(use, uses)))],
      clearing: clearingOf(own[0], target.fields),
      field: own[0]?.field ?? '',
      isCustom: own[0]?.isCustom ?? false,
    };
  });
}

function useOf(
  field: string,
  spec: string | { readonly column?: string | readonly string[] | undefined; readonly within?: string | undefined },
  isCustom: boolean,
  columns: Columns,
): ColumnUse {
  const { column = [], within } = typeof spec === 'string' ? { column: spec, within: undefined } : spec;
  return { indexes: [column].flat().flatMap((name) => columns.find(name)), field, isCustom, within };
}

/** The columns of a field, of the fields that contain it, and of those that it contains. */
function relatedColumns(use: ColumnUse, uses: readonly ColumnUse[]): number[] {
  const related = uses.filter(
    (other) => other.field === use.within || (other.within !== undefined && other.within === use.field),
  );
  if (use.isCustom || related.length === 0) return [...use.indexes];
  const chain = new Set<ColumnUse>([use]);
  for (const member of chain) {
    for (const other of uses) {
      if (!other.isCustom && (other.field === member.within || other.within === member.field)) chain.add(other);
    }
  }
  return [...chain].flatMap(({ indexes }) => indexes);
}

function clearingOf(use: ColumnUse | undefined, fields: Readonly<Record<string, TargetField>>): Clearing | undefined {
  if (!use) return undefined;
  if (use.isCustom) return { kind: 'custom', name: use.field };
  const field = fields[use.field];
  if (field?.type === 'code' || field?.required) return { kind: 'not-clearable', field: use.field };
  return { kind: 'field', field: use.field, value: field?.type === 'text' ? '' : [] };
}
