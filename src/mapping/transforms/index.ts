import { type Cell, cellText, type Row } from '../../files/index.ts';
import { didYouMean } from '../../words/index.ts';
import { type CellValue, isList } from '../compile/field-value.ts';
import { FAULT_MESSAGES } from '../fault-messages.ts';
import type { FieldSpecObject } from '../mapping-schema.ts';
import { listed, ValueError } from '../value-error.ts';
import type { MappingPath } from '../yaml-positions.ts';
import { dateTransforms } from './dates.ts';
import { numberTransforms } from './numbers.ts';
import { phone } from './phone.ts';
import { hash, replace, textTransforms } from './text.ts';
import type { Apply, ApplyToAll, Transform } from './transform.ts';

const ALL_TRANSFORMS: readonly Transform[] = [
  ...textTransforms,
  phone,
  ...dateTransforms,
  ...numberTransforms,
  replace,
  hash,
];

/** Every transform of the mapping language by its name. */
export const transforms: ReadonlyMap<string, Transform> = new Map(
  ALL_TRANSFORMS.map((transform) => [transform.name, transform]),
);

/** A transform as a mapping uses it, with its validated parameter. */
interface TransformUse {
  readonly transform: Transform;
  readonly parameter: unknown;
  readonly path: MappingPath;
}

/** Reads a field's transforms; faults go to `report`. */
export function parseTransforms(
  spec: FieldSpecObject['transform'],
  path: MappingPath,
  report: (code: string, message: string, path: MappingPath) => void,
): TransformUse[] {
  if (spec === undefined) return [];
  const uses: TransformUse[] = [];
  const parse = (item: string | Record<string, unknown>, itemPath: MappingPath): void => {
    const entries: [string, unknown][] = typeof item === 'string' ? [[item, undefined]] : Object.entries(item);
    const [entry] = entries;
    if (entry === undefined || entries.length > 1) {
      report('bad-transform', FAULT_MESSAGES['bad-transform'].text.oneName(), itemPath);
      return;
    }
    const [name, value] = entry;
    const transform = transforms.get(name);
    if (transform === undefined) {
      const names = [...transforms.keys()];
      const suggestion = didYouMean(name, names);
      const { text } = FAULT_MESSAGES['unknown-transform'];
      const message = suggestion === '' ? text.listed(name, listed(names, 30)) : text.suggested(name, suggestion);
      report('unknown-transform', message, itemPath);
      return;
    }
    const parsed = transform.parameter.safeParse(value ?? undefined);
    if (parsed.success) uses.push({ transform, parameter: parsed.data, path: itemPath });
    else {
      const example = JSON.stringify(transform.examples[0]?.use) ?? name;
      const reason = reasonOf(parsed.error.issues[0]);
      report('bad-transform', FAULT_MESSAGES['bad-transform'].text.parameter(name, reason, example), itemPath);
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

/** The message of a custom check; zod's own messages are for programmers. */
function reasonOf(issue: Issue | undefined): string {
  if (issue?.code === 'custom') return `: ${issue.message}`;
  const inner = issue?.errors?.flat().find(({ code }) => code === 'custom');
  return inner === undefined ? '' : `: ${inner.message}`;
}

/** One step of a chain of transforms. */
type Link = (value: CellValue, row: Row | undefined) => CellValue | ValueError;

/** All transforms of a field as one function. */
interface TransformChain {
  readonly apply: (value: CellValue, row?: Row) => CellValue | ValueError;
  /** Whether it reads other columns of the row than the field's own. */
  readonly readsRow: boolean;
  readonly keepsSpace: boolean;
  /** Whether the first transform takes all columns together. */
  readonly startsWithAll: boolean;
}

/**
 * Compiles the transforms of a field.
 * `findColumn` returns the index of a further column that a transform reads, and reports a missing one.
 * Errors: `TransformFault` for a parameter that cannot work.
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
        const others = (transform.columnsOf?.(parameter as never) ?? []).flatMap((name) => findColumn(name, use) ?? []);
        readsRow ||= others.length > 0;
        links.push(forEach(await transform.make(parameter as never), transform.onBlank === true, others));
      }
    } catch (error) {
      throw new TransformFault(use, (error as Error).message);
    }
  }
  return {
    keepsSpace: uses.some(({ transform }) => transform.keepsSpace),
    startsWithAll: uses[0]?.transform.makeForAll !== undefined,
    readsRow,
    apply(value, row) {
      let current = value;
      for (const link of links) {
        const next = link(current, row);
        if (next instanceof ValueError) return next;
        current = next;
      }
      return current;
    },
  };
}

/** A transform's parameter that cannot work, such as an invalid pattern. */
export class TransformFault extends Error {
  readonly use: TransformUse;

  constructor(use: TransformUse, message: string) {
    super(message);
    this.use = use;
  }
}

function forAll(apply: ApplyToAll): Link {
  return (value) => apply(isList(value) ? value : [value]);
}

const NO_CELLS: readonly Cell[] = [];

function forEach(apply: Apply, onBlank: boolean, columns: readonly number[]): Link {
  const one = (cell: Cell, others: readonly Cell[]): CellValue | ValueError =>
    !onBlank && cellText(cell) === '' ? cell : apply(cell, others);
  return (value, row) => {
    const others = columns.length === 0 ? NO_CELLS : columns.map((index) => row?.cells[index] ?? '');
    if (!isList(value)) return one(value, others);
    const results: Cell[] = [];
    for (const cell of value) {
      const result = one(cell, others);
      if (result instanceof ValueError) return result;
      if (isList(result)) results.push(...result);
      else results.push(result);
    }
    return results;
  };
}
