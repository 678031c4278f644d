import { Columns, type LoadedMapping } from '../../mapping/index.ts';
import type { TargetField } from '../../targets/index.ts';

/** What a blank cell of a column sends, where it was filled before. */
type Clearing =
  | { readonly kind: 'field'; readonly field: string; readonly value: '' | readonly [] }
  | { readonly kind: 'custom'; readonly name: string }
  | { readonly kind: 'refused'; readonly field: string };

/** A column that the mapping sends. */
export interface EditedColumn {
  readonly name: string;
  readonly place: number;
  /** Goes into every edit, whether it changed or not. */
  readonly isNeeded: boolean;
  /** Columns that only mean something together, such as a city and its province. */
  readonly together: readonly number[];
  readonly clearing: Clearing | undefined;
  /** The field that it goes into, or the name of the custom field. */
  readonly field: string;
  readonly isCustom: boolean;
}

interface ColumnUse {
  readonly places: readonly number[];
  readonly field: string;
  readonly isCustom: boolean;
  readonly within: string | undefined;
}

/** The columns that a mapping sends, and what each means for an edit. */
export function editedColumns({ content, target }: LoadedMapping, header: readonly string[]): EditedColumn[] {
  const columns = new Columns(header);
  const uses = [
    ...Object.entries(content.fields ?? {}).map(([field, spec]) => useOf(field, spec, false, columns)),
    ...Object.entries(content.custom ?? {}).map(([field, spec]) => useOf(field, spec, true, columns)),
  ];
  const places = [...new Set(uses.flatMap((use) => use.places))];
  return places.map((place) => {
    const own = uses.filter((use) => use.places.includes(place));
    const needed = own.some(
      ({ field, isCustom }) => !isCustom && (field === target.idField || target.fields[field]?.required),
    );
    return {
      name: header[place] ?? '',
      place,
      isNeeded: needed,
      together: [...new Set(own.flatMap((use) => relatedColumns(use, uses)))],
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
  return { places: [column].flat().flatMap((name) => columns.find(name)), field, isCustom, within };
}

/** The columns of a field, of the fields that it lies within, and of those that lie within it. */
function relatedColumns(use: ColumnUse, uses: readonly ColumnUse[]): number[] {
  const related = uses.filter(
    (other) => other.field === use.within || (other.within !== undefined && other.within === use.field),
  );
  if (use.isCustom || related.length === 0) return [...use.places];
  const chain = new Set<ColumnUse>([use]);
  for (const member of chain) {
    for (const other of uses) {
      if (!other.isCustom && (other.field === member.within || other.within === member.field)) chain.add(other);
    }
  }
  return [...chain].flatMap(({ places }) => places);
}

function clearingOf(use: ColumnUse | undefined, fields: Readonly<Record<string, TargetField>>): Clearing | undefined {
  if (!use) return undefined;
  if (use.isCustom) return { kind: 'custom', name: use.field };
  const field = fields[use.field];
  if (field?.type === 'code' || field?.required) return { kind: 'refused', field: use.field };
  return { kind: 'field', field: use.field, value: field?.type === 'text' ? '' : [] };
}
