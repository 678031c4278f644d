import type { ExportColumn } from './column.ts';
import { ExportError } from './export-error.ts';
import { nameSuggestion } from './suggestion.ts';

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
