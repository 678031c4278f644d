import { type Document, isScalar, LineCounter, parseDocument, visit, type YAMLParseError } from 'yaml';
import { checkMapping } from './check-mapping.ts';
import type { LoadedMapping } from './loaded-mapping.ts';
import { MappingError, type MappingProblem } from './mapping-error.ts';
import { type Mapping, mappingSchema } from './mapping-schema.ts';
import type { SourcePosition } from './place.ts';
import { schemaDiagnostics } from './schema-problems.ts';
import { soundPart } from './sound-part.ts';
import { isSameKey, preserveScalarText } from './written-scalars.ts';
import { type MappingPath, placesOf } from './yaml-places.ts';

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
