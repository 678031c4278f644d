import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { endpoints } from '../sobot/endpoints/index.ts';
import { SobotError } from '../sobot/errors/sobot-error.ts';
import type { MissingTag } from './missing-tags.ts';
import type { TagCatalogue } from './tag-catalogue.ts';

const COLOUR = '#4c6fff';
const GROUP_EXISTS = '510002';
const TAG_EXISTS = '510003';

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
      if (await makeGroup(group, names)) continue;
      known = await reread();
      found = known.group(group);
    }
    if (!found)
      throw new SobotError(`tag group "${group}" exists, but is in no list`, {
        code: GROUP_EXISTS,
        verdict: 'stop-run',
      });
    for (const name of names) await makeTag(found.id, name);
  }

  async function makeGroup(name: string, tags: readonly string[]): Promise<boolean> {
    return unlessThere(GROUP_EXISTS, () =>
      dispatcher.send(endpoints.saveTagGroup, {
        name,
        color_value: COLOUR,
        is_multiple_choice: 1,
        label_list: tags.map((tag) => ({ name: tag })),
      }),
    );
  }

  async function makeTag(groupid: string, name: string): Promise<boolean> {
    return unlessThere(TAG_EXISTS, () => dispatcher.send(endpoints.saveTag, { groupid, name }));
  }
}

/** Makes something; answers false where it is there already. */
async function unlessThere(code: string, make: () => Promise<unknown>): Promise<boolean> {
  try {
    await make();
    return true;
  } catch (error) {
    if (error instanceof SobotError && error.code === code) return false;
    throw error;
  }
}
