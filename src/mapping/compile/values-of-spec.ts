import type { Row } from '../../files/row.ts';
import { type Cell, cellText } from '../../files/row.ts';
import type { FieldSpecObject } from '../field-spec.ts';
import { Refusal } from '../refusal.ts';
import { compileTransforms, TransformFault } from '../transforms/compile-transforms.ts';
import { parseTransforms } from '../transforms/parse-transforms.ts';
import { splitText } from '../transforms/text.ts';
import type { MappingPath } from '../yaml-places.ts';
import type { CompileContext } from './compile-context.ts';
import { isList, itemsOf, type Piece } from './piece.ts';
import { compileSource, type Source } from './read-source.ts';
import { compileValueMap } from './value-map.ts';

/** A field's value before its type is looked at: read, transformed, split, and mapped by `values`. */
export interface SpecValues {
  readonly source: Source;
  read(row: Row): Piece | Refusal | Promise<Piece | Refusal>;
}

/** Compiles the part of a spec that is the same for every field. `undefined` where it cannot be, which has been reported. */
export async function compileSpecValues(
  context: CompileContext,
  spec: FieldSpecObject,
  path: MappingPath,
): Promise<SpecValues | undefined> {
  const uses = parseTransforms(spec.transform, [...path, 'transform'], () => {});
  const chain = await compileTransforms(uses).catch((error: unknown) => {
    if (!(error instanceof TransformFault)) throw error;
    const { transform, path: place } = error.use;
    context.report('bad-transform', `Transform "${transform.name}" cannot work: ${error.message}.`, place);
    return undefined;
  });
  const source = await compileSource(context, spec, path, {
    keepsSpace: chain?.keepsSpace ?? false,
    allColumns: spec.path === true || (chain?.startsWithAll ?? false),
  });
  if (source === undefined || chain === undefined) return undefined;
  const shape = compileShape(spec, uses.length === 0 ? undefined : chain.apply);
  if (shape === undefined) return { source, read: source.read };
  return {
    source,
    read(row) {
      const piece = source.read(row);
      return piece instanceof Promise
        ? piece.then((settled) => (settled instanceof Refusal ? settled : shape(settled)))
        : piece instanceof Refusal
          ? piece
          : shape(piece);
    },
  };
}

/** Transforms, split and values as one function; `undefined` where the spec has none of them. */
export function compileShape(
  spec: FieldSpecObject,
  transform: ((piece: Piece) => Piece | Refusal) | undefined,
): ((piece: Piece) => Piece | Refusal) | undefined {
  const { split } = spec;
  const mapOne = compileValueMap(spec);
  if (transform === undefined && split === undefined && mapOne === undefined) return undefined;
  return (piece) => {
    let current: Piece | Refusal = transform === undefined ? piece : transform(piece);
    if (current instanceof Refusal) return current;
    if (split !== undefined) current = itemsOf(current).flatMap((item) => splitText(cellText(item), split));
    return mapOne === undefined ? current : mapValues(current, mapOne);
  };
}

function mapValues(piece: Piece, mapOne: (cell: Cell) => Cell | Refusal): Piece | Refusal {
  if (!isList(piece)) return cellText(piece) === '' ? piece : mapOne(piece);
  const mapped: Cell[] = [];
  for (const item of itemsOf(piece)) {
    const value = mapOne(item);
    if (value instanceof Refusal) return value;
    mapped.push(value);
  }
  return mapped;
}
