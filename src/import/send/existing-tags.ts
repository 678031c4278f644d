import { endpoints } from '../../api/endpoints/index.ts';
import { type Endpoint, pages, SobotError } from '../../api/index.ts';
import type { Dispatcher } from '../../resilience/index.ts';
import type { Payload, Target } from '../../targets/index.ts';

const GROUP_EXISTS = '510002';
const TAG_EXISTS = '510003';
const PAGE_SIZE = 100;

/**
 * What a tag or a tag group that cannot be made is instead: the one that is there, made by an earlier try whose answer
 * was lost, by another process or long ago. A group gets those of its tags that it lacks. Undefined where the refusal
 * says something else. Errors: those of `Dispatcher.send`.
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

/** Makes a tag unless it is there already. */
export async function ensureTag(dispatcher: Dispatcher, groupid: string, name: string): Promise<void> {
  await unlessThere(TAG_EXISTS, () => dispatcher.send(endpoints.saveTag, { groupid, name }));
}

/** Makes a group with its tags; answers false where a group of that name is there already. */
export function ensureGroup(dispatcher: Dispatcher, name: string, color: string, tags: readonly string[]) {
  return unlessThere(GROUP_EXISTS, () =>
    dispatcher.send(endpoints.saveTagGroup, {
      name,
      color_value: color,
      is_multiple_choice: 1,
      label_list: tags.map((tag) => ({ name: tag })),
    }),
  );
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
