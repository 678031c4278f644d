import { useMemo, useRef } from 'react';
import type { GridColumn } from '../../components/grid.tsx';

const MIN_PX = 90;
const MAX_PX = 300;
const PADDING_PX = 30;

/** How wide a character is, about: of a cell, of a column's name, and a Chinese one. */
const CHARACTER_PX = { cell: 8, name: 8.6, wide: 15 };

/** How many rows the widths are taken from, and characters of a text. */
const MEASURED_ROWS = 50;
const MEASURED_CHARACTERS = 60;

/**
 * Columns of a grid that are as wide as the first rows need, within bounds. The widths stay while rows are edited, filtered and
 * scrolled; another header gets others. Names may be repeated in a file.
 */
export function useGridColumns(
  header: readonly string[],
  cellsAt: (index: number) => readonly string[] | undefined,
): readonly GridColumn[] {
  const measured = useRef<{ readonly header: readonly string[]; readonly columns: readonly GridColumn[] }>(undefined);
  const isKnown = measured.current?.header === header;
  const isLoaded = isKnown || cellsAt(0) !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured once, when the first rows are there.
  return useMemo(() => {
    if (isKnown && measured.current) return measured.current.columns;
    const sample = Array.from({ length: MEASURED_ROWS }, (_, index) => cellsAt(index) ?? []);
    const columns = header.map((name, index) => {
      const texts = sample.map((cells) => textPx(cells[index] ?? '', CHARACTER_PX.cell));
      const width = Math.max(textPx(name, CHARACTER_PX.name), ...texts) + PADDING_PX;
      return { id: `${index}`, header: name, width: Math.round(Math.min(MAX_PX, Math.max(MIN_PX, width))) };
    });
    if (isLoaded) measured.current = { header, columns };
    return columns;
  }, [header, isLoaded]);
}

function textPx(text: string, characterPx: number): number {
  let width = 0;
  for (const character of text.slice(0, MEASURED_CHARACTERS))
    width += character > '\u2e80' ? CHARACTER_PX.wide : characterPx;
  return width;
}
