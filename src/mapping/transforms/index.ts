import { type Cell, cellText, type Row } from '../../files/index.ts';
import { didYouMean } from '../../words/index.ts';
import { type CellValue, isList } from '../compile/field-value.ts';
import type { FieldSpecObject } from '../mapping-schema.ts';
import { listed, ValueError } from '../value-error.ts';
import type { MappingPath } from '../yaml-positions.ts';
import { dateTransforms } from './dates.ts';
import { numberTransforms } from './numbers.ts';
import { phone } from './phone.ts';
import { hash, replace, textTransforms } from './text.ts';
import type { Apply, ApplyToAll, Transform } from './transform.ts';

const ALL: readonly Transform[] = [...textTransforms, phone, ...dateTransforms, ...numberTransforms, replace, hash];

/** Every transform of the mapping language by its name. */
export const transforms: ReadonlyMap<string, Transform> = new Map(ALL.map((transform) => [transform.name, transform]));

/** A transform as a mapping uses it, its parameter checked. */
interface TransformUse {
  readonly transform: Transform;
  readonly parameter: unknown;
  readonly path: MappingPath;
}

/** Reads a field's transforms; what is wrong goes to `report`. */
export function parseTransforms(
  spec: FieldSpecObject['transform'],
  path: MappingPath,
  report: (code: string, message: string, path: MappingPath) => void,
): TransformUse[] {
  if (spec === undefined) return [];
  const uses: TransformUse[] = [];
  const parse = (item: string | Record<string, unknown>, place: MappingPath): void => {
    const entries: [string, unknown][] = typeof item === 'string' ? [[item, undefined]] : Object.entries(item);
    const [entry] = entries;
    if (entry === undefined || entries.length > 1) {
      report('bad-transform', 'One transform has one name: write a list, such as [trim, { slice: 50 }].', place);
      return;
    }
    const [name, value] = entry;
    const transform = transforms.get(name);
    if (transform === undefined) {
      const names = [...transforms.keys()];
      const suggestion = didYouMean(name, names);
      report(
        'unknown-transform',
        `There is no transform "${name}".${suggestion === '' ? ` There are ${listed(names, 30)}.` : suggestion}`,
        place,
      );
      return;
    }
    const parsed = transform.parameter.safeParse(value ?? undefined);
    if (parsed.success) uses.push({ transform, parameter: parsed.data, path: place });
    else {
      const example = JSON.stringify(transform.examples[0]?.use);
      const reason = reasonOf(parsed.error.issues[0]);
      report(
        'bad-transform',
        `Transform "${name}" cannot take that parameter${reason}. Write it like ${example}.`,
        place,
      );
    }
  };
  if (Array.isArray(spec)) for (const [index, item] of spec.entries()) parse(item, [...path, index]);
  else parse(spec, path);
  return uses;
}

interface Issue {
  readonly code?: string | undefined;
  readonly message: string;
  readonly errors?: readonly (readonly Issue[])[];
}

/** The reason that a schema of ours gave, in its own words; zod's are for programmers. */
function reasonOf(issue: Issue | undefined): string {
  if (issue?.code === 'custom') return `: ${issue.message}`;
  const inner = issue?.errors?.flat().find(({ code }) => code === 'custom');
  return inner === undefined ? '' : `: ${inner.message}`;
}

/** One step of a chain of transforms. */
type Link = (piece: CellValue, row: Row | undefined) => CellValue | ValueError;

/** All transforms of a field as one function. */
interface TransformChain {
  readonly apply: (piece: CellValue, row?: Row) => CellValue | ValueError;
  /** It reads other columns of the row than the field's own. */
  readonly readsRow: boolean;
  readonly keepsSpace: boolean;
  /** The first transform takes all columns together. */
  readonly startsWithAll: boolean;
}

/**
 * Compiles the transforms of a field.
 * `findColumn` tells where the columns are that a transform reads besides, and reports one that there is not.
 * @throws TransformFault where a parameter cannot work.
 */
export async function compileTransforms(
  uses: readonly TransformUse[],
  findColumn: (name: string, use: TransformUse) => number | undefined = () => undefined,
): Promise<TransformChain> {
  let readsRow = false;
  const links: Link[] = [];
  for (const use of uses) {
    const { transform, parameter } = use;
    try {
      if (transform.makeForAll !== undefined) links.push(forAll(transform.makeForAll(parameter as never)));
      else if (transform.make !== undefined) {
        const besides = (transform.columnsOf?.(parameter as never) ?? []).flatMap(
          (name) => findColumn(name, use) ?? [],
        );
        readsRow ||= besides.length > 0;
        links.push(forEach(await transform.make(parameter as never), transform.onBlank === true, besides));
      }
    } catch (error) {
      throw new TransformFault(use, (error as Error).message);
    }
  }
  return {
    keepsSpace: uses.some(({ transform }) => transform.keepsSpace),
    startsWithAll: uses[0]?.transform.makeForAll !== undefined,
    readsRow,
    apply(piece, row) {
      let current = piece;
      for (const link of links) {
        const next = link(current, row);
        if (next instanceof ValueError) return next;
        current = next;
      }
      return current;
    },
  };
}

/** A transform's parameter that cannot work, such as a pattern that is none. */
export class TransformFault extends Error {
  readonly use: TransformUse;

  constructor(use: TransformUse, message: string) {
    super(message);
    this.use = use;
  }
}

function forAll(apply: ApplyToAll): Link {
  return (piece) => apply(isList(piece) ? piece : [piece]);
}

const NONE: readonly Cell[] = [];

function forEach(apply: Apply, onBlank: boolean, columns: readonly number[]): Link {
  const one = (cell: Cell, besides: readonly Cell[]): CellValue | ValueError =>
    !onBlank && cellText(cell) === '' ? cell : apply(cell, besides);
  return (piece, row) => {
    const besides = columns.length === 0 ? NONE : columns.map((place) => row?.cells[place] ?? '');
    if (!isList(piece)) return one(piece, besides);
    const made: Cell[] = [];
    for (const cell of piece) {
      const value = one(cell, besides);
      if (value instanceof ValueError) return value;
      if (isList(value)) made.push(...value);
      else made.push(value);
    }
    return made;
  };
}
