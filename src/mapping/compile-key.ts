import { cellText, type Row } from '../files/row.ts';
import { cleanIdentifier } from './compile/clean-text.ts';
import type { CompileContext } from './compile/compile-context.ts';
import { findColumn } from './compile/read-source.ts';
import { longForm } from './field-spec.ts';
import { nullTexts } from './null-texts.ts';

/** How a row's key is told. */
export interface KeyPlan {
  readonly column?: string;
  /** What the row has for a key that a lookup finds for it. */
  textOf?(row: Row): string | undefined;
  of(row: Row, payload: Record<string, unknown>): string | undefined;
}

/** Compiles `key:`: a mapped field, or a column that is not sent. */
export function compileKey(context: CompileContext): KeyPlan {
  const { key, fields = {} } = context.mapping.content;
  if (key === undefined) return { of: () => undefined };
  if (typeof key === 'string') {
    const spec = fields[key];
    const column = spec === undefined ? undefined : longForm(spec).column;
    const found = typeof column === 'string' ? context.columns.find(column)[0] : undefined;
    const shown = found === undefined ? undefined : context.columns.header[found];
    const isLookedUp = spec !== undefined && longForm(spec).lookup !== undefined;
    return {
      ...(shown === undefined ? {} : { column: shown }),
      ...(found !== undefined &&
        isLookedUp && { textOf: (row: Row) => cellText(row.cells[found]).trim() || undefined }),
      of: (_row, payload) => keyText(payload[key]),
    };
  }
  const nulls = nullTexts(context.mapping.content);
  const place = findColumn(context, key.column, ['key', 'column']);
  if (place === undefined) return { of: () => undefined };
  return {
    column: context.columns.header[place] ?? key.column,
    of: (row) => keyText(cleanIdentifier(cellText(nulls?.blanked(row.cells[place] ?? '') ?? row.cells[place]))),
  };
}

function keyText(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  return typeof value === 'string' ? value : String(value);
}
