import { endpoints } from '../api/endpoints/index.ts';
import type { LookupMatch, ReadList } from '../mapping/lookups/lookups.ts';
import { type NamedEntry, NameIndex } from '../mapping/lookups/name-index.ts';
import { ValueError } from '../mapping/refusal.ts';

interface Group {
  readonly id: string;
  readonly name: string;
  /** A customer may carry only one of its tags. */
  readonly isSingle: boolean;
}

/** The tenant's tag groups and tags, as they are now. */
export class TagCatalogue {
  readonly #groups: readonly Group[];
  readonly #groupNames: NameIndex;
  readonly #tagNames: NameIndex;
  /** The full names of tags, `Group/Tag`, by id. */
  readonly #names: ReadonlyMap<string, string>;
  readonly #rivals = new Map<string, readonly string[]>();

  private constructor(groups: readonly Group[], tags: readonly (NamedEntry & { readonly groupId: string })[]) {
    this.#groups = groups;
    this.#groupNames = new NameIndex('tag group', groups);
    this.#tagNames = new NameIndex('tag', tags);
    this.#names = new Map(tags.map(({ id, name, where }) => [id, `${where}/${name}`]));
    for (const { id, isSingle } of groups) {
      const ids = isSingle ? tags.filter(({ groupId }) => groupId === id).map((tag) => tag.id) : [];
      for (const tag of ids)
        this.#rivals.set(
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

  /** Is it the name of a tag, or of several? */
  knows(name: string): boolean {
    return this.#tagNames.knows(name);
  }

  group(name: string): Group | undefined {
    const found = this.#groupNames.find(name);
    return found instanceof ValueError ? undefined : this.#groups.find(({ id }) => id === found.id);
  }

  /** Takes a full name apart; undefined where it names no group. The group's own name may hold slashes. */
  parts(name: string): { readonly group: string; readonly tag: string } | undefined {
    const cuts = [...name.matchAll(/\//g)].map(({ index }) => index);
    const known = cuts.filter((cut) => this.group(name.slice(0, cut).trim()) !== undefined);
    const cut = known.at(-1) ?? cuts[0];
    if (cut === undefined) return undefined;
    const [group, tag] = [name.slice(0, cut).trim(), name.slice(cut + 1).trim()];
    return group === '' || tag === '' ? undefined : { group, tag };
  }

  /** `Group/Tag` of an id. */
  nameOf(id: string): string | undefined {
    return this.#names.get(id);
  }

  /** The tags that a customer loses by getting this one, since it may carry only one of their group. */
  displacedBy(id: string): readonly string[] {
    return this.#rivals.get(id) ?? [];
  }
}
