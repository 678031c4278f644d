import { z } from 'zod';
import { didYouMean } from '../words/index.ts';
import { mappingSchema } from './mapping-schema.ts';
import { listed, shorten } from './value-error.ts';
import type { MappingPath } from './yaml-positions.ts';

/** A fault of a mapping's form, before it is known where it stands in the file. */
interface SchemaDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly path: MappingPath;
  readonly what: 'key' | 'value';
  /** What is missing, where `path` says at what it is missing. */
  readonly removed?: MappingPath;
}

type Issue = z.core.$ZodIssue;

/** Says in words for people what the schema says in its own. */
export function schemaDiagnostics(issues: readonly Issue[], content: unknown): SchemaDiagnostic[] {
  return issues.flatMap((issue) => diagnosticsOf(issue, content, []));
}

function diagnosticsOf(issue: Issue, content: unknown, above: MappingPath): SchemaDiagnostic[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  const value = valueAt(content, path);
  const name = path.at(-1);
  const shown = name === undefined ? 'the mapping' : `"${name}"`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const known = knownKeysAt(path);
        const suggestion = didYouMean(key, known);
        const message = `Unknown key "${key}".${suggestion === '' ? ` There may be ${listed(known, 20)}.` : suggestion}`;
        return { code: 'unknown-key', message, path: [...path, key], what: 'key' };
      });
    case 'invalid_union': {
      const branch = bestBranch(issue.errors, value);
      if (branch !== undefined) return branch.flatMap((inner) => diagnosticsOf(inner as Issue, content, path));
      return [
        { code: 'bad-value', message: `${shown} cannot be ${describe(value)}.${adviceOn(value)}`, path, what: 'value' },
      ];
    }
    case 'invalid_value':
      return value === undefined
        ? [missing(shown, path, issue.values.map(String))]
        : [
            {
              code: 'bad-value',
              message: `${shown} must be ${listed(issue.values.map(String))}, not ${describe(value)}.`,
              path,
              what: 'value',
            },
          ];
    case 'invalid_type':
      return value === undefined
        ? [missing(shown, path, [])]
        : [
            {
              code: 'bad-value',
              message: `${shown} must be a ${wordOf(issue.expected)}, not ${describe(value)}.`,
              path,
              what: 'value',
            },
          ];
    case 'too_small':
      return [
        {
          code: 'bad-value',
          message:
            typeof value === 'number'
              ? `${shown} must be ${issue.minimum} or more, not ${describe(value)}.`
              : `${shown} must not be empty.`,
          path,
          what: 'value',
        },
      ];
    default:
      return [{ code: 'bad-value', message: `${shown} cannot be ${describe(value)}.`, path, what: 'value' }];
  }
}

function missing(shown: string, path: MappingPath, values: readonly string[]): SchemaDiagnostic {
  const example = values.length === 0 ? '' : ` Write ${path.at(-1)}: ${values[0]}`;
  return {
    code: 'missing-key',
    message: `${shown} is missing.${example}`,
    path: path.slice(0, -1),
    what: 'value',
    removed: path,
  };
}

/** Of a choice of forms, the one that the value seems to be meant as: a map is a map, with faults of its own inside. */
function bestBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
  value: unknown,
): readonly z.core.$ZodIssue[] | undefined {
  const inside = branches.filter((issues) =>
    issues.every(
      (issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys' || issue.code === 'invalid_union',
    ),
  );
  if (typeof value !== 'object' || value === null) return undefined;
  return inside.sort((a, b) => a.length - b.length)[0];
}

function valueAt(content: unknown, path: MappingPath): unknown {
  let value = content;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function describe(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `"${shorten(value)}"` : String(value);
}

function adviceOn(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean')
    return ` If that is the name of a column, put it in quotes: "${value}". If it is meant for every row, write { const: ${value} }.`;
  return '';
}

function wordOf(expected: string): string {
  const words: Record<string, string> = {
    string: 'text',
    object: 'map',
    record: 'map',
    array: 'list',
    int: 'whole number',
  };
  return words[expected] ?? expected;
}

/** The keys that a strict object of the mapping's schema allows at a path, for suggestions. */
function knownKeysAt(path: MappingPath): string[] {
  const found = new Set<string>();
  const walk = (schema: unknown, depth: number): void => {
    const step = path[depth];
    if (schema instanceof z.ZodOptional) walk(schema.unwrap(), depth);
    else if (schema instanceof z.ZodUnion) for (const option of schema.options) walk(option, depth);
    else if (schema instanceof z.ZodObject) {
      if (step === undefined) for (const key of Object.keys(schema.shape)) found.add(key);
      else walk(schema.shape[step], depth + 1);
    } else if (schema instanceof z.ZodRecord && step !== undefined) walk(schema.valueType, depth + 1);
    else if (schema instanceof z.ZodArray && step !== undefined) walk(schema.element, depth + 1);
  };
  walk(mappingSchema, 0);
  return [...found];
}

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
