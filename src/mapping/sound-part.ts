import type { MappingPath } from './yaml-places.ts';

/** What stands in for a faulty spec of a field: the field is mapped, and nothing is wrong with it. */
const PLACEHOLDER_SPEC = { const: '' };

/** Sections whose members are fields, each a spec of its own. */
const FIELD_SECTIONS: ReadonlySet<unknown> = new Set(['fields', 'custom']);

/**
 * What is left of a mapping's content without the parts at the paths, so that the rest can be checked as well.
 * `undefined` where too little is left.
 */
export function soundPart(content: unknown, faults: readonly MappingPath[]): unknown {
  const left = structuredClone(content);
  for (const path of faults) {
    if (path.length === 0) return undefined;
    if (!without(left, path)) return undefined;
  }
  return left;
}

function without(content: unknown, path: MappingPath): boolean {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return false;
  const map = content as Record<string, unknown>;
  const [section, name] = path;
  if (path.length === 1) {
    if (section === 'target') return false;
    if (section === 'version') map['version'] = 1;
    else delete map[String(section)];
    return true;
  }
  if (path.length === 2 && FIELD_SECTIONS.has(section)) {
    (map[String(section)] as Record<string, unknown>)[String(name)] = PLACEHOLDER_SPEC;
    return true;
  }
  const depth = path.findIndex((step, index) => typeof step === 'number' || index === path.length - 1);
  // Of a list with a faulty item nothing is kept.
  const last = typeof path[depth] === 'number' ? depth - 1 : depth;
  let parent: unknown = map;
  for (const step of path.slice(0, last)) {
    if (typeof parent !== 'object' || parent === null) return false;
    parent = (parent as Record<string, unknown>)[String(step)];
  }
  if (typeof parent !== 'object' || parent === null) return false;
  delete (parent as Record<string, unknown>)[String(path[last])];
  return true;
}
