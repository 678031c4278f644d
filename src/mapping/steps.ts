import type { FieldSpec } from './field-spec.ts';
import type { Mapping } from './mapping-schema.ts';
import type { MappingPath } from './yaml-places.ts';

/** A section of a customer's mapping that makes a further call: which target it calls, and how its fields are written. */
export interface FollowUpSection {
  readonly section: 'tags' | 'stage' | 'follow-up' | 'blacklist';
  readonly target: string;
  /** The field that a bare column stands for. */
  readonly short?: string;
  /** Keys of the section that stand for fields of other names. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Fields of which one suffices for the call to be made; else any value from a column does. */
  readonly anyOf?: readonly string[];
}

/** The sections, in the order in which their calls are made. */
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

/** One field of a section as the mapping has it. */
export interface FollowUpField {
  readonly name: string;
  readonly spec: FieldSpec;
  readonly path: MappingPath;
  /** Its lookup need not be written: tags, and the short form of a stage, go by name. */
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
