import type { FieldSpecObject } from '../field-spec.ts';
import { ValueError, valueErrorSentence } from '../refusal.ts';
import type { MappingPath } from '../yaml-places.ts';
import type { CompileContext } from './compile-context.ts';
import { type CellValue, valueText } from './piece.ts';
import { compileValueTransform, type KnowsName } from './values-of-spec.ts';

/** The value of `const:` after split and values; `undefined` where it cannot be, which has been reported. */
export function compileConstantValue(
  context: CompileContext,
  spec: FieldSpecObject,
  path: MappingPath,
  knows?: KnowsName,
): CellValue | undefined {
  const given: CellValue = Array.isArray(spec.const) ? spec.const.map(String) : String(spec.const);
  const piece = compileValueTransform(spec, undefined, knows)?.(given) ?? given;
  if (!(piece instanceof ValueError)) return piece;
  context.report(piece.code, valueErrorSentence(valueText(given), piece), [...path, 'const']);
  return undefined;
}
