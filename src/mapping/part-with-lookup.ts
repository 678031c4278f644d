import { targets } from '../targets/index.ts';
import type { Target } from '../targets/target.ts';
import { type FieldSpec, longForm } from './field-spec.ts';
import type { LoadedMapping } from './loaded-mapping.ts';
import type { Mapping } from './mapping-schema.ts';
import { FOLLOW_UP_SECTIONS, followUpFields } from './steps.ts';

/** Fields whose value is the same in every row, or those that a row gives theirs. */
type PartKind = 'constant' | 'of-rows';

/**
 * The part of a mapping whose fields name what a lookup finds, and that may be made where it is not there. Its rows lack
 * the rest, so they tell what they name, and are not sent. Undefined where there is no such field.
 */
export function lookupPartOf(mapping: LoadedMapping, lookup: string, kind: PartKind): LoadedMapping | undefined {
  const { content, target } = mapping;
  const isPart = (of: Target | undefined, name: string, spec: FieldSpec, byName: boolean): boolean => {
    const field = of?.fields[name];
    if (field === undefined || field.mustExist) return false;
    const long = longForm(spec);
    const used = long.lookup ?? (byName || field.type === 'named-ids' ? field.lookup : undefined);
    return used === lookup && (long.const !== undefined) === (kind === 'constant');
  };
  const fields = Object.entries(content.fields ?? {}).filter(([name, spec]) => isPart(target, name, spec, false));
  const sections = FOLLOW_UP_SECTIONS.flatMap((section) => {
    const kept = followUpFields(content, section).filter(({ name, spec, byName }) =>
      isPart(targets.get(section.target), name, spec, byName),
    );
    if (kept.length === 0) return [];
    const whole = typeof content[section.section] === 'string';
    const part = whole ? kept[0]?.spec : Object.fromEntries(kept.map(({ path, spec }) => [String(path.at(-1)), spec]));
    return [[section.section, part] as const];
  });
  if (fields.length + sections.length === 0) return undefined;
  const { version, nulls, blank } = content;
  const part: Mapping = {
    version,
    target: target.name,
    ...(nulls && { nulls }),
    ...(blank && { blank }),
    fields: Object.fromEntries(fields),
    ...Object.fromEntries(sections),
  };
  return { ...mapping, content: part };
}
