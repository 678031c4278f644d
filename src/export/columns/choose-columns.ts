import { z } from 'zod';
import { ExportError, nameSuggestion } from '../export-error.ts';
import { EXPORT_MESSAGES } from '../messages.ts';
import type { ExportColumn } from './stream-columns.ts';

/** A requested column by its name, and its name in the file if that differs. */
export interface ColumnChoice {
  readonly name: string;
  readonly as?: string;
}

/** The requested columns, in that order. Errors: `ExportError` for an unknown name, and for two columns of one name. */
export function chooseColumns(
  known: readonly ExportColumn[],
  wanted: readonly ColumnChoice[],
  stream: string,
): readonly ExportColumn[] {
  const chosen = wanted.map(({ name, as }) => {
    const found = findColumn(known, name);
    if (found) return as === undefined ? found : { ...found, name: as };
    const names = known.map((column) => column.name);
    const { text } = EXPORT_MESSAGES['unknown-column'];
    throw new ExportError('unknown-column', text.error(stream, name, nameSuggestion(name, names)));
  });
  const twice = chosen.find(({ name }, index) => chosen.findIndex((other) => other.name === name) !== index);
  if (twice) throw new ExportError('column-twice', EXPORT_MESSAGES['column-twice'].text.error(twice.name));
  return chosen;
}

/** The column with this name, which may be a custom field's variable or id. */
export function findColumn(known: readonly ExportColumn[], name: string): ExportColumn | undefined {
  const folded = name.toLowerCase();
  return (
    known.find((column) => column.name === name) ??
    known.find(({ also }) => also?.includes(name)) ??
    known.find((column) => column.name.toLowerCase() === folded)
  );
}

const name = z.string().min(1);

/** A column by its name, or by its name and a new one: `tel: Mobile`. */
const column = z
  .union([name, z.record(name, name)], { error: 'must be a column’s name, or name: new name' })
  .refine((choice) => typeof choice === 'string' || Object.keys(choice).length === 1, {
    message: 'must name one column; give each column its own list entry',
  });

/** A file that defines the columns of an export, their order and their names, and its filters. */
export const columnFileSchema = z.strictObject({
  version: z.literal(1, { error: 'must be 1, the version of this file format' }),
  stream: name.meta({ description: 'The stream to export.' }),
  columns: z.array(column).min(1).optional().meta({ description: 'The columns, in order; `tel: Mobile` renames one.' }),
  where: z
    .record(name, z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]))
    .optional()
    .meta({ description: 'Filters, as with --where.' }),
  tz: name.optional().meta({ description: 'Time zone of the times.' }),
  raw: z.boolean().optional().meta({ description: 'Codes, times and custom fields as the API sends them.' }),
  details: z.boolean().optional().meta({ description: 'Read all details of each customer.' }),
  tags: z.boolean().optional().meta({ description: 'Add the names of each customer’s tags.' }),
});

export type ColumnFile = z.output<typeof columnFileSchema>;

/** The columns in a column file. */
export function fileColumns({ columns }: ColumnFile): readonly ColumnChoice[] | undefined {
  return columns?.map((choice) => {
    if (typeof choice === 'string') return { name: choice };
    const [[from, as] = ['', '']] = Object.entries(choice);
    return { name: from, as };
  });
}

/** The filters in a column file, in the form of `--where`. */
export function fileWhere({ where = {} }: ColumnFile): string[] {
  return Object.entries(where).flatMap(([filter, values]) => [values].flat().map((value) => `${filter}=${value}`));
}
