import type { z } from 'zod';
import type { Cell } from '../../files/index.ts';
import type { ValueError } from '../value-error.ts';

/** Transforms a cell; `others` are the row's cells in the further columns that it reads. It never throws. */
export type Apply = (cell: Cell, others: readonly Cell[]) => string | readonly string[] | ValueError;

/** Transforms all values together. */
export type ApplyToAll = (cells: readonly Cell[]) => string | readonly string[] | ValueError;

/** One transform of the mapping language: `{ name: parameter }`, or its bare name where it needs no parameter. */
export interface Transform {
  readonly name: string;
  readonly description: string;
  /** Schema of its parameter. The bare name gives `undefined`. */
  readonly parameter: z.ZodType;
  /** Shown in the reference and run by a test. Without `out`, the value is an error. */
  readonly examples: readonly {
    readonly use: unknown;
    readonly in: string | readonly string[];
    readonly out?: string | readonly string[];
  }[];
  /** Its parameter is a text, or texts: `{ default: 007 }` is `007`, not 7. */
  readonly takesTexts?: true;
  /** Runs on blank cells too; others are skipped for them. */
  readonly onBlank?: true;
  /** The cell is read with the space around its text. */
  readonly keepsSpace?: true;
  /** The further columns that it reads. */
  columnsOf?(parameter: never): readonly string[];
  /** Creates the function; throws an `Error` whose message explains a parameter that cannot work. */
  make?(parameter: never): Apply | Promise<Apply>;
  /** Instead of `make`: takes all columns' or parts' values together. */
  makeForAll?(parameter: never): ApplyToAll;
}

/** Declares a transform. */
export function defineTransform<Parameter extends z.ZodType>(
  transform: Omit<Transform, 'parameter' | 'columnsOf' | 'make' | 'makeForAll'> & {
    readonly parameter: Parameter;
    columnsOf?(parameter: z.output<Parameter>): readonly string[];
    make?(parameter: z.output<Parameter>): Apply | Promise<Apply>;
    makeForAll?(parameter: z.output<Parameter>): ApplyToAll;
  },
): Transform {
  return transform;
}
