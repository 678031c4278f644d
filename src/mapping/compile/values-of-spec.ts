import { type Cell, cellText, type Row } from '../../files/row.ts';
import type { FieldSpecObject } from '../field-spec.ts';
import { ValueError } from '../refusal.ts';
import { nameSplitter, separatorPattern } from '../split-names.ts';
import { compileTransforms, TransformFault } from '../transforms/compile-transforms.ts';
import { parseTransforms } from '../transforms/parse-transforms.ts';
import { splitText } from '../transforms/text.ts';
import type { MappingPath } from '../yaml-places.ts';
import type { CleanText } from './clean-text.ts';
import type { CompileContext } from './compile-context.ts';
import { type CellValue, isList, itemsOf } from './piece.ts';
import { compileSource, findColumn } from './read-source.ts';
import type { ValueSource } from './source.ts';
import { compileValueMap } from './value-map.ts';

/** A field's value before its type is looked at: where it is read, and what is done to it then. */
export interface SpecValues {
  readonly source: ValueSource;
  /** Transforms, split and `values`, where there are any. */
  readonly shape: ValueTransform | undefined;
  /** What is done to it depends on other columns, too. */
  readonly readsRow?: boolean;
  /** The values that `values` leave out of what was read; undefined where there is no such map. */
  readonly unsentOf?: ((piece: CellValue, row: Row) => readonly string[]) | undefined;
}

type ValueTransform = (piece: CellValue, row?: Row) => CellValue | ValueError;

/** Whether a text is the name of something that the field may hold. */
export type KnowsName = (name: string) => boolean;

/** Compiles the part of a spec that is the same for every field. `undefined` where it cannot be, which has been reported. */
export async function compileSpecValues(
  context: CompileContext,
  spec: FieldSpecObject,
  path: MappingPath,
  { clean, knows }: { readonly clean: CleanText; readonly knows?: KnowsName | undefined },
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
  const transform = uses.length === 0 ? undefined : chain.apply;
  const shape = compileValueTransform(spec, transform, knows);
  return { source, shape, readsRow: chain.readsRow, unsentOf: compileUnsent(spec, transform, knows) };
}

/** Transforms, split and values as one function; `undefined` where the spec has none of them. */
export function compileValueTransform(
  spec: FieldSpecObject,
  transform: ValueTransform | undefined,
  knows: KnowsName | undefined,
): ValueTransform | undefined {
  const split = spec.split === undefined || spec.path ? plainSplit(spec.split) : splitInto(spec, knows);
  const mapOne = compileValueMap(spec);
  if (transform === undefined && split === undefined && mapOne === undefined) return undefined;
  return (piece, row) => {
    let current: CellValue | ValueError = transform === undefined ? piece : transform(piece, row);
    if (current instanceof ValueError) return current;
    if (split !== undefined) current = splitItems(current, split);
    if (current instanceof ValueError) return current;
    return mapOne === undefined ? current : mapValues(current, mapOne);
  };
}

/** What `values` leave out, asked only of the few rows that go without something. */
function compileUnsent(
  spec: FieldSpecObject,
  transform: ValueTransform | undefined,
  knows: KnowsName | undefined,
): SpecValues['unsentOf'] {
  const mapOne = compileValueMap(spec);
  if (mapOne === undefined) return undefined;
  const { values: _, otherwise: __, ...before } = spec;
  const shape = compileValueTransform(before, transform, knows);
  return (piece, row) => {
    const shaped = shape === undefined ? piece : shape(piece, row);
    if (shaped instanceof ValueError) return [];
    const isUnsent = (item: Cell): boolean => {
      const value = mapOne(item);
      return cellText(item) !== '' && !(value instanceof ValueError) && cellText(value) === '';
    };
    return itemsOf(shaped).filter(isUnsent).map(cellText);
  };
}

type Split = (text: string) => readonly string[] | ValueError;

function splitItems(piece: CellValue, split: Split): CellValue | ValueError {
  const parts: string[] = [];
  for (const item of itemsOf(piece)) {
    const found = split(cellText(item));
    if (found instanceof ValueError) return found;
    parts.push(...found);
  }
  return parts;
}

function plainSplit(separators: FieldSpecObject['split']): Split | undefined {
  if (separators === undefined) return undefined;
  const separator = typeof separators === 'string' ? separators : new RegExp(separatorPattern(separators));
  return (text) => splitText(text, separator);
}

/** Names of a list may hold a separator, as may the texts that `values` lists. */
function splitInto({ split = [], values = {} }: FieldSpecObject, knows: KnowsName | undefined): Split | undefined {
  if (knows === undefined) return plainSplit(split);
  return nameSplitter([split].flat(), (name) => Object.hasOwn(values, name) || knows(name));
}

function mapValues(piece: CellValue, mapOne: (cell: Cell) => Cell | ValueError): CellValue | ValueError {
  if (!isList(piece)) return cellText(piece) === '' ? piece : mapOne(piece);
  const mapped: Cell[] = [];
  for (const item of itemsOf(piece)) {
    const value = mapOne(item);
    if (value instanceof ValueError) return value;
    mapped.push(value);
  }
  return mapped;
}
