import { type Cell, cellText, type Row } from '../../files/row.ts';
import { type CellValue, isList } from '../compile/piece.ts';
import { ValueError } from '../refusal.ts';
import type { TransformUse } from './parse-transforms.ts';
import type { Apply, ApplyToAll } from './transform.ts';

/** One step of a chain of transforms. */
type Link = (piece: CellValue, row: Row | undefined) => CellValue | ValueError;

/** All transforms of a field as one function. */
export interface TransformChain {
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
