import { deriveId } from '../derive-id.ts';
import { TAG_GROUPS } from '../tenant/code-tables.ts';
import type { TagStore } from './tag-store.ts';

/** Puts the tenant's first tag groups and tags in place. */
export function seedTags(tags: TagStore, seed: string, nowMs: number): void {
  for (const { name, color, multiple, tags: tagNames } of TAG_GROUPS) {
    const groupId = deriveId(seed, 'tag-group', name);
    const times = { createTimeMs: nowMs, updateTimeMs: nowMs };
    tags.restoreGroup({ id: groupId, sequence: tags.takeSequence(), name, color, multiple, ...times });
    for (const tagName of tagNames) {
      const id = deriveId(seed, 'tag', name, tagName);
      tags.restoreTag({ id, sequence: tags.takeSequence(), groupId, name: tagName, paramName: null, ...times });
    }
  }
}
