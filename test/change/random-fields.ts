import type { CustomFieldDefinition } from '../../src/api/index.ts';
import type { Picker } from '../../src/sandbox/seeded-values.ts';
import { CUSTOMER_FIELDS } from '../../src/sandbox/tenant/custom-fields.ts';
import { COUNTRIES, LANGUAGES, TIMEZONES } from '../../src/sandbox/tenant/reference-tables.ts';

/** How a value is merged into what a customer has. */
export type Merge = 'overwrite' | 'fill' | 'append' | 'keep';

/** A field that fills one cell from one column. Values are in the spelling of `Cells`. */
export interface RandomField {
  /** The name of its cell: a wire name, or `custom:<id>`. */
  readonly cell: string;
  /** Its section and key in a mapping. */
  readonly section: 'fields' | 'custom';
  readonly key: string;
  readonly column: string;
  /** The other keys of its long form. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly merges: readonly Merge[];
  /** What can be appended to it. */
  readonly holds?: 'lines' | 'items';
  /** Can a blank cell of the file clear it? */
  readonly clearable: boolean;
  /** A new value; unlike every other one if the field identifies customers. */
  value(): string;
  /** The text of a cell of the file that means a value: written plainly, or in some other way. */
  text(value: string, isPlain: boolean): string;
}

const ANY: readonly Merge[] = ['overwrite', 'fill', 'keep'];
const WORDS = ['Ann', 'Große', '王伟', 'x, "y"', "O'Neill", '=1+1', '007', 'a;b', '📞 5 pm', 'São João', 'yes', 'Ω'];

/** Ids that look them up by name. */
export interface TenantLists {
  readonly definitions: readonly CustomFieldDefinition[];
  /** Names of levels and agents by their ids. */
  readonly levels: ReadonlyMap<string, string>;
  readonly agents: ReadonlyMap<string, string>;
  /** Names of enterprises by their ids. */
  readonly enterpriseNames: ReadonlyMap<string, string>;
}

/** All fields of the kinds that a mapping can have. */
export function randomFields(pick: Picker, lists: TenantLists): RandomField[] {
  let count = 0;
  const unique = (): string => {
    count += 1;
    return String(count).padStart(5, '0');
  };
  const words = (): string => `${pick.one(WORDS)} ${unique()}`;
  const loose = (value: string, isPlain: boolean): string =>
    isPlain ? value : pick.one([`  ${value} `, value.normalize('NFD')]);
  const text = (cell: string, more: Partial<RandomField> = {}): RandomField => ({
    cell,
    section: 'fields',
    key: cell,
    column: `Column ${cell}`,
    spec: {},
    merges: ANY,
    clearable: true,
    value: words,
    text: loose,
    ...more,
  });
  const named = (cell: string, lookup: string, names: ReadonlyMap<string, string>): RandomField =>
    text(cell, {
      spec: { lookup },
      value: () => pick.one([...names.keys()]),
      text: (value, isPlain) => {
        const name = names.get(value) ?? value;
        return isPlain ? name : pick.one([value, ` ${name.toUpperCase()}`]);
      },
    });
  const listed = (cell: string): RandomField =>
    text(cell, {
      spec: { split: ';' },
      holds: 'items',
      merges: [...ANY, 'append'],
      value: () =>
        Array.from({ length: pick.between(1, 3) }, () => `${cell.slice(0, 3)}${pick.between(1, 6)}`)
          .filter((item, index, all) => all.indexOf(item) === index)
          .sort()
          .join(','),
      text: (value, isPlain) => {
        const items = value.split(',');
        return isPlain ? items.join(';') : [...items.toReversed(), items[0]].join(' ; ');
      },
    });
  const byId = (entries: readonly (readonly [string, string])[]) => new Map(entries);
  return [
    text('nick', { clearable: false, spec: {} }),
    text('uname'),
    text('qq'),
    text('wx'),
    text('remark', {
      holds: 'lines',
      merges: [...ANY, 'append'],
      value: () => (pick.chance(0.3) ? `${words()}\n${words()}` : words()),
      text: (value, isPlain) => (isPlain ? value : ` ${value.replaceAll('\n', '\r\n')}\n`),
    }),
    text('email', {
      ...(pick.chance(0.5) && { spec: { transform: ['email'] } }),
      value: () => `new${unique()}@example.com`,
      text: (value, isPlain) => (isPlain ? value : pick.one([value.toUpperCase(), ` ${value}`])),
    }),
    text('tel', {
      value: () => `86139000${unique()}`,
      text: (value, isPlain) =>
        isPlain
          ? `+${value}`
          : pick.one([`00${value}`, `+${value.slice(0, 2)} ${value.slice(2, 6)}-${value.slice(6)}`]),
    }),
    text('partnerid', { value: () => `NEW-${unique()}`, text: (value, isPlain) => (isPlain ? value : ` ${value} `) }),
    text('sex', {
      clearable: false,
      value: () => pick.one(['1', '2']),
      text: (value, isPlain) =>
        pick.one(isPlain ? [value] : value === '1' ? ['Male', 'm', '先生'] : ['female', 'F', '女']),
    }),
    text('is_vip', {
      clearable: false,
      merges: ['overwrite', 'keep'],
      value: () => pick.one(['1', '']),
      text: (value) => (value === '1' ? pick.one(['1', 'yes', '是']) : pick.one(['0', 'No', '普通'])),
    }),
    named('countryid', 'country', byId(COUNTRIES.map(({ id, en }) => [id, en]))),
    named('timezoneid', 'timezone', byId(TIMEZONES.map(({ id, en }) => [id, en]))),
    named('language', 'language', byId(LANGUAGES.map(({ code, en }) => [code, en]))),
    listed('whatsappids'),
    listed('lineids'),
    listed('faceBookids'),
    listed('wx_unionids'),
    listed('visitorids'),
    text('enterpriseid', { value: () => pick.one([...lists.enterpriseNames.keys()]), text: (value) => value }),
    ...lists.definitions.map((definition) => customField(definition, pick, { text, words })),
  ];
}

/** The level and the agent, which only edits of customers can change. */
export function fieldsOfEdits(pick: Picker, { levels, agents }: TenantLists): RandomField[] {
  const named = (cell: string, lookup: string, names: ReadonlyMap<string, string>): RandomField => ({
    cell,
    section: 'fields',
    key: cell,
    column: `Column ${cell}`,
    spec: { lookup },
    merges: ANY,
    clearable: true,
    value: () => pick.one([...names.keys()]),
    text: (value, isPlain) =>
      isPlain ? (names.get(value) ?? value) : pick.one([value, ` ${names.get(value) ?? value}`]),
  });
  // A customer to be followed up whose agent was cleared does not show that it has none, so nobody can tell whether it was.
  const agent = { ...named('liable_serviceid', 'agent', agents), clearable: false };
  return [named('vip_level', 'level', levels), { ...agent, spec: { ...agent.spec, blank: 'omit' } }];
}

function customField(
  { field_id, field_name = '', field_type, cus_field_data_info_list: options }: CustomFieldDefinition,
  pick: Picker,
  { text, words }: { text(cell: string, more: Partial<RandomField>): RandomField; words(): string },
): RandomField {
  const base = { section: 'custom', key: field_name ?? '', column: `Custom ${field_name}` } as const;
  const field = (more: Partial<RandomField>): RandomField => text(`custom:${field_id}`, { ...base, ...more });
  const two = (number: number): string => String(number).padStart(2, '0');
  const nameOf = (value: string): string => options.find(({ data_value }) => data_value === value)?.data_name ?? value;
  const codeOf = (name: string): string => options.find(({ data_name }) => data_name === name)?.data_value ?? name;
  switch (field_type) {
    case 2:
      return field({ holds: 'lines', merges: [...ANY, 'append'] });
    case 3:
      return field({
        spec: { transform: ['date'] },
        value: () => `${pick.between(1950, 2020)}-${two(pick.between(1, 12))}-${two(pick.between(1, 28))}`,
        text: (value, isPlain) => (isPlain ? value : value.replace(/-0?/g, '/')),
      });
    case 4:
      return field({
        spec: { transform: ['time'] },
        value: () => `${two(pick.between(0, 23))}:${two(pick.between(0, 59))}`,
        text: (value, isPlain) => (isPlain ? value : `${value}:00`),
      });
    case 5:
      return field({
        spec: { transform: ['number'] },
        value: () => String(pick.between(-50, 50) * 37),
        text: (value, isPlain) => (isPlain ? value : `${value}.00`),
      });
    case 7:
      return field({
        spec: { split: ';' },
        holds: 'items',
        merges: [...ANY, 'append'],
        value: () => {
          const values = options.map(({ data_value }) => data_value);
          return [...new Set([pick.one(values), ...pick.some(values, 0.4)])].sort().join(',');
        },
        text: (value, isPlain) => {
          const names = value.split(',').map(nameOf);
          return isPlain ? names.join(';') : names.toReversed().join(' ; ').toLowerCase();
        },
      });
    case 6:
    case 8:
      return field({
        value: () => pick.one(options).data_value,
        text: (value, isPlain) => (isPlain ? nameOf(value) : pick.one([value, nameOf(value).toUpperCase()])),
      });
    case 9:
      return field({
        spec: { split: '/', path: true },
        value: () =>
          pick
            .one(cascadePaths(field_name ?? ''))
            .map(codeOf)
            .join(','),
        text: (value, isPlain) =>
          value
            .split(',')
            .map(nameOf)
            .join(isPlain ? '/' : ' / '),
      });
    default:
      return field({ value: words });
  }
}

type OptionTree = readonly { readonly name: string; readonly below?: OptionTree }[];

/** The names from the top to each option of a cascade. */
function cascadePaths(field: string): string[][] {
  const pathsIn = (options: OptionTree): string[][] =>
    options.flatMap(({ name, below = [] }) => [[name], ...pathsIn(below).map((path) => [name, ...path])]);
  return pathsIn(CUSTOMER_FIELDS.find(({ name }) => name === field)?.options ?? []);
}
