import { endpoints } from '../api/endpoints/index.ts';
import { SobotError } from '../api/index.ts';
import { ensureGroup, ensureTag } from '../import/index.ts';
import {
  fold,
  type LookupMatch,
  type Lookups,
  listed,
  type NamedEntry,
  NameIndex,
  type ReadList,
  type Resolver,
  ValueError,
  valueErrorSentence,
} from '../mapping/index.ts';
import type { Dispatcher } from '../resilience/index.ts';
import { t } from '../words/index.ts';
import { TAGGING_MESSAGES } from './messages.ts';
import { TaggingError } from './tagging-request.ts';

interface Group {
  readonly id: string;
  readonly name: string;
  /** Whether a customer can have only one of its tags. */
  readonly isSingle: boolean;
}

/** The tenant's current tag groups and tags. */
export class TagCatalogue {
  readonly #groups: readonly Group[];
  readonly #groupNames: NameIndex;
  readonly #tagNames: NameIndex;
  /** The full names of tags, `Group/Tag`, by id. */
  readonly #names: ReadonlyMap<string, string>;
  readonly #exclusive = new Map<string, readonly string[]>();

  private constructor(groups: readonly Group[], tags: readonly (NamedEntry & { readonly groupId: string })[]) {
    this.#groups = groups;
    this.#groupNames = new NameIndex('tag group', groups);
    this.#tagNames = new NameIndex('tag', tags);
    this.#names = new Map(tags.map(({ id, name, where }) => [id, `${where}/${name}`]));
    for (const { id, isSingle } of groups) {
      const ids = isSingle ? tags.filter(({ groupId }) => groupId === id).map((tag) => tag.id) : [];
      for (const tag of ids)
        this.#exclusive.set(
          tag,
          ids.filter((other) => other !== tag),
        );
    }
  }

  /** Reads the groups, and the tags of each. Errors: those of `read`. */
  static async read(read: ReadList): Promise<TagCatalogue> {
    const groups = (await read(endpoints.listTagGroups, {})).map((row) => {
      const { id, name, is_multiple_choice } = row as Record<string, unknown>;
      return { id: String(id), name: String(name ?? ''), isSingle: is_multiple_choice === 0 };
    });
    const tags = await Promise.all(
      groups.map(async (group) =>
        (await read(endpoints.listTags, { groupid: group.id })).map((row) => {
          const { id, name } = row as Record<string, unknown>;
          return { id: String(id), name: String(name ?? ''), where: group.name, groupId: group.id };
        }),
      ),
    );
    return new TagCatalogue(groups, tags.flat());
  }

  /** The tag of that name: `Tag`, `Group/Tag` or its id. */
  find(name: string): LookupMatch | ValueError {
    return this.#tagNames.find(name);
  }

  /** Whether it is the name of one or more tags. */
  knows(name: string): boolean {
    return this.#tagNames.knows(name);
  }

  group(name: string): Group | undefined {
    const found = this.#groupNames.find(name);
    return found instanceof ValueError ? undefined : this.#groups.find(({ id }) => id === found.id);
  }

  /** Splits a full name into group and tag; undefined where it names no group. A group's name may contain slashes. */
  parts(name: string): { readonly group: string; readonly tag: string } | undefined {
    const slashes = [...name.matchAll(/\//g)].map(({ index }) => index);
    const known = slashes.filter((slash) => this.group(name.slice(0, slash).trim()) !== undefined);
    const slash = known.at(-1) ?? slashes[0];
    if (slash === undefined) return undefined;
    const [group, tag] = [name.slice(0, slash).trim(), name.slice(slash + 1).trim()];
    return group === '' || tag === '' ? undefined : { group, tag };
  }

  /** `Group/Tag` of an id. */
  nameOf(id: string): string | undefined {
    return this.#names.get(id);
  }

  /** The tags that a customer loses with this one, since a customer can have only one tag of the group. */
  displacedBy(id: string): readonly string[] {
    return this.#exclusive.get(id) ?? [];
  }
}

const PLANNED_ID_PREFIX = 'planned:';

/** Lookups that find tags in a freshly read catalogue, and tags that a dry run would create. */
export function withKnownTags(lookups: Lookups, catalogue: TagCatalogue, planned: readonly MissingTag[]): Lookups {
  return withTagResolver(lookups, tagResolver(catalogue, planned), catalogue);
}

/** Lookups with a separate resolver for tags; tags to remove or edit must exist, so they are found only in the catalogue. */
export function withTagResolver(lookups: Lookups, resolve: Resolver, catalogue: TagCatalogue): Lookups {
  const existing = tagResolver(catalogue, []);
  return {
    ...lookups,
    resolver(lookup, options) {
      if (lookup !== 'tag') return lookups.resolver(lookup, options);
      return Promise.resolve(options?.mustExist ? existing : resolve);
    },
  };
}

/** Finds tags in a catalogue, and among those that are planned. */
export function tagResolver(
  catalogue: TagCatalogue,
  planned: readonly MissingTag[],
): ((text: string) => LookupMatch | ValueError) & { readonly knows: (text: string) => boolean } {
  const names = new Map(
    planned.flatMap(({ group, tag, isBare = false }) => {
      const name = `${group}/${tag}`;
      return [name, ...(isBare ? [tag] : [])].map((written) => [fold(written), name] as const);
    }),
  );
  const resolve = (text: string) => {
    const found = catalogue.find(text);
    const name = found instanceof ValueError ? names.get(fold(text)) : undefined;
    return name === undefined ? found : plannedTag(name);
  };
  return Object.assign(resolve, { knows: (text: string) => catalogue.knows(text) || names.has(fold(text)) });
}

/** The match of a tag that does not exist yet. */
export function plannedTag(name: string): LookupMatch {
  return { id: PLANNED_ID_PREFIX + name, name };
}

/** The full name of a tag by its id, also of a planned one. */
export function fullTagName(id: string, catalogue: TagCatalogue): string {
  return id.startsWith(PLANNED_ID_PREFIX) ? id.slice(PLANNED_ID_PREFIX.length) : (catalogue.nameOf(id) ?? id);
}

/** A tag that does not exist, with its group. */
export interface MissingTag {
  readonly group: string;
  readonly tag: string;
  /** Whether its name was given without the group. */
  readonly isBare?: boolean;
}

/** The longest name of a group or tag. Source: error 510007. */
const MAX_NAME_CHARACTERS = 30;

/**
 * The tags among these names that do not exist. `mayCreate`: whether they may be created; `group` is the group of names without one.
 * Errors: `TaggingError` for names that are ambiguous or cannot be created.
 */
export function missingTags(
  names: Iterable<string>,
  catalogue: TagCatalogue,
  { mayCreate, group: usualGroup }: { readonly mayCreate: boolean; readonly group?: string | undefined },
): MissingTag[] {
  const missing = new Map<string, MissingTag>();
  /** Groups in their first spelling, by their folded names. */
  const groups = new Map<string, string>();
  const faults: string[] = [];
  for (const name of names) {
    const found = catalogue.find(name);
    if (!(found instanceof ValueError)) continue;
    if (found.code !== 'not-found' || !mayCreate) {
      faults.push(valueErrorSentence(name, found));
      continue;
    }
    const parts: MissingTag | undefined =
      catalogue.parts(name) ?? (usualGroup === undefined ? undefined : { group: usualGroup, tag: name, isBare: true });
    faults.push(...faultsOf(name, parts));
    if (!parts) continue;
    const full = fold(`${parts.group}/${parts.tag}`);
    const isBare = parts.isBare === true || missing.get(full)?.isBare === true;
    if (missing.get(full)?.isBare === isBare) continue;
    const group = groups.get(fold(parts.group)) ?? parts.group;
    groups.set(fold(group), group);
    missing.set(full, { group, tag: parts.tag, isBare });
  }
  if (faults.length > 0) throw new TaggingError(listed(faults, 10).replaceAll('., ', '.\n'));
  return [...missing.values()];
}

function faultsOf(name: string, parts: MissingTag | undefined): string[] {
  if (!parts)
    return [
      t`"${name}" matches no tag, and cannot be created without a group: write it as Group/Tag, or give the group of all such tags with --group.`,
    ];
  // Counted as the API does: a character of two code units, such as an emoji, is one.
  return [parts.group, parts.tag].flatMap((part) => {
    const { length } = [...part];
    return length > MAX_NAME_CHARACTERS
      ? [t`"${part}" has ${length} characters, but at most ${MAX_NAME_CHARACTERS} are allowed.`]
      : [];
  });
}

const COLOUR = '#4c6fff';

/**
 * Creates tags and missing groups, which allow several tags per customer. A group or tag that exists already (created by another
 * process, or by an earlier attempt whose response was lost) is used as it is. `reread` reads the catalogue again.
 */
export async function createTags(
  missing: readonly MissingTag[],
  catalogue: TagCatalogue,
  { dispatcher, reread }: { readonly dispatcher: Dispatcher; reread(): Promise<TagCatalogue> },
): Promise<void> {
  let known = catalogue;
  for (const [group, tags] of Map.groupBy(missing, (one) => one.group)) {
    const names = tags.map(({ tag }) => tag);
    let found = known.group(group);
    if (!found) {
      if (await ensureGroup(dispatcher, group, COLOUR, names)) continue;
      known = await reread();
      found = known.group(group);
    }
    if (!found)
      throw new SobotError(TAGGING_MESSAGES['not-listed'].text.group(group), {
        code: 'not-listed',
        disposition: 'stop-run',
      });
    for (const name of names) await ensureTag(dispatcher, found.id, name);
  }
}
