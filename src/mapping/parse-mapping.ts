import { LineCounter, parseDocument } from 'yaml';
import { checkMapping } from './check-mapping.ts';
import type { LoadedMapping } from './loaded-mapping.ts';
import { MappingError, type MappingProblem } from './mapping-error.ts';
import { mappingSchema } from './mapping-schema.ts';
import { formFaults } from './schema-problems.ts';
import { placesOf } from './yaml-places.ts';

/**
 * Parses a mapping and checks all that can be checked without a spreadsheet and a tenant.
 * @throws MappingError that holds everything that is wrong.
 */
export function parseMapping(text: string, path: string): LoadedMapping {
  const problems: MappingProblem[] = [];
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, logLevel: 'error' });
  const locate = placesOf(document, lines);
  for (const error of document.errors) {
    const { line, col } = lines.linePos(error.pos[0]);
    problems.push({
      code: 'syntax',
      message: `This is not YAML: ${error.message}`,
      place: { line: Math.max(1, line), column: Math.max(1, col) },
    });
  }
  if (problems.length > 0) throw new MappingError(path, text, problems);

  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const message = `The aliases of this file cannot be resolved: ${(error as Error).message}.`;
    throw new MappingError(path, text, [{ code: 'syntax', message, place: { line: 1, column: 1 } }]);
  }
  const parsed = mappingSchema.safeParse(content ?? {});
  if (!parsed.success) {
    for (const fault of formFaults(parsed.error.issues, content)) {
      problems.push({ code: fault.code, message: fault.message, place: locate(fault.path, fault.what) });
    }
    throw new MappingError(path, text, problems);
  }
  const target = checkMapping(parsed.data, (code, message, where, what) => {
    problems.push({ code, message, place: locate(where, what) });
  });
  if (problems.length > 0 || target === undefined) throw new MappingError(path, text, problems);
  return { path, text, content: parsed.data, target, locate };
}
