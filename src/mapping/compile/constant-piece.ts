import type { FieldSpecObject } from '../field-spec.ts';
import { Refusal, refusalSentence } from '../refusal.ts';
import type { MappingPath } from '../yaml-places.ts';
import type { CompileContext } from './compile-context.ts';
import { type Piece, pieceText } from './piece.ts';
import { compileShape, type KnowsName } from './values-of-spec.ts';

/** The value of `const:` after split and values; `undefined` where it cannot be, which has been reported. */
export function constantPiece(
  context: CompileContext,
  spec: FieldSpecObject,
  path: MappingPath,
  knows?: KnowsName,
): Piece | undefined {
  const given: Piece = Array.isArray(spec.const) ? spec.const.map(String) : String(spec.const);
  const piece = compileShape(spec, undefined, knows)?.(given) ?? given;
  if (!(piece instanceof Refusal)) return piece;
  context.report(piece.code, refusalSentence(pieceText(given), piece), [...path, 'const']);
  return undefined;
}
