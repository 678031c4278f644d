import { SobotError } from '../api/errors/sobot-error.ts';
import { ensureGroup, ensureTag } from '../import/reconcile/existing-tags.ts';
import type { Dispatcher } from '../resilience/dispatcher.ts';
import type { MissingTag } from './missing-tags.ts';
import type { TagCatalogue } from './tag-catalogue.ts';

const COLOUR = '#4c6fff';

/**
 * Makes tags, and the groups that there are not, with several choices. Whoever is told that one is there already (by
 * another process, or by an earlier try whose answer was lost) goes on with that one. `reread` reads the catalogue anew.
 */
export async function makeTags(
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
      throw new SobotError(`tag group "${group}" exists, but is in no list`, {
        code: 'not-listed',
        disposition: 'stop-run',
      });
    for (const name of names) await ensureTag(dispatcher, found.id, name);
  }
}
