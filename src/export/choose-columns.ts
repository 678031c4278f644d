import type { ExportColumn } from './column.ts';
import { ExportError } from './export-error.ts';
import { suggestion } from './suggestion.ts';

/** The columns that were asked for, in that order. Throws `ExportError` for a name that none has. */
export function chooseColumns(
  known: readonly ExportColumn[],
  wanted: readonly string[],
  stream: string,
): readonly ExportColumn[] {
  return wanted.map((name) => {
    const found = findColumn(known, name);
    if (found) return found;
    const names = known.map((column) => column.name);
    throw new ExportError(
      'unknown-column',
      `${stream} has no column "${name}".${suggestion(name, names)} See: sobot-etl streams ${stream}`,
    );
  });
}

function findColumn(known: readonly ExportColumn[], name: string): ExportColumn | undefined {
  const folded = name.toLowerCase();
  return (
    known.find((column) => column.name === name) ??
    known.find(({ also }) => also?.includes(name)) ??
    known.find((column) => column.name.toLowerCase() === folded)
  );
}
