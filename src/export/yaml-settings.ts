import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Locate, listed, type MappingPath, placesOf } from '../mapping/index.ts';
import { didYouMean } from '../words/index.ts';
import { ExportError } from './export-error.ts';

/**
 * Reads a settings file and checks it against a schema. Every fault is told with line and column, and with the nearest
 * right name. Throws `ExportError`.
 */
export async function readYamlSettings<Schema extends z.ZodObject>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parseYamlSettings(await readText(path), path, schema);
}

/** The same for a text that was read already. */
export function parseYamlSettings<Schema extends z.ZodObject>(
  text: string,
  path: string,
  schema: Schema,
): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new ExportError('bad-file', `${path}:${line}:${col}: this is not YAML: ${broken.message}`);
  }
  const content: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  // A key that nobody knows comes first: it is most often the one that is missing.
  const issues = parsed.error.issues.toSorted(
    (one, other) => Number(other.code === 'unrecognized_keys') - Number(one.code === 'unrecognized_keys'),
  );
  const faults = issues.flatMap((issue) => faultsOf(issue, schema, placesOf(document, lines)));
  throw new ExportError('bad-file', faults.map((fault) => `${path}:${fault}`).join('\n'));
}

/** The text of a settings file. Throws `ExportError`. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ExportError('bad-file', `${path}: ${code === 'ENOENT' ? 'there is no such file' : message}`);
  }
}

function faultsOf(issue: z.core.$ZodIssue, schema: z.ZodType, locate: Locate): string[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const at = (where: MappingPath, what: 'key' | 'value') => {
    const { line, column } = locate(where, what);
    return `${line}:${column}`;
  };
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => {
      const nearest = didYouMean(key, known) || ` There may be ${listed(known, 30)}.`;
      return `${at([...path, key], 'key')}: unknown key "${key}".${nearest}`;
    });
  }
  const name = path.length > 0 ? `"${path.filter((step) => typeof step === 'string').at(-1) ?? path.at(-1)}": ` : '';
  return [`${at(path, 'value')}: ${name}${issue.message}`];
}

/** The keys that a strict object of the schema allows at a path. */
function keysAt(schema: z.ZodType, path: MappingPath): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return keysAt(schema.unwrap() as z.ZodType, path);
  const [step, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(schema.shape);
    const member = schema.shape[step] as z.ZodType | undefined;
    return member ? keysAt(member, rest) : [];
  }
  if (schema instanceof z.ZodArray) return keysAt(schema.element as z.ZodType, rest);
  if (schema instanceof z.ZodRecord) return keysAt(schema.valueType as z.ZodType, rest);
  return [];
}
