import { z } from 'zod';

/** Text in an answer. Where the document says text, its examples also hold numbers: both are parsed to text. */
export const wireText = z.union([z.string(), z.number().transform(String)]);

const digits = z.string().regex(/^-?\d{1,15}$/);

/** A whole number in an answer: it arrives as a number or as digits, and is parsed to a number. */
export const wireInteger = z.union([z.int(), digits.transform(Number)]);

/** Text that may be absent or `null`. */
export const optionalText = wireText.nullish();

/** A whole number that may be absent, `null`, or `""`, which is parsed to `null`. */
export const optionalInteger = z
  .union([z.int(), digits.transform(Number), z.literal('').transform(() => null)])
  .nullish();

/** A list, empty where the answer has `null`, `""` or nothing, and of one where it has a bare item. */
export function wireList<Item extends z.ZodType>(item: Item) {
  return z.preprocess(toList, z.array(item));
}

function toList(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return [];
  return Array.isArray(value) ? value : [value];
}

const outcome = { ret_code: wireText, ret_msg: optionalText };

/** An answer that only says how the call ended. */
export const plainAnswer = z.looseObject(outcome);

/** An answer with one payload in `item`. */
export function itemAnswer<Item extends z.ZodType>(item: Item) {
  return z.looseObject({ ...outcome, item });
}

/** An answer with its payload in `data` and the action that was taken in `action`. */
export function dataAnswer<Data extends z.ZodType>(data: Data) {
  return z.looseObject({ ...outcome, data, action: optionalText });
}

/** An answer with a list in `items`, which is parsed to an empty list where the server sends none. */
export function listAnswer<Item extends z.ZodType>(item: Item) {
  return z.looseObject({ ...outcome, items: wireList(item) });
}

/** One page of a list. The counters may be missing: an example of the document has no `page_no`. */
export function pageAnswer<Item extends z.ZodType>(item: Item) {
  return z.looseObject({
    ...outcome,
    items: wireList(item),
    page_no: optionalInteger,
    page_count: optionalInteger,
    total_count: optionalInteger,
    page_size: optionalInteger,
  });
}

/** Names that differ only in case and underscores are one name: `visitorIds`, `visitorids`. */
function foldName(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

const MAX_REMEMBERED_NAMES = 1000;

/**
 * Makes a function that renames an object's members to the known names that they match but for case and underscores.
 * `user/detail` needs it: its table has `cityName`, its example `city_name`. Unknown members keep their names. If two
 * members match one known name, the exact one wins, unless it is `null`.
 */
export function renameMembersTo(knownNames: readonly string[]): (value: unknown) => unknown {
  const known = new Map(knownNames.map((name) => [foldName(name), name]));
  const targets = new Map<string, string>();
  const targetOf = (name: string): string => {
    const found = targets.get(name);
    if (found !== undefined) return found;
    const target = known.get(foldName(name)) ?? name;
    // Answers repeat their names; whatever else arrives must not fill the memory.
    if (targets.size < MAX_REMEMBERED_NAMES) targets.set(name, target);
    return target;
  };
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    // As a rule no two members match one name.
    const renamed: Record<string, unknown> = {};
    const entries = Object.entries(value);
    for (const [name, member] of entries) renamed[targetOf(name)] = member;
    if (Object.keys(renamed).length === entries.length) return renamed;
    const members = entries.map(([name, member]) => {
      return { name, member: member as unknown, target: targetOf(name) };
    });
    const filled = members.filter(({ member }) => member !== null);
    const matched = new Set(filled.map(({ target }) => target));
    const exact = new Set(filled.filter(({ name, target }) => name === target).map(({ target }) => target));
    return Object.fromEntries(
      members
        .filter(({ member, target }) => member !== null || !matched.has(target))
        .map(({ name, member, target }) => [exact.has(target) ? name : target, member]),
    );
  };
}
