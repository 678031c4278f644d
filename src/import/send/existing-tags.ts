import { endpoints } from '../../api/endpoints/index.ts';
import { type Endpoint, pages, SobotError } from '../../api/index.ts';
import type { Dispatcher } from '../../resilience/index.ts';
import type { Payload, Target } from '../../targets/index.ts';

const GROUP_EXISTS = '510002';
const TAG_EXISTS = '510003';
const PAGE_SIZE = 100;

/**
 * The existing tag or tag group if one could not be created because its name is taken: by an earlier attempt whose answer was lost,
 * by another process, or long ago. A group gets the tags that it lacks. Undefined if the request was refused for another reason. Errors: those of `Dispatcher.send`.
 */
export async function existingTags(
  dispatcher: Dispatcher,
  { endpoint }: Target,
  payload: Payload,
  { code }: SobotError,
): Promise<{ readonly id: string } | undefined> {
  const name = String(payload['name']);
  if (endpoint === endpoints.saveTag && code === TAG_EXISTS) {
    return findNamed(dispatcher, endpoints.listTags, { groupid: payload['groupid'] }, name);
  }
  if (endpoint !== endpoints.saveTagGroup || code !== GROUP_EXISTS) return undefined;
  const group = await findNamed(dispatcher, endpoints.listTagGroups, {}, name);
  const tags = (payload['label_list'] ?? []) as readonly { readonly name: string }[];
  if (group) for (const tag of tags) await ensureTag(dispatcher, group.id, tag.name);
  return group;
}

/** Creates a tag unless it exists already. */
export async function ensureTag(dispatcher: Dispatcher, groupid: string, name: string): Promise<void> {
  await createUnlessExists(TAG_EXISTS, () => dispatcher.send(endpoints.saveTag, { groupid, name }));
}

/** Creates a group with its tags; returns false if a group of that name exists already. */
export function ensureGroup(dispatcher: Dispatcher, name: string, color: string, tags: readonly string[]) {
  return createUnlessExists(GROUP_EXISTS, () =>
    dispatcher.send(endpoints.saveTagGroup, {
      name,
      color_value: color,
      is_multiple_choice: 1,
      label_list: tags.map((tag) => ({ name: tag })),
    }),
  );
}

/** Creates something; returns false if it exists already. */
async function createUnlessExists(code: string, create: () => Promise<unknown>): Promise<boolean> {
  try {
    await create();
    return true;
  } catch (error) {
    if (error instanceof SobotError && error.code === code) return false;
    throw error;
  }
}

async function findNamed(
  dispatcher: Dispatcher,
  endpoint: Endpoint,
  input: Record<string, unknown>,
  name: string,
): Promise<{ readonly id: string } | undefined> {
  const call = async (to: Endpoint, request: Record<string, unknown>) => (await dispatcher.send(to, request)).answer;
  for await (const { items } of pages(call, endpoint, input, { pageSize: PAGE_SIZE })) {
    const found = (items as Record<string, unknown>[]).find((row) => row['name'] === name.trim());
    if (found) return { id: String(found['id']) };
  }
  return undefined;
}
