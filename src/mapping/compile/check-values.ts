import type { FieldSpecObject } from '../field-spec.ts';
import { ValueError, valueErrorSentence } from '../refusal.ts';
import type { MappingPath } from '../yaml-places.ts';
import type { CompileContext } from './compile-context.ts';

const OTHERWISE_WORDS = ['reject', 'blank', 'keep'];

/** Tries out what `values` and `otherwise` write, so that a wrong one is the mapping's fault and not that of a thousand rows. */
export async function checkValues(
  context: CompileContext,
  spec: FieldSpecObject,
  path: MappingPath,
  convert: (text: string) => unknown,
): Promise<void> {
  const written: [MappingPath, unknown][] = Object.entries(spec.values ?? {}).map(([key, value]) => [
    [...path, 'values', key],
    value,
  ]);
  if (spec.otherwise !== undefined && !OTHERWISE_WORDS.includes(String(spec.otherwise))) {
    written.push([[...path, 'otherwise'], spec.otherwise]);
  }
  for (const [place, value] of written) {
    if (value === null || value === '') continue;
    const made = await convert(String(value));
    if (!(made instanceof ValueError)) continue;
    const advice = place.at(-1) === 'otherwise' ? ` Or write one of ${OTHERWISE_WORDS.join(', ')}.` : '';
    context.report(made.code, `${valueErrorSentence(String(value), made)}${advice}`, place);
  }
}
