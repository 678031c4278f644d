import { type Document, isMap, isNode, isScalar, isSeq, type LineCounter } from 'yaml';

/** A path into a mapping: `['fields', 'nick', 'column', 0]`. */
export type MappingPath = readonly (string | number)[];

/** Finds the position of a key or its value in the file; of the nearest parent where the path does not exist. */
export type Locate = (path: MappingPath, what?: 'key' | 'value') => SourcePosition;

/** Creates the function that finds positions in a parsed YAML document. */
export function positionsIn(document: Document, lines: LineCounter): Locate {
  const positionAt = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  return (path, what = 'value') => {
    let node: unknown = document.contents;
    let offset = offsetOf(node) ?? 0;
    for (const [depth, step] of path.entries()) {
      const last = depth === path.length - 1;
      if (isMap(node)) {
        // Of a duplicate key the last one counts, as it does for the content.
        const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
        if (pair === undefined) break;
        const keyOffset = offsetOf(pair.key);
        if (last && what === 'key') return positionAt(keyOffset ?? offset);
        node = pair.value;
        offset = offsetOf(node) ?? keyOffset ?? offset;
      } else if (isSeq(node)) {
        node = node.items[Number(step)];
        offset = offsetOf(node) ?? offset;
      } else break;
    }
    return positionAt(offset);
  };
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** A position in a mapping file, counted from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}
