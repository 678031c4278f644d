import type { Journal } from './journal.ts';

export interface TagGroup {
  readonly id: string;
  readonly sequence: number;
  readonly name: string;
  readonly color: string;
  readonly multiple: boolean;
  readonly createTimeMs: number;
  readonly updateTimeMs: number;
}

export interface Tag {
  readonly id: string;
  readonly sequence: number;
  readonly groupId: string;
  readonly name: string;
  readonly paramName: string | null;
  readonly createTimeMs: number;
  readonly updateTimeMs: number;
}

/** Tag groups and their tags, in the order of creation. Group names are unique, and tag names are unique within a group. */
export class TagStore {
  readonly #journal: Journal;
  readonly #onChange: () => void;
  readonly #groups = new Map<string, TagGroup>();
  readonly #tags = new Map<string, Tag>();
  readonly #byGroup = new Map<string, Map<string, Tag>>();
  readonly #groupsByName = new Map<string, TagGroup>();
  #nextSequence = 1;

  /** `onChange` is called when a tag is added, removed or renamed. */
  constructor(journal: Journal, onChange: () => void) {
    this.#journal = journal;
    this.#onChange = onChange;
  }

  get groups(): readonly TagGroup[] {
    return [...this.#groups.values()];
  }

  takeSequence(): number {
    return this.#nextSequence++;
  }

  group(id: string): TagGroup | undefined {
    return this.#groups.get(id);
  }

  groupNamed(name: string): TagGroup | undefined {
    return this.#groupsByName.get(name);
  }

  tag(id: string): Tag | undefined {
    return this.#tags.get(id);
  }

  tagsOf(groupId: string): readonly Tag[] {
    return [...(this.#byGroup.get(groupId)?.values() ?? [])];
  }

  tagNamed(groupId: string, name: string): Tag | undefined {
    return this.tagsOf(groupId).find((tag) => tag.name === name);
  }

  tagWithParam(groupId: string, paramName: string): Tag | undefined {
    return this.tagsOf(groupId).find((tag) => tag.paramName === paramName);
  }

  putGroup(group: TagGroup): void {
    this.restoreGroup(group);
    this.#journal.write('tag-group', group);
  }

  putTag(tag: Tag): void {
    this.restoreTag(tag);
    this.#journal.write('tag', tag);
  }

  /** Removes a group with its tags; returns the ids of those tags. */
  removeGroup(id: string): readonly string[] {
    const tagIds = this.tagsOf(id).map((tag) => tag.id);
    this.restoreGroupRemoval(id);
    this.#journal.write('tag-group-removed', id);
    return tagIds;
  }

  removeTag(id: string): void {
    this.restoreTagRemoval(id);
    this.#journal.write('tag-removed', id);
  }

  restoreGroup(group: TagGroup): void {
    const present = this.#groups.get(group.id);
    if (present !== undefined) this.#groupsByName.delete(present.name);
    this.#groups.set(group.id, group);
    this.#groupsByName.set(group.name, group);
    if (!this.#byGroup.has(group.id)) this.#byGroup.set(group.id, new Map());
    this.#nextSequence = Math.max(this.#nextSequence, group.sequence + 1);
  }

  restoreTag(tag: Tag): void {
    this.#onChange();
    this.#tags.set(tag.id, tag);
    this.#byGroup.get(tag.groupId)?.set(tag.id, tag);
    this.#nextSequence = Math.max(this.#nextSequence, tag.sequence + 1);
  }

  restoreGroupRemoval(id: string): void {
    this.#onChange();
    const group = this.#groups.get(id);
    for (const tag of this.tagsOf(id)) this.#tags.delete(tag.id);
    this.#byGroup.delete(id);
    this.#groups.delete(id);
    if (group !== undefined) this.#groupsByName.delete(group.name);
  }

  restoreTagRemoval(id: string): void {
    this.#onChange();
    const tag = this.#tags.get(id);
    this.#tags.delete(id);
    if (tag !== undefined) this.#byGroup.get(tag.groupId)?.delete(id);
  }
}
