import type { MappingContent } from '../../../../schemas/mappings.ts';

type Scalar = string | number | boolean;

/** Where a field's value comes from and what is done to it: the long form of the mapping file. */
export interface LineSpec {
  readonly column?: string | readonly string[] | undefined;
  readonly const?: Scalar | readonly Scalar[] | undefined;
  readonly expr?: string | undefined;
  readonly transform?: unknown;
  readonly split?: string | readonly string[] | undefined;
  readonly path?: boolean | undefined;
  readonly values?: Readonly<Record<string, Scalar | null>> | undefined;
  readonly otherwise?: Scalar | null | undefined;
  readonly lookup?: string | undefined;
  readonly by?: string | undefined;
  readonly within?: string | undefined;
  readonly blank?: 'omit' | 'clear' | undefined;
  readonly merge?: 'overwrite' | 'fill' | 'append' | 'keep' | undefined;
}

/** One line of a mapping: `fields.nick`, `custom.Birthday`, `tags.add`. */
export interface Line {
  /** Section and field, joined by a dot. */
  readonly id: string;
  readonly spec: LineSpec;
}

/** The sections of a mapping that have lines. */
const SECTIONS = ['fields', 'custom', 'tags', 'stage', 'follow-up', 'blacklist'] as const;

/** The field that a section written as the name of a column stands for. */
const SHORT: Readonly<Record<string, string>> = { stage: 'stageid', 'follow-up': 'content' };

/** All lines of a mapping, in its order. */
export function linesOf(content: MappingContent): readonly Line[] {
  return SECTIONS.flatMap((section) => {
    const part = content[section];
    if (typeof part === 'string') return [{ id: `${section}.${SHORT[section] ?? ''}`, spec: shortSpec(section, part) }];
    return Object.entries((part ?? {}) as Record<string, string | LineSpec>).map(([field, spec]) => ({
      id: `${section}.${field}`,
      spec: typeof spec === 'string' ? { column: spec } : spec,
    }));
  });
}

/** The mapping with a line set; without a spec, the line is left out. */
export function withLine(content: MappingContent, id: string, spec: LineSpec | undefined): MappingContent {
  const [section, field] = splitId(id);
  const others = linesOf(content).filter((line) => line.id.startsWith(`${section}.`) && line.id !== id);
  const before = linesOf(content).filter((line) => line.id.startsWith(`${section}.`));
  const isThere = before.some((line) => line.id === id);
  const kept =
    isThere && spec
      ? before.map((line) => (line.id === id ? { id, spec } : line))
      : spec
        ? [...others, { id, spec }]
        : others;
  const part = Object.fromEntries(kept.map((line) => [splitId(line.id)[1], writtenSpec(line.spec)]));
  const { [section]: _old, ...rest } = content;
  if (kept.length === 0) return field === '' ? content : rest;
  return { ...content, [section]: part };
}

/** The columns that a line reads, as far as they are named. */
export function columnsOf({ column }: LineSpec): readonly string[] {
  if (column === undefined) return [];
  return typeof column === 'string' ? [column] : column;
}

/** The transforms of a line, each by its name and with its parameter. */
export function transformsOf({ transform }: LineSpec): readonly TransformUse[] {
  const list = transform === undefined ? [] : Array.isArray(transform) ? transform : [transform];
  return list.flatMap((use: unknown): TransformUse[] => {
    if (typeof use === 'string') return [{ name: use, parameter: undefined }];
    const [entry] = Object.entries((use ?? {}) as Record<string, unknown>);
    return entry ? [{ name: entry[0], parameter: entry[1] }] : [];
  });
}

/** A transform as a line uses it; without a parameter it is written as its name. */
export interface TransformUse {
  readonly name: string;
  readonly parameter: unknown;
}

/** The transforms as the mapping file has them; undefined for none. */
export function writtenTransforms(uses: readonly TransformUse[]): unknown {
  if (uses.length === 0) return undefined;
  return uses.map(({ name, parameter }) => (parameter === undefined ? name : { [name]: parameter }));
}

export function splitId(id: string): readonly [section: string, field: string] {
  const dot = id.indexOf('.');
  return [id.slice(0, dot), id.slice(dot + 1)];
}

/** The short form of a stage looks its name up. */
function shortSpec(section: string, column: string): LineSpec {
  return section === 'stage' ? { column, lookup: 'stage' } : { column };
}

/** A spec without the members that are not set; a bare column as its name. */
function writtenSpec(spec: LineSpec): string | LineSpec {
  const entries = Object.entries(spec).filter(([, value]) => value !== undefined);
  const only = entries.length === 1 ? entries[0] : undefined;
  if (only?.[0] === 'column' && typeof only[1] === 'string') return only[1];
  return Object.fromEntries(entries) as LineSpec;
}
