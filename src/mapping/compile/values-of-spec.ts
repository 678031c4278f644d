import { type Cell, cellText, type Row } from '../../files/row.ts';
import type { FieldSpecObject } from '../field-spec.ts';
import { Refusal } from '../refusal.ts';
import { compileTransforms, TransformFault } from '../transforms/compile-transforms.ts';
import { parseTransforms } from '../transforms/parse-transforms.ts';
import { splitText } from '../transforms/text.ts';
import type { MappingPath } from '../yaml-places.ts';
import type { CleanText } from './clean-text.ts';
import type { CompileContext } from './compile-context.ts';
import { isList, itemsOf, type Piece } from './piece.ts';
import { compileSource, findColumn } from './read-source.ts';
import type { Source } from './source.ts';
import { compileValueMap } from './value-map.ts';

/** A field's value before its type is looked at: where it is read, and what is done to it then. */
export interface SpecValues {
  readonly source: Source;
  /** Transforms, split and `values`, where there are any. */
  readonly shape: Shape | undefined;
  /** What is done to it depends on other columns, too. */
  readonly readsRow?: boolean;
}

type Shape = (piece: Piece, row?: Row) => Piece | Refusal;

/** Compiles the part of a spec that is the same for every field. `undefined` where it cannot be, which has been reported. */
export async function compileSpecValues(
  context: CompileContext,
  spec: FieldSpecObject,
  path: MappingPath,
  clean: CleanText,
): Promise<SpecValues | undefined> {
  const uses = parseTransforms(spec.transform, [...path, 'transform'], () => {});
  const chain = await compileTransforms(uses, (name, use) => findColumn(context, name, use.path)).catch(
    (error: unknown) => {
      if (!(error instanceof TransformFault)) throw error;
      const { transform, path: place } = error.use;
      context.report('bad-transform', `Transform "${transform.name}" cannot work: ${error.message}.`, place);
      return undefined;
    },
  );
  const source = await compileSource(context, spec, path, {
    clean,
    keepsSpace: chain?.keepsSpace ?? false,
    allColumns: spec.path === true || (chain?.startsWithAll ?? false),
  });
  if (source === undefined || chain === undefined) return undefined;
  return { source, shape: compileShape(spec, uses.length === 0 ? undefined : chain.apply), readsRow: chain.readsRow };
}

/** Transforms, split and values as one function; `undefined` where the spec has none of them. */
export function compileShape(spec: FieldSpecObject, transform: Shape | undefined): Shape | undefined {
  const { split } = spec;
  const mapOne = compileValueMap(spec);
  if (transform === undefined && split === undefined && mapOne === undefined) return undefined;
  return (piece, row) => {
    let current: Piece | Refusal = transform === undefined ? piece : transform(piece, row);
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
