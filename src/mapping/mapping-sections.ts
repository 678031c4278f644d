import { customFieldUpdate } from '../api/index.ts';
import { type Target, targets } from '../targets/index.ts';
import { t, translated } from '../words/index.ts';
import { Columns } from './columns.ts';
import { type FieldSpec, type LoadedMapping, longForm, type Mapping } from './mapping-schema.ts';
import type { MappingPath } from './yaml-positions.ts';

/** A section of a customer's mapping that sends a follow-up request: its target, and how its fields are written. */
interface FollowUpSection {
  readonly section: 'tags' | 'stage' | 'follow-up' | 'blacklist';
  readonly target: string;
  /** The field that the section fills where it is a bare column. */
  readonly short?: string;
  /** Keys of the section whose fields have other names. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Fields of which at least one must have a value for the request to be sent; by default any value from a column will do. */
  readonly anyOf?: readonly string[];
}

/** The sections, in the order in which their requests are sent. */
export const FOLLOW_UP_SECTIONS: readonly FollowUpSection[] = [
  {
    section: 'tags',
    target: 'customer-tagging',
    keys: { add: 'add_tag', remove: 'remove_tag' },
    anyOf: ['add_tag', 'remove_tag'],
  },
  { section: 'stage', target: 'stage', short: 'stageid' },
  { section: 'follow-up', target: 'follow-up', short: 'content' },
  { section: 'blacklist', target: 'blacklist' },
];

/** One field of a section, as in the mapping. */
interface FollowUpField {
  readonly name: string;
  readonly spec: FieldSpec;
  readonly path: MappingPath;
  /** Whether its lookup is implied: tags, and the short form of a stage, are given by name. */
  readonly byName: boolean;
}

/** The fields of a section by their wire names. */
export function followUpFields(content: Mapping, { section, short, keys }: FollowUpSection): FollowUpField[] {
  const given = content[section];
  if (given === undefined) return [];
  if (typeof given === 'string') {
    return short === undefined ? [] : [{ name: short, spec: given, path: [section], byName: true }];
  }
  return Object.entries(given).flatMap(([key, spec]) =>
    spec === undefined ? [] : [{ name: keys?.[key] ?? key, spec, path: [section, key], byName: keys !== undefined }],
  );
}

/** Fields whose value is a constant, or fields whose values come from rows. */
type PartKind = 'constant' | 'of-rows';

/**
 * The part of a mapping with the fields of one lookup whose records may be created where they are missing. It is mapped only to
 * learn which names the rows use; its payloads are incomplete and never sent. Undefined where there is no such field.
 */
export function lookupPartOf(mapping: LoadedMapping, lookup: string, kind: PartKind): LoadedMapping | undefined {
  const { content, target } = mapping;
  const isPart = (of: Target | undefined, name: string, spec: FieldSpec, byName: boolean): boolean => {
    const field = of?.fields[name];
    if (field === undefined || field.mustExist) return false;
    const long = longForm(spec);
    const used = long.lookup ?? (byName || field.type === 'named-ids' ? field.lookup : undefined);
    return used === lookup && (long.const !== undefined) === (kind === 'constant');
  };
  const fields = Object.entries(content.fields ?? {}).filter(([name, spec]) => isPart(target, name, spec, false));
  const sections = FOLLOW_UP_SECTIONS.flatMap((section) => {
    const kept = followUpFields(content, section).filter(({ name, spec, byName }) =>
      isPart(targets.get(section.target), name, spec, byName),
    );
    if (kept.length === 0) return [];
    const whole = typeof content[section.section] === 'string';
    const part = whole ? kept[0]?.spec : Object.fromEntries(kept.map(({ path, spec }) => [String(path.at(-1)), spec]));
    return [[section.section, part] as const];
  });
  if (fields.length + sections.length === 0) return undefined;
  const { version, where, nulls, blank } = content;
  const part: Mapping = {
    version,
    target: target.name,
    ...(where !== undefined && { where }),
    ...(nulls && { nulls }),
    ...(blank && { blank }),
    fields: Object.fromEntries(fields),
    ...Object.fromEntries(sections),
  };
  return { ...mapping, content: part };
}

/**
 * Finds the indexes of the columns from which a field takes its value. Fields are named as in problems: a wire name, a custom
 * field, `tags.add`, or a column itself.
 */
export function columnsOfField(content: Mapping, header: readonly string[]): (field: string) => readonly number[] {
  const columns = new Columns(header);
  return (field) => {
    const spec = own(content.fields, field) ?? own(content.custom, field) ?? atPath(content, field.split('.'));
    const mapped = columnNames(spec).flatMap((name) => columns.find(name));
    return mapped.length > 0 ? mapped : header.flatMap((name, index) => (name === field ? [index] : []));
  };
}

function columnNames(spec: unknown): string[] {
  if (typeof spec === 'string') return [spec];
  const column = own(spec, 'column');
  return [column].flat().filter((name) => typeof name === 'string');
}

function atPath(content: Mapping, path: readonly string[]): unknown {
  return path.length < 2 ? undefined : path.reduce<unknown>(own, content);
}

function own(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, name)
    ? (from as Record<string, unknown>)[name]
    : undefined;
}

/** What a mapping destroys or does irreversibly, each as a verb phrase: `deletes tags, which customers lose`. Needs confirmation. */
export function destructiveActionsOf({ target, content }: LoadedMapping): string[] {
  const actions: string[] = [];
  if (target.destructiveAction !== undefined) actions.push(translated(target.destructiveAction));
  for (const section of FOLLOW_UP_SECTIONS) {
    const action = targets.get(section.target)?.destructiveAction;
    if (action !== undefined && followUpFields(content, section).length > 0) actions.push(translated(action));
  }
  const overwrites = content.fields?.['upset_ex_field_str'];
  if (overwrites !== undefined && !isMerge(longForm(overwrites).const)) {
    actions.push(t`overwrites every custom field that a row does not contain (upset_ex_field_str)`);
  }
  return actions;
}

function isMerge(value: unknown): boolean {
  return String(value) === 'merge' || String(value) === String(customFieldUpdate.merge);
}
