import { posix } from 'node:path';
import { attribute, readXmlPart } from './xml-part.ts';
import type { ZipArchive } from './zip-archive.ts';

/** A part that another part points to. */
export interface Relationship {
  readonly id: string;
  /** The last word of its type's address: `worksheet`, `styles`, `sharedStrings`, … */
  readonly kind: string;
  readonly part: string;
}

/** The relationships of a part (`''` is the package itself). None if it has no list. */
export async function readRelationships(path: string, zip: ZipArchive, part: string): Promise<readonly Relationship[]> {
  const folder = posix.dirname(part);
  const list = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const found: Relationship[] = [];
  if (!zip.has(list)) return found;
  await readXmlPart(path, zip, list, (place, attributes) => {
    const target = attribute(attributes, 'Target');
    if (place !== 'Relationships/Relationship' || target === undefined) return;
    if (attribute(attributes, 'TargetMode') === 'External') return;
    const clean = target.replaceAll('\\', '/');
    found.push({
      id: attribute(attributes, 'Id') ?? '',
      kind: (attribute(attributes, 'Type') ?? '').split('/').at(-1) ?? '',
      part: clean.startsWith('/') ? clean.slice(1) : posix.join(folder, clean),
    });
  });
  return found;
}
