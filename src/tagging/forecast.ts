import { counted } from '../words/counted.ts';
import { fullTagName } from './known-tags.ts';
import type { TagCatalogue } from './tag-catalogue.ts';
import type { TagChanges } from './tag-changes.ts';

/** What a tagging would change, for people and programs. */
export interface TaggingPreview {
  /** Customers who would change and who would not, and rows of which that cannot be told. */
  readonly customers: { readonly change: number; readonly same: number; readonly unknown: number };
  /** How many customers would gain and lose each tag. */
  readonly tags: readonly { readonly tag: string; readonly gain: number; readonly lose: number }[];
}

export function taggingPreviewOf({ counts, customers }: TagChanges, catalogue: TagCatalogue): TaggingPreview {
  const tags = [...counts].map(([id, count]) => ({ tag: fullTagName(id, catalogue), ...count }));
  return { customers: { ...customers }, tags: tags.sort((a, b) => (a.tag < b.tag ? -1 : 1)) };
}

/** The same as lines of text. */
export function taggingPreviewLines({ customers, tags }: TaggingPreview): string[] {
  const { change, same, unknown } = customers;
  const cannotTell = unknown > 0 ? `; of ${unknown} the tags cannot be read` : '';
  return [
    `${counted(change, 'customer')} would change, ${same} would not${cannotTell}`,
    ...tags.map(({ tag, gain, lose }) => `  ${tag}: ${gain} would gain it, ${lose} would lose it`),
  ];
}
