import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Locate, listed, type MappingPath, positionsIn } from '../mapping/index.ts';
import { didYouMean, t } from '../words/index.ts';
import { ExportError } from './export-error.ts';
import { EXPORT_MESSAGES } from './messages.ts';

const { text: BAD_FILE_TEXTS } = EXPORT_MESSAGES['bad-file'];

/**
 * Reads a settings file and checks it against a schema. Throws an `ExportError` that lists every fault with its line and
 * column, and with similar names.
 */
export async function readYamlSettings<Schema extends z.ZodObject>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parseYamlSettings(await readText(path), path, schema);
}

/** The same for a text that was already read. */
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
    throw new ExportError('bad-file', BAD_FILE_TEXTS.notYaml(`${path}:${line}:${col}`, broken.message));
  }
  const content: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  // Unknown keys come first: each is often a misspelling of a missing one.
  const issues = parsed.error.issues.toSorted(
    (one, other) => Number(other.code === 'unrecognized_keys') - Number(one.code === 'unrecognized_keys'),
  );
  const faults = issues.flatMap((issue) => faultsOf(issue, path, schema, positionsIn(document, lines)));
  throw new ExportError('bad-file', faults.join('\n'));
}

/** The text of a settings file. Errors: `ExportError`. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? BAD_FILE_TEXTS.missing(path) : BAD_FILE_TEXTS.unreadable(path, message);
    throw new ExportError('bad-file', problem);
  }
}

function faultsOf(issue: z.core.$ZodIssue, file: string, schema: z.ZodType, locate: Locate): string[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const at = (where: MappingPath, what: 'key' | 'value') => {
    const { line, column } = locate(where, what);
    return `${file}:${line}:${column}`;
  };
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => {
      const suggestion = didYouMean(key, known) || t` Allowed: ${listed(known, 30)}.`;
      return BAD_FILE_TEXTS.unknownKey(at([...path, key], 'key'), key, suggestion);
    });
  }
  const name = path.findLast((step) => typeof step === 'string') ?? path.at(-1) ?? '';
  return [BAD_FILE_TEXTS.badValue(at(path, 'value'), String(name), issue.message)];
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
