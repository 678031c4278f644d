import { type CustomFieldDefinition, fieldType } from '../api/index.ts';
import { fold, memoize } from '../mapping/index.ts';

type Option = CustomFieldDefinition['cus_field_data_info_list'][number];

/** The options of a custom field, found as records and people name them. */
interface OptionFinder {
  /** Options may be below others. */
  readonly isTree: boolean;
  /** The values of the options with this value, name, param or id. */
  valuesOf(text: string): ReadonlySet<string>;
  /** The values from the top to the last of the named options, which may begin below the top; undefined if no path fits, or several. */
  path(names: readonly string[]): readonly string[] | undefined;
}

type ReadOptions = (text: string) => readonly string[];

const readers = new WeakMap<CustomFieldDefinition, ReadOptions>();

/** The values of the options in a field's value, which may name them; those of a cascade from the top. Unknown ones stay as they are. */
export function optionValues(field: CustomFieldDefinition, text: string): readonly string[] {
  let read = readers.get(field);
  if (read === undefined) {
    const finder = createFinder(field.cus_field_data_info_list);
    const isSet = field.field_type === fieldType['check-box'];
    read = memoize((given) =>
      field.field_type === fieldType.cascade ? cascadeValues(finder, given) : namedValues(finder, given, isSet),
    );
    readers.set(field, read);
  }
  return read(text);
}

function namedValues(finder: OptionFinder, text: string, isSet: boolean): readonly string[] {
  const one = onlyValue(finder, text);
  if (one !== undefined || !isSet) return [one ?? text];
  return partsOf(text, /[,;，；、]/).map((part) => onlyValue(finder, part) ?? part);
}

function cascadeValues(finder: OptionFinder, text: string): readonly string[] {
  for (const names of [[text], partsOf(text, /,/), partsOf(text, /[/>＞／]/)]) {
    const values = finder.isTree ? finder.path(names) : names.map((name) => onlyValue(finder, name));
    if (values?.every((value) => value !== undefined) && values.length > 0) return values;
  }
  return partsOf(text, /,/);
}

function onlyValue(finder: OptionFinder, text: string): string | undefined {
  const [only, another] = finder.valuesOf(text);
  return another === undefined ? only : undefined;
}

function partsOf(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function createFinder(options: readonly Option[]): OptionFinder {
  // A value is what records have, so it wins over an option whose name is the same digits.
  const indexes = [
    indexBy(options, ({ data_value }) => [data_value]),
    indexBy(options, ({ data_name, data_params, data_id }) => [data_name, data_params, data_id]),
    indexBy(options, ({ data_name, data_params }) => [fold(data_name ?? ''), fold(data_params ?? '')]),
  ];
  const byId = new Map(options.flatMap((option) => (option.data_id ? [[option.data_id, option] as const] : [])));
  const paths = options.map((option) => pathOf(option, byId));
  const valuesOf = (text: string): ReadonlySet<string> => {
    for (const [position, index] of indexes.entries()) {
      const values = index.get(position === 2 ? fold(text) : text);
      if (values !== undefined) return values;
    }
    return NO_VALUES;
  };
  return {
    isTree: paths.some((path) => path.length > 1),
    valuesOf,
    path(names) {
      const levels = names.map(valuesOf);
      const fits = (path: readonly string[]): boolean =>
        path.length === levels.length && levels.every((values, level) => values.has(path[level] ?? ''));
      const [whole, otherWhole] = paths.filter(fits);
      if (whole !== undefined) return otherWhole === undefined ? whole : undefined;
      const [only, another] = paths.filter((path) => fits(path.slice(-levels.length)));
      return another === undefined ? only : undefined;
    },
  };
}

const NO_VALUES: ReadonlySet<string> = new Set();

function indexBy(
  options: readonly Option[],
  namesOf: (option: Option) => readonly (string | null | undefined)[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const index = new Map<string, Set<string>>();
  for (const option of options) {
    for (const name of namesOf(option)) {
      if (!name) continue;
      const values = index.get(name) ?? new Set();
      index.set(name, values.add(option.data_value));
    }
  }
  return index;
}

/** The values from the top of the tree to an option. Without a tree, an option's path is the option. */
function pathOf(option: Option, byId: ReadonlyMap<string, Option>): readonly string[] {
  const path = [option];
  for (let parent = parentOf(option, byId); parent !== undefined && !path.includes(parent); ) {
    path.unshift(parent);
    parent = parentOf(parent, byId);
  }
  return path.map(({ data_value }) => data_value);
}

function parentOf({ parent_data_id: id }: Option, byId: ReadonlyMap<string, Option>): Option | undefined {
  return id ? byId.get(id) : undefined;
}
