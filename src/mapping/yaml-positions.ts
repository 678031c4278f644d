import { type Document, isMap, isNode, isScalar, isSeq, type LineCounter } from 'yaml';

/** A way into a mapping: `['fields', 'nick', 'column', 0]`. */
export type MappingPath = readonly (string | number)[];

/** Finds where a key or its value stands in the file. A path that leads nowhere gives the nearest thing above it. */
export type Locate = (path: MappingPath, what?: 'key' | 'value') => SourcePosition;

/** Makes the function that finds places in a parsed YAML document. */
export function placesOf(document: Document, lines: LineCounter): Locate {
  const placeAt = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  return (path, what = 'value') => {
    let node: unknown = document.contents;
    let offset = offsetOf(node) ?? 0;
    for (const [depth, step] of path.entries()) {
      const last = depth === path.length - 1;
      if (isMap(node)) {
        // Of a key that stands twice the last counts, as it does for the content.
        const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
        if (pair === undefined) break;
        const keyOffset = offsetOf(pair.key);
        if (last && what === 'key') return placeAt(keyOffset ?? offset);
        node = pair.value;
        offset = offsetOf(node) ?? keyOffset ?? offset;
      } else if (isSeq(node)) {
        node = node.items[Number(step)];
        offset = offsetOf(node) ?? offset;
      } else break;
    }
    return placeAt(offset);
  };
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** Where something stands in a mapping file; counted from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}
