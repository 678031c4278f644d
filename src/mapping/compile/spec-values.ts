import { type Cell, cellText, type Row } from '../../files/index.ts';
import { didYouMean } from '../../words/index.ts';
import { fold } from '../fold.ts';
import type { FieldSpecObject } from '../mapping-schema.ts';
import { memoize } from '../memoize.ts';
import { nameSplitter, separatorPattern } from '../split-names.ts';
import { compileTransforms, parseTransforms, TransformFault } from '../transforms/index.ts';
import { digitsOfNumber } from '../transforms/numbers.ts';
import { splitText } from '../transforms/text.ts';
import { listed, ValueError, valueErrorSentence } from '../value-error.ts';
import type { MappingPath } from '../yaml-positions.ts';
import type { CleanText } from './clean-cells.ts';
import type { CompileContext } from './compile-context.ts';
import { type CellValue, isList, itemsOf, type ValueSource, valueText } from './field-value.ts';
import { compileSource, findColumn } from './value-source.ts';

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
function compileValueTransform(
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

/** Compiles `values:` and `otherwise:`; a blank answer leaves the field out. */
function compileValueMap(spec: FieldSpecObject): ((cell: Cell) => Cell | ValueError) | undefined {
  if (spec.values === undefined) return undefined;
  const exact = new Map(Object.entries(spec.values).map(([name, value]) => [name, textOf(value)]));
  const folded = Map.groupBy(exact.keys(), fold);
  const names = [...exact.keys()];
  const { otherwise = 'reject' } = spec;
  const find = memoize((text): string | ValueError => {
    const value = exact.get(text);
    if (value !== undefined) return value;
    const alike = folded.get(fold(text)) ?? [];
    const [first, second] = new Set(alike.map((name) => exact.get(name)));
    if (second !== undefined) {
      return new ValueError('ambiguous', `may be any of ${listed(alike)}; write one of them as it is spelled`);
    }
    if (first !== undefined) return first;
    if (otherwise === 'keep') return text;
    if (otherwise === 'blank') return '';
    if (otherwise !== 'reject') return textOf(otherwise);
    const suggestion = didYouMean(text, names);
    return new ValueError('not-allowed', `is none of ${listed(names, 12)}.${suggestion}`.replace(/\.$/, ''));
  });
  return (cell) => {
    // A workbook may show 1 as 1.00.
    const plain = typeof cell !== 'string' && typeof cell.value === 'number' ? digitsOfNumber(cell.value) : undefined;
    return find(plain !== undefined && exact.has(plain) ? plain : cellText(cell));
  };
}

function textOf(value: string | number | boolean | null): string {
  return value === null ? '' : String(value);
}
