import { readFile } from 'node:fs/promises';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import { t } from '../words/index.ts';
import { checkMapping } from './check-mapping.ts';
import { schemaDiagnostics, soundPart } from './diagnostics.ts';
import { FAULT_MESSAGES } from './fault-messages.ts';
import { MappingError, type MappingProblem } from './mapping-error.ts';
import { type LoadedMapping, type Mapping, mappingSchema } from './mapping-schema.ts';
import { transforms } from './transforms/index.ts';
import { type MappingPath, positionsIn, type SourcePosition } from './yaml-positions.ts';

const SPREADSHEET = /\.(csv|tsv|xlsx?|ods|jsonl)(\.gz)?$/i;
const { text: UNREADABLE } = FAULT_MESSAGES.unreadable;

/**
 * Reads a mapping file and checks what can be checked without a spreadsheet and a tenant.
 * Errors: `MappingError` with all faults at once, or with the reason why the file cannot be read.
 */
export async function loadMapping(path: string): Promise<LoadedMapping> {
  if (SPREADSHEET.test(path)) throw unreadable(path, UNREADABLE.spreadsheet());
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw unreadable(path, isMissing ? UNREADABLE.missing() : UNREADABLE.failed((error as Error).message));
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(path, UNREADABLE.encoding());
  }
  return parseMapping(text, path);
}

function unreadable(path: string, reason: string): MappingError {
  return new MappingError(path, '', [{ code: 'unreadable', message: reason, position: { line: 1, column: 1 } }]);
}

/**
 * Parses a mapping and checks what can be checked without a spreadsheet and a tenant.
 * Errors: `MappingError` with all faults at once, and the sound part of the mapping.
 */
export function parseMapping(text: string, path: string): LoadedMapping {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    logLevel: 'error',
    uniqueKeys: isSameKey,
  });
  const problems = document.errors.map((error) => syntaxProblem(error, text, lines));
  // A document with a duplicate key can still be read.
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) throw new MappingError(path, text, problems);

  preserveScalarText(document);
  const content = contentOf(document, (message) => {
    throw new MappingError(path, text, [{ code: 'syntax', message, position: { line: 1, column: 1 } }]);
  });
  const locate = positionsIn(document, lines);
  for (const position of protoKeys(document, lines)) {
    problems.push({ code: 'bad-key', message: FAULT_MESSAGES['bad-key'].text.proto(), position });
  }
  const { parsed, faulty } = parseContent(content, (code, message, where, what) => {
    problems.push({ code, message, position: locate(where, what) });
  });
  if (parsed === undefined) throw new MappingError(path, text, problems);
  const target = checkMapping(parsed, (code, message, where, what) => {
    // A part that is missing only because it was faulty has been reported already.
    if (!faulty.some((path) => hides(path, where))) problems.push({ code, message, position: locate(where, what) });
  });
  const mapping = target && { path, text, content: parsed, target, locate };
  if (problems.length > 0 || mapping === undefined) throw new MappingError(path, text, problems, { sound: mapping });
  return mapping;
}

/** The positions of keys named `__proto__`: no object has such a member of its own, so they would be dropped silently. */
function protoKeys(document: Document, lines: LineCounter): SourcePosition[] {
  const positions: SourcePosition[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key) || String(key.value) !== '__proto__') return;
      const { line, col } = lines.linePos(key.range?.[0] ?? 0);
      positions.push({ line, column: col });
    },
  });
  return positions;
}

type ReportSchemaProblem = (code: string, message: string, path: MappingPath, what: 'key' | 'value') => void;

/** The parsed content, without its faulty parts where it has any, and the paths of those. */
function parseContent(
  content: unknown,
  report: ReportSchemaProblem,
): { parsed: Mapping | undefined; faulty: MappingPath[] } {
  const faulty: MappingPath[] = [];
  let rest = content;
  // Removing a fault may leave a new one, such as a spec without its column. Each round removes one level more.
  for (let round = 0; round < 5 && rest !== undefined; round += 1) {
    const read = mappingSchema.safeParse(rest);
    if (read.success) return { parsed: read.data, faulty };
    const faults = schemaDiagnostics(read.error.issues, rest);
    if (round === 0) for (const { code, message, path, what } of faults) report(code, message, path, what);
    const paths = faults.map((fault) => fault.removed ?? fault.path);
    faulty.push(...paths);
    rest = soundPart(rest, paths);
  }
  return { parsed: undefined, faulty };
}

function hides(faulty: MappingPath, path: MappingPath): boolean {
  const shared = Math.min(faulty.length, path.length);
  if (!faulty.slice(0, shared).every((step, index) => String(step) === String(path[index]))) return false;
  // A fault of one field must not hide faults of the whole section, such as a required field that is not mapped.
  return path.length > 1 || faulty.length === 1 || (path[0] !== 'fields' && path[0] !== 'custom');
}

function contentOf(document: Document, fail: (message: string) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return fail(FAULT_MESSAGES.syntax.text.aliases((error as Error).message));
  }
}

function syntaxProblem(error: YAMLParseError, text: string, lines: LineCounter): MappingProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  const position: SourcePosition = { line: Math.max(1, line), column: Math.max(1, col) };
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^[^:\r\n]*/.exec(text.slice(error.pos[0]))?.[0].trim() ?? '';
    return { code: 'twice', message: FAULT_MESSAGES.twice.text.key(key), position };
  }
  return { code: 'syntax', message: FAULT_MESSAGES.syntax.text.yaml(error.message, adviceOn(error)), position };
}

function adviceOn({ code }: YAMLParseError): string {
  if (code === 'TAB_AS_INDENT') return t` Indent with spaces, not with tabs.`;
  if (code === 'BAD_INDENT') return t` Indent all lines of a section by the same number of spaces.`;
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY')
    return t` If a name contains ": " or begins with a sign such as #, & or *, put it in quotes.`;
  return '';
}

/** The sections whose members are fields; those of `tags` are `add` and `remove`. */
const FIELD_SECTIONS = ['fields', 'custom', 'tags', 'stage', 'follow-up', 'blacklist'];

/**
 * Replaces scalars that become values of fields by their source text: YAML reads `0170123` as the number 170123, rounds one of
 * twenty digits, and drops the plus of `+49170`. Where a number is meant, the field's type reads it from the text. Keys are
 * texts, too: the `01` of `values` and of `custom`.
 */
function preserveScalarText(document: Document): void {
  if (!isMap(document.contents)) return;
  const rules = document.contents.get('rules', true);
  for (const rule of isSeq(rules) ? rules.items : []) {
    if (isMap(rule)) preserveSpec(document, rule);
  }
  for (const section of FIELD_SECTIONS) {
    const fields = document.contents.get(section, true);
    if (!isMap(fields)) continue;
    preserveKeys(fields);
    for (const { value } of fields.items) if (isMap(value)) preserveSpec(document, value);
  }
}

/** Compares keys by their source text: `1` and `01` are two keys. */
function isSameKey(one: ParsedNode, other: ParsedNode): boolean {
  return one === other || (isScalar(one) && isScalar(other) && sourceText(one) === sourceText(other));
}

function preserveSpec(document: Document, spec: YAMLMap): void {
  for (const pair of spec.items) {
    const key = isScalar(pair.key) ? pair.key.value : undefined;
    if (key === 'const' || key === 'otherwise' || key === 'one-of') pair.value = withSourceText(document, pair.value);
    if (key === 'values' && isMap(pair.value)) {
      preserveKeys(pair.value);
      for (const entry of pair.value.items) entry.value = withSourceText(document, entry.value);
    }
    if (key === 'transform') preserveParameters(document, pair.value);
  }
}

/** Keeps the source text of transform parameters that are texts. */
function preserveParameters(document: Document, given: unknown): void {
  for (const use of isSeq(given) ? given.items : [given]) {
    if (!isMap(use)) continue;
    for (const pair of use.items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      if (transforms.get(name)?.takesTexts) pair.value = withSourceText(document, pair.value);
    }
  }
}

/** The node with its source text as its value; for a list, the same for its items. */
function withSourceText(document: Document, given: unknown): unknown {
  const node = isAlias(given) ? given.resolve(document) : given;
  if (isSeq(node)) {
    node.items = node.items.map((item) => withSourceText(document, item));
    return given;
  }
  if (!isScalar(node) || node.value === null || typeof node.value === 'string') return given;
  const text = sourceText(node);
  // The anchor of an alias may be used as a number elsewhere, so it is not changed.
  if (node !== given) return new Scalar(text);
  node.value = text;
  return node;
}

function preserveKeys(map: YAMLMap): void {
  for (const { key } of map.items) if (isScalar(key)) key.value = sourceText(key);
}

function sourceText(node: Scalar | (Node & { value: unknown; source?: string })): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value ?? ''));
}
