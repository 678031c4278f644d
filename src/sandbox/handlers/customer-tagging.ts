import { refuse } from '../refusal.ts';
import type { Customer } from '../store/customer.ts';
import type { Tag } from '../store/tag-store.ts';
import { nowSeconds, type World } from '../world.ts';

/** Gives a customer exactly these tags, and leaves a behavior if that changes anything. */
export function setTags(customer: Customer, tagIds: readonly string[], world: World): void {
  const { store, settings } = world;
  const oldTags = customer.tags;
  if (oldTags.length === tagIds.length && oldTags.every((id, place) => id === tagIds[place])) return;
  store.customers.edit(customer, () => {
    customer.tags = tagIds;
    customer.updateTime = nowSeconds(world);
  });
  const nameOf = (id: string): string => store.tags.tag(id)?.name ?? '';
  const change = { field: 'user_label', value: tagIds.map(nameOf).join(','), oldValue: oldTags.map(nameOf).join(',') };
  store.behaviors.record(customer, { type: 'user_label_update', timeMs: settings.now(), changes: [change] });
}

/** Takes tags that no longer exist from all customers. */
export function untag(tagIds: readonly string[], { store }: World): void {
  const gone = new Set(tagIds);
  for (const customer of store.customers.all) {
    if (!customer.tags.some((id) => gone.has(id))) continue;
    store.customers.edit(customer, () => {
      customer.tags = customer.tags.filter((id) => !gone.has(id));
    });
  }
}

/**
 * A set of tags after more have been added: in a group without multiple choice the new one takes the place of the old.
 * Refuses two new ones of such a group.
 */
export function mergeTags(param: string, before: readonly string[], added: readonly Tag[], world: World): string[] {
  const { tags } = world.store;
  const single = new Map<string, Tag>();
  for (const tag of added) {
    if (tags.group(tag.groupId)?.multiple !== false) continue;
    const other = single.get(tag.groupId);
    if (other !== undefined && other !== tag) {
      refuse('notAllowed', param, `"${other.name}" and "${tag.name}" are of a group that allows only one`);
    }
    single.set(tag.groupId, tag);
  }
  const kept = before.filter((id) => !single.has(tags.tag(id)?.groupId ?? '') || added.some((tag) => tag.id === id));
  return [...new Set([...kept, ...added.map(({ id }) => id)])];
}
