import { z } from 'zod';
import { didYouMean, t } from '../words/index.ts';
import { FAULT_MESSAGES } from './fault-messages.ts';
import { mappingSchema } from './mapping-schema.ts';
import { listed, shorten } from './value-error.ts';
import type { MappingPath } from './yaml-positions.ts';

/** A schema violation in a mapping, before its position in the file is known. */
interface SchemaDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly path: MappingPath;
  readonly what: 'key' | 'value';
  /** The path of a missing key, where `path` is its parent. */
  readonly removed?: MappingPath;
}

type Issue = z.core.$ZodIssue;

/** Translates zod's issues into messages for people. */
export function schemaDiagnostics(issues: readonly Issue[], content: unknown): SchemaDiagnostic[] {
  return issues.flatMap((issue) => diagnosticsOf(issue, content, []));
}

function diagnosticsOf(issue: Issue, content: unknown, above: MappingPath): SchemaDiagnostic[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  const value = valueAt(content, path);
  const name = path.at(-1);
  const shown = name === undefined ? t`the mapping` : `"${name}"`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const known = knownKeysAt(path);
        const suggestion = didYouMean(key, known);
        const { text } = FAULT_MESSAGES['unknown-key'];
        const message = suggestion === '' ? text.listed(key, listed(known, 20)) : text.suggested(key, suggestion);
        return { code: 'unknown-key', message, path: [...path, key], what: 'key' };
      });
    case 'invalid_union': {
      const branch = bestBranch(issue.errors, value);
      if (branch !== undefined) return branch.flatMap((inner) => diagnosticsOf(inner as Issue, content, path));
      return [badValue(BAD_VALUE.cannotBe(shown, describe(value), adviceOn(value)), path)];
    }
    case 'invalid_value':
      return value === undefined
        ? [missing(shown, path, issue.values.map(String))]
        : [badValue(BAD_VALUE.mustBe(shown, oneOf(issue.values.map(String)), describe(value)), path)];
    case 'invalid_type':
      return value === undefined
        ? [missing(shown, path, [])]
        : [badValue(BAD_VALUE.mustBe(shown, nounOf(issue.expected), describe(value)), path)];
    case 'too_small':
      return [
        badValue(
          typeof value === 'number'
            ? BAD_VALUE.mustBe(shown, t`${issue.minimum} or more`, describe(value))
            : BAD_VALUE.empty(shown),
          path,
        ),
      ];
    default:
      return [badValue(BAD_VALUE.cannotBe(shown, describe(value), ''), path)];
  }
}

const BAD_VALUE = FAULT_MESSAGES['bad-value'].text;

function badValue(message: string, path: MappingPath): SchemaDiagnostic {
  return { code: 'bad-value', message, path, what: 'value' };
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? listed(values) : t`one of ${listed(values)}`;
}

function missing(shown: string, path: MappingPath, values: readonly string[]): SchemaDiagnostic {
  const example = values.length === 0 ? '' : t` Write ${path.at(-1)}: ${values[0]}`;
  return {
    code: 'missing-key',
    message: FAULT_MESSAGES['missing-key'].text.key(shown, example),
    path: path.slice(0, -1),
    what: 'value',
    removed: path,
  };
}

/** Of the alternatives of a union, the one that the value seems to be meant as: for a map, the one with the fewest faults inside. */
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
    return t` If it is the name of a column, put it in quotes: "${value}". If it is the value for every row, write { const: ${value} }.`;
  return '';
}

function nounOf(expected: string): string {
  const nouns: Record<string, string> = {
    string: 'text',
    object: 'a map',
    record: 'a map',
    array: 'a list',
    int: t`a whole number`,
  };
  return nouns[expected] ?? `a ${expected}`;
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

/** Replaces a faulty spec of a field: the field counts as mapped, and the spec has no fault. */
const PLACEHOLDER_SPEC = { const: '' };

/** Sections whose members are fields, each a spec of its own. */
const FIELD_SECTIONS: ReadonlySet<unknown> = new Set(['fields', 'custom']);

/**
 * A mapping's content without the parts at the paths, so that the rest can be checked as well.
 * `undefined` where too little remains.
 */
export function soundPart(content: unknown, faults: readonly MappingPath[]): unknown {
  const rest = structuredClone(content);
  for (const path of faults) {
    if (path.length === 0) return undefined;
    if (!without(rest, path)) return undefined;
  }
  return rest;
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
  // A list with a faulty item is removed as a whole.
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
