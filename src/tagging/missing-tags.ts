import { fold } from '../mapping/fold.ts';
import { listed, ValueError, valueErrorSentence } from '../mapping/refusal.ts';
import type { TagCatalogue } from './tag-catalogue.ts';
import { TaggingError } from './tagging-error.ts';

/** A tag that there is not, with the group where it belongs. */
export interface MissingTag {
  readonly group: string;
  readonly tag: string;
  /** Its name was given without the group. */
  readonly isBare?: boolean;
}

/** Names of groups and tags cannot be longer. Source: error 510007. */
const MAX_NAME_CHARACTERS = 30;

/**
 * The tags among these names that there are not, which is all that is allowed to be wrong with them. `mayMake`: they
 * may be made; `group` is that of names which have none. Errors: `TaggingError` for what is ambiguous or cannot be made.
 */
export function missingTags(
  names: Iterable<string>,
  catalogue: TagCatalogue,
  { mayMake, group: usualGroup }: { readonly mayMake: boolean; readonly group?: string | undefined },
): MissingTag[] {
  const missing = new Map<string, MissingTag>();
  /** Groups as they were spelt first. */
  const groups = new Map<string, string>();
  const faults: string[] = [];
  for (const name of names) {
    const found = catalogue.find(name);
    if (!(found instanceof ValueError)) continue;
    if (found.code !== 'not-found' || !mayMake) {
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
      `"${name}" is no tag, and cannot be made without its group: write it as Group/Tag, or give the group of all such tags with --group.`,
    ];
  // A character of two code units, such as an emoji, is one.
  return [parts.group, parts.tag].flatMap((part) => {
    const { length } = [...part];
    return length > MAX_NAME_CHARACTERS
      ? [`"${part}" has ${length} characters; ${MAX_NAME_CHARACTERS} are allowed.`]
      : [];
  });
}
