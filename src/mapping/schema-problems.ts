import type { z } from 'zod';
import { didYouMean } from '../words/nearest.ts';
import { knownKeysAt } from './known-keys.ts';
import { listed, shorten } from './refusal.ts';
import type { MappingPath } from './yaml-places.ts';

/** A fault of a mapping's form, before it is known where it stands in the file. */
export interface SchemaDiagnostic {
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
