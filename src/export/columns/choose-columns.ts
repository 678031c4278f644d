import { z } from 'zod';
import { ExportError, nameSuggestion } from '../export-error.ts';
import type { ExportColumn } from './stream-columns.ts';

/** A column that is wanted, by its name, and what it is to be called in the file. */
export interface ColumnChoice {
  readonly name: string;
  readonly as?: string;
}

/** The columns that were asked for, in that order. Throws `ExportError` for a name that none has, and for two of one name. */
export function chooseColumns(
  known: readonly ExportColumn[],
  wanted: readonly ColumnChoice[],
  stream: string,
): readonly ExportColumn[] {
  const chosen = wanted.map(({ name, as }) => {
    const found = findColumn(known, name);
    if (found) return as === undefined ? found : { ...found, name: as };
    const names = known.map((column) => column.name);
    throw new ExportError(
      'unknown-column',
      `${stream} has no column "${name}".${nameSuggestion(name, names)} See: sobot-etl streams ${stream}`,
    );
  });
  const twice = chosen.find(({ name }, index) => chosen.findIndex((other) => other.name === name) !== index);
  if (twice)
    throw new ExportError('column-twice', `two columns would be called "${twice.name}"; give one another name`);
  return chosen;
}

function findColumn(known: readonly ExportColumn[], name: string): ExportColumn | undefined {
  const folded = name.toLowerCase();
  return (
    known.find((column) => column.name === name) ??
    known.find(({ also }) => also?.includes(name)) ??
    known.find((column) => column.name.toLowerCase() === folded)
  );
}

const name = z.string().min(1);

/** A column by its name, or by its name and what it is to be called: `tel: Mobile`. */
const column = z
  .union([name, z.record(name, name)], { error: 'must be a column’s name, or name: new name' })
  .refine((choice) => typeof choice === 'string' || Object.keys(choice).length === 1, {
    message: 'must be one column: a list entry of its own for each',
  });

/** A file that says what an export has: which columns, in which order and by which names, and which rows. */
export const columnFileSchema = z.strictObject({
  version: z.literal(1, { error: 'must be 1, the version of this file’s language' }),
  stream: name.meta({ description: 'The stream that it is for.' }),
  columns: z.array(column).min(1).optional().meta({ description: 'The columns, in order; `tel: Mobile` renames one.' }),
  where: z
    .record(name, z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]))
    .optional()
    .meta({ description: 'Filters, as with --where.' }),
  tz: name.optional().meta({ description: 'Time zone in which times are shown.' }),
  raw: z.boolean().optional().meta({ description: 'Codes, times and custom fields as the API sends them.' }),
  details: z.boolean().optional().meta({ description: 'Read everything about each customer.' }),
  tags: z.boolean().optional().meta({ description: 'Add the names of each customer’s tags.' }),
});

export type ColumnFile = z.output<typeof columnFileSchema>;

/** The columns that a file chooses. */
export function fileColumns({ columns }: ColumnFile): readonly ColumnChoice[] | undefined {
  return columns?.map((choice) => {
    if (typeof choice === 'string') return { name: choice };
    const [[from, as] = ['', '']] = Object.entries(choice);
    return { name: from, as };
  });
}

/** The filters that a file gives, as `--where` takes them. */
export function fileWhere({ where = {} }: ColumnFile): string[] {
  return Object.entries(where).flatMap(([filter, values]) => [values].flat().map((value) => `${filter}=${value}`));
}
