import { type Cell, cellText, type Row } from '../../files/index.ts';
import { didYouMean, t } from '../../words/index.ts';
import { FAULT_MESSAGES } from '../fault-messages.ts';
import { fold } from '../fold.ts';
import type { FieldSpecObject } from '../mapping-schema.ts';
import { memoize } from '../memoize.ts';
import { nameSplitter, separatorPattern } from '../split-names.ts';
import { compileTransforms, parseTransforms, TransformFault } from '../transforms/index.ts';
import { digitsOfNumber } from '../transforms/numbers.ts';
import { splitText } from '../transforms/text.ts';
import { listed, ValueError, valueErrorSentence } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import type { MappingPath } from '../yaml-positions.ts';
import type { CleanText } from './clean-cells.ts';
import type { CompileContext } from './compile-context.ts';
import { type CellValue, isList, itemsOf, type ValueSource, valueText } from './field-value.ts';
import { compileSource, findColumn } from './value-source.ts';

/** How a field's value is read and transformed, before it is converted to the field's type. */
export interface SpecValues {
  readonly source: ValueSource;
  /** Transforms, split and `values` as one function; undefined where there are none. */
  readonly convert: ValueTransform | undefined;
  /** Whether the transforms read other columns too. */
  readonly readsRow?: boolean;
  /** The parts of the read value that `values` leaves out; undefined where there is no `values`. */
  readonly unsentOf?: ((value: CellValue, row: Row) => readonly string[]) | undefined;
}

type ValueTransform = (value: CellValue, row?: Row) => CellValue | ValueError;

/** Whether a text is the name of something that the field may hold. */
export type KnowsName = (name: string) => boolean;

/** Compiles the part of a spec that is the same for every field. `undefined` after an error, which has been reported. */
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
      const { transform, path: transformPath } = error.use;
      context.report(
        'bad-transform',
        FAULT_MESSAGES['bad-transform'].text.failed(transform.name, error.message),
        transformPath,
      );
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
  const convert = compileValueTransform(spec, transform, knows);
  return { source, convert, readsRow: chain.readsRow, unsentOf: compileUnsent(spec, transform, knows) };
}

/** Compiles transforms, split and values to one function; `undefined` where the spec has none of them. */
function compileValueTransform(
  spec: FieldSpecObject,
  transform: ValueTransform | undefined,
  knows: KnowsName | undefined,
): ValueTransform | undefined {
  const split = spec.split === undefined || spec.path ? plainSplit(spec.split) : splitInto(spec, knows);
  const mapOne = compileValueMap(spec);
  if (transform === undefined && split === undefined && mapOne === undefined) return undefined;
  return (value, row) => {
    let current: CellValue | ValueError = transform === undefined ? value : transform(value, row);
    if (current instanceof ValueError) return current;
    if (split !== undefined) current = splitItems(current, split);
    if (current instanceof ValueError) return current;
    return mapOne === undefined ? current : mapValues(current, mapOne);
  };
}

/** Compiles the function that finds what `values` leaves out; it is called only for the few rows that leave something out. */
function compileUnsent(
  spec: FieldSpecObject,
  transform: ValueTransform | undefined,
  knows: KnowsName | undefined,
): SpecValues['unsentOf'] {
  const mapOne = compileValueMap(spec);
  if (mapOne === undefined) return undefined;
  const { values: _, otherwise: __, ...before } = spec;
  const convert = compileValueTransform(before, transform, knows);
  return (value, row) => {
    const converted = convert === undefined ? value : convert(value, row);
    if (converted instanceof ValueError) return [];
    const isUnsent = (item: Cell): boolean => {
      const mapped = mapOne(item);
      return cellText(item) !== '' && !(mapped instanceof ValueError) && cellText(mapped) === '';
    };
    return itemsOf(converted).filter(isUnsent).map(cellText);
  };
}

type Split = (text: string) => readonly string[] | ValueError;

function splitItems(value: CellValue, split: Split): CellValue | ValueError {
  const parts: string[] = [];
  for (const item of itemsOf(value)) {
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

/** Names in a list may contain a separator, and so may the texts that `values` lists. */
function splitInto({ split = [], values = {} }: FieldSpecObject, knows: KnowsName | undefined): Split | undefined {
  if (knows === undefined) return plainSplit(split);
  return nameSplitter([split].flat(), (name) => Object.hasOwn(values, name) || knows(name));
}

function mapValues(value: CellValue, mapOne: (cell: Cell) => Cell | ValueError): CellValue | ValueError {
  if (!isList(value)) return cellText(value) === '' ? value : mapOne(value);
  const mapped: Cell[] = [];
  for (const item of itemsOf(value)) {
    const result = mapOne(item);
    if (result instanceof ValueError) return result;
    mapped.push(result);
  }
  return mapped;
}

/** The value of `const:` after split and values; `undefined` after an error, which has been reported. */
export function compileConstantValue(
  context: CompileContext,
  spec: FieldSpecObject,
  path: MappingPath,
  knows?: KnowsName,
): CellValue | undefined {
  const given: CellValue = Array.isArray(spec.const) ? spec.const.map(String) : String(spec.const);
  const value = compileValueTransform(spec, undefined, knows)?.(given) ?? given;
  if (!(value instanceof ValueError)) return value;
  context.report(value.code, valueErrorSentence(valueText(given), value), [...path, 'const']);
  return undefined;
}

const OTHERWISE_WORDS = ['reject', 'blank', 'keep'];

/** Converts the results of `values` and `otherwise` once, so that a wrong one is a fault of the mapping and not of a thousand rows. */
export async function checkValues(
  context: CompileContext,
  spec: FieldSpecObject,
  path: MappingPath,
  convert: (text: string) => unknown,
): Promise<void> {
  const results: [MappingPath, unknown][] = Object.entries(spec.values ?? {}).map(([key, value]) => [
    [...path, 'values', key],
    value,
  ]);
  if (spec.otherwise !== undefined && !OTHERWISE_WORDS.includes(String(spec.otherwise))) {
    results.push([[...path, 'otherwise'], spec.otherwise]);
  }
  for (const [resultPath, result] of results) {
    if (result === null || result === '') continue;
    const converted = await convert(String(result));
    if (!(converted instanceof ValueError)) continue;
    const advice = resultPath.at(-1) === 'otherwise' ? t` Or write one of ${OTHERWISE_WORDS.join(', ')}.` : '';
    context.report(converted.code, `${valueErrorSentence(String(result), converted)}${advice}`, resultPath);
  }
}

/** Compiles `values:` and `otherwise:`; a blank result leaves the field out. */
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
      return new ValueError('ambiguous', VALUE_MESSAGES.ambiguous.text.values(listed(alike)));
    }
    if (first !== undefined) return first;
    if (otherwise === 'keep') return text;
    if (otherwise === 'blank') return '';
    if (otherwise !== 'reject') return textOf(otherwise);
    const suggestion = didYouMean(text, names);
    return new ValueError('not-allowed', VALUE_MESSAGES['not-allowed'].text.noneOf(listed(names, 12), suggestion));
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
