import { type Cell, cellText } from '../../files/row.ts';
import { isList, type Piece } from '../compile/piece.ts';
import { Refusal } from '../refusal.ts';
import type { TransformUse } from './parse-transforms.ts';
import type { Apply, ApplyToAll } from './transform.ts';

/** One step of a chain of transforms. */
type Link = (piece: Piece) => Piece | Refusal;

/** All transforms of a field as one function. */
export interface TransformChain {
  readonly apply: (piece: Piece) => Piece | Refusal;
  readonly keepsSpace: boolean;
  /** The first transform takes all columns together. */
  readonly startsWithAll: boolean;
}

/**
 * Compiles the transforms of a field.
 * @throws TransformFault where a parameter cannot work.
 */
export async function compileTransforms(uses: readonly TransformUse[]): Promise<TransformChain> {
  const links: Link[] = [];
  for (const use of uses) {
    const { transform, parameter } = use;
    try {
      if (transform.makeForAll !== undefined) links.push(forAll(transform.makeForAll(parameter as never)));
      else if (transform.make !== undefined)
        links.push(forEach(await transform.make(parameter as never), transform.onBlank === true));
    } catch (error) {
      throw new TransformFault(use, (error as Error).message);
    }
  }
  return {
    keepsSpace: uses.some(({ transform }) => transform.keepsSpace),
    startsWithAll: uses[0]?.transform.makeForAll !== undefined,
    apply(piece) {
      let current = piece;
      for (const link of links) {
        const next = link(current);
        if (next instanceof Refusal) return next;
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

function forEach(apply: Apply, onBlank: boolean): Link {
  const one = (cell: Cell): Piece | Refusal => (!onBlank && cellText(cell) === '' ? cell : apply(cell));
  return (piece) => {
    if (!isList(piece)) return one(piece);
    const made: Cell[] = [];
    for (const cell of piece) {
      const value = one(cell);
      if (value instanceof Refusal) return value;
      if (isList(value)) made.push(...value);
      else made.push(value);
    }
    return made;
  };
}
