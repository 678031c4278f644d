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
import { checkMapping } from './check-mapping.ts';
import { schemaDiagnostics, soundPart } from './diagnostics.ts';
import { MappingError, type MappingProblem } from './mapping-error.ts';
import { type LoadedMapping, type Mapping, mappingSchema } from './mapping-schema.ts';
import { transforms } from './transforms/index.ts';
import { type MappingPath, placesOf, type SourcePosition } from './yaml-positions.ts';

const SPREADSHEET = /\.(csv|tsv|xlsx?|ods|jsonl)(\.gz)?$/i;
const HOW_TO_MAKE =
  'A mapping says which column becomes which field; to have one made: sobot-etl map <spreadsheet> -o mapping.yaml';

/**
 * Reads a mapping file and checks all that can be checked without a spreadsheet and a tenant.
 * @throws MappingError that holds everything that is wrong, or that the file cannot be read.
 */
export async function loadMapping(path: string): Promise<LoadedMapping> {
  if (SPREADSHEET.test(path)) {
    throw unreadable(path, `This is a spreadsheet, and a mapping is a YAML file. ${HOW_TO_MAKE}`);
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw unreadable(
      path,
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? `There is no such file. ${HOW_TO_MAKE}`
        : `${(error as Error).message}.`,
    );
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(path, 'It is not UTF-8 text: save it as UTF-8.');
  }
  return parseMapping(text, path);
}

function unreadable(path: string, reason: string): MappingError {
  return new MappingError(path, '', [{ code: 'unreadable', message: reason, position: { line: 1, column: 1 } }]);
}

/**
 * Parses a mapping and checks all that can be checked without a spreadsheet and a tenant.
 * @throws MappingError that holds everything that is wrong, and what of the mapping is sound.
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
  // A key that stands twice leaves a document that can be read.
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) throw new MappingError(path, text, problems);

  preserveScalarText(document);
  const content = contentOf(document, (message) => {
    throw new MappingError(path, text, [{ code: 'syntax', message, position: { line: 1, column: 1 } }]);
  });
  const locate = placesOf(document, lines);
  for (const place of keysThatVanish(document, lines)) {
    problems.push({ code: 'bad-key', message: '"__proto__" cannot be a name in a mapping.', position: place });
  }
  const { parsed, faulty } = readForm(content, (code, message, where, what) => {
    problems.push({ code, message, position: locate(where, what) });
  });
  if (parsed === undefined) throw new MappingError(path, text, problems);
  const target = checkMapping(parsed, (code, message, where, what) => {
    // What is missing only since it was faulty has been told.
    if (!faulty.some((place) => hides(place, where))) problems.push({ code, message, position: locate(where, what) });
  });
  const mapping = target && { path, text, content: parsed, target, locate };
  if (problems.length > 0 || mapping === undefined) throw new MappingError(path, text, problems, { sound: mapping });
  return mapping;
}

/** An object of the language has no member `__proto__` of its own: what stands there would be left out without a word. */
function keysThatVanish(document: Document, lines: LineCounter): SourcePosition[] {
  const places: SourcePosition[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key) || String(key.value) !== '__proto__') return;
      const { line, col } = lines.linePos(key.range?.[0] ?? 0);
      places.push({ line, column: col });
    },
  });
  return places;
}

type ReportSchemaProblem = (code: string, message: string, path: MappingPath, what: 'key' | 'value') => void;

/** The content in its form: whole, or what is left without its faults; and where those were. */
function readForm(
  content: unknown,
  report: ReportSchemaProblem,
): { parsed: Mapping | undefined; faulty: MappingPath[] } {
  const faulty: MappingPath[] = [];
  let left = content;
  // What a fault leaves may be faulty by itself: a spec without its column. Each round takes a level more away.
  for (let round = 0; round < 5 && left !== undefined; round += 1) {
    const read = mappingSchema.safeParse(left);
    if (read.success) return { parsed: read.data, faulty };
    const faults = schemaDiagnostics(read.error.issues, left);
    if (round === 0) for (const { code, message, path, what } of faults) report(code, message, path, what);
    const paths = faults.map((fault) => fault.removed ?? fault.path);
    faulty.push(...paths);
    left = soundPart(left, paths);
  }
  return { parsed: undefined, faulty };
}

function hides(faulty: MappingPath, place: MappingPath): boolean {
  const shared = Math.min(faulty.length, place.length);
  if (!faulty.slice(0, shared).every((step, index) => String(step) === String(place[index]))) return false;
  // Of the fields more is to be told than of the field that is faulty.
  return place.length > 1 || faulty.length === 1 || (place[0] !== 'fields' && place[0] !== 'custom');
}

function contentOf(document: Document, fail: (message: string) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return fail(`The aliases of this file cannot be resolved: ${(error as Error).message}.`);
  }
}

function syntaxProblem(error: YAMLParseError, text: string, lines: LineCounter): MappingProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  const place: SourcePosition = { line: Math.max(1, line), column: Math.max(1, col) };
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^[^:\r\n]*/.exec(text.slice(error.pos[0]))?.[0].trim() ?? '';
    return {
      code: 'twice',
      message: `"${key}" stands here a second time; only one can count. Remove one.`,
      position: place,
    };
  }
  return { code: 'syntax', message: `This is not YAML: ${error.message}.${adviceOn(error)}`, position: place };
}

function adviceOn({ code }: YAMLParseError): string {
  if (code === 'TAB_AS_INDENT') return ' Indent with spaces, not with tabs.';
  if (code === 'BAD_INDENT') return ' Lines of one section begin below one another.';
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY')
    return ' If a name holds ": " or begins with a sign such as #, & or *, put it in quotes.';
  return '';
}

/** The sections whose members are fields; `tags` has its two fields there. */
const FIELD_SECTIONS = ['fields', 'custom', 'tags', 'stage', 'follow-up', 'blacklist'];

/**
 * Gives the scalars that become values of fields the text that stands in the file: YAML reads `0170123` as the number
 * 170123, rounds one of twenty digits, and takes the plus from `+49170`. Where a number is meant, the field's type
 * reads it from the text. Names are texts, too: the `01` of `values` and of `custom`.
 */
function preserveScalarText(document: Document): void {
  if (!isMap(document.contents)) return;
  for (const section of FIELD_SECTIONS) {
    const fields = document.contents.get(section, true);
    if (!isMap(fields)) continue;
    keepKeys(fields);
    for (const { value } of fields.items) if (isMap(value)) keepSpec(document, value);
  }
}

/** The text of a key, as duplicates are told: `1` and `01` are two. */
function isSameKey(one: ParsedNode, other: ParsedNode): boolean {
  return one === other || (isScalar(one) && isScalar(other) && writtenText(one) === writtenText(other));
}

function keepSpec(document: Document, spec: YAMLMap): void {
  for (const pair of spec.items) {
    const key = isScalar(pair.key) ? pair.key.value : undefined;
    if (key === 'const' || key === 'otherwise') pair.value = kept(document, pair.value);
    if (key === 'values' && isMap(pair.value)) {
      keepKeys(pair.value);
      for (const entry of pair.value.items) entry.value = kept(document, entry.value);
    }
    if (key === 'transform') keepParameters(document, pair.value);
  }
}

/** Parameters of transforms that are texts by themselves. */
function keepParameters(document: Document, given: unknown): void {
  for (const use of isSeq(given) ? given.items : [given]) {
    if (!isMap(use)) continue;
    for (const pair of use.items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      if (transforms.get(name)?.takesTexts) pair.value = kept(document, pair.value);
    }
  }
}

/** The node with its written text for its value; a list with those of its items. */
function kept(document: Document, given: unknown): unknown {
  const node = isAlias(given) ? given.resolve(document) : given;
  if (isSeq(node)) {
    node.items = node.items.map((item) => kept(document, item));
    return given;
  }
  if (!isScalar(node) || node.value === null || typeof node.value === 'string') return given;
  const text = writtenText(node);
  // What an alias names may be a number elsewhere.
  if (node !== given) return new Scalar(text);
  node.value = text;
  return node;
}

function keepKeys(map: YAMLMap): void {
  for (const { key } of map.items) if (isScalar(key)) key.value = writtenText(key);
}

function writtenText(node: Scalar | (Node & { value: unknown; source?: string })): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value ?? ''));
}
