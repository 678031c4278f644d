import { type TargetField, targets } from '../targets/index.ts';

const creation = fieldsOf('customer');
const edit = fieldsOf('customer-update');

/** Parameters of an edit that are no data of the record. */
const NO_DATA: ReadonlySet<string> = new Set(['id', 'upset_ex_field_str']);

/** The fields of a customer that an edit can set, by wire name; custom fields are apart. */
export const EDITABLE_FIELDS: ReadonlyMap<string, TargetField> = new Map(
  Object.entries(edit).filter(([name]) => !NO_DATA.has(name)),
);

/** The same, and what only a new customer is given: its status. */
export const RECORD_FIELDS: ReadonlyMap<string, TargetField> = new Map([
  ...Object.entries(creation),
  ...EDITABLE_FIELDS,
]);

/** Fields of a new customer that `user/save` ignores where it finds an existing one. Source: "Create Customer" in the API document. */
export const IGNORED_BY_SAVE: ReadonlySet<string> = new Set(['crm_status', 'liable_serviceid', 'liable_service_name']);

/** Names that stand beside the id that they belong to: `city_name` and `cityid`. */
export const NAME_FIELDS: ReadonlyMap<string, string> = new Map(
  Object.entries(creation).flatMap(([name, { nameOf }]) => (nameOf === undefined ? [] : [[name, nameOf] as const])),
);

/** Text fields that hold several values, joined by comma. */
export const JOINED_FIELDS: ReadonlySet<string> = new Set(['visitorids']);

/** Fields that only make sense together, by each of them: an id with its name, and a city with its province. */
const groups = groupsOf(Object.entries(creation));

/** The fields that are sent together with this one, itself included: `cityid` with its province, area, and their names. */
export function fieldGroup(field: string): readonly string[] {
  return groups.get(field) ?? [field];
}

/** A field with those that it is within, nearest first: `areaid`, `cityid`, `proviceid`. */
export function fieldPath(field: string): readonly string[] {
  const above = creation[field]?.within;
  return above === undefined ? [field] : [field, ...fieldPath(above)];
}

const CUSTOM = 'custom:';

/** The name of a custom field's cell. */
export function customCell(fieldId: string): string {
  return `${CUSTOM}${fieldId}`;
}

/** The id of the custom field whose cell it is; undefined for other cells. */
export function customFieldId(field: string): string | undefined {
  return field.startsWith(CUSTOM) ? field.slice(CUSTOM.length) : undefined;
}

function fieldsOf(name: string): Readonly<Record<string, TargetField>> {
  const target = targets.get(name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  return target.fields;
}

function groupsOf(fields: readonly (readonly [string, TargetField])[]): ReadonlyMap<string, readonly string[]> {
  const rootOf = (name: string): string => {
    const { nameOf, within } = creation[name] ?? {};
    const above = nameOf ?? within;
    return above === undefined ? name : rootOf(above);
  };
  const byRoot = Map.groupBy(
    fields.map(([name]) => name),
    rootOf,
  );
  return new Map(
    [...byRoot.values()].filter((names) => names.length > 1).flatMap((names) => names.map((name) => [name, names])),
  );
}
