import type { GridColumn } from '../../components/grid.tsx';

const MIN_PX = 90;
const MAX_PX = 300;
const PADDING_PX = 26;

/** Columns of a grid that are as wide as their texts need, within bounds. Names may be repeated in a file. */
export function gridColumns(header: readonly string[], sample: readonly (readonly string[])[]): readonly GridColumn[] {
  return header.map((name, index) => {
    const texts = [name, ...sample.map((cells) => cells[index] ?? '')];
    const width = Math.max(...texts.map(textPx)) + PADDING_PX;
    return { id: `${index}`, header: name, width: Math.round(Math.min(MAX_PX, Math.max(MIN_PX, width))) };
  });
}

/** About the pixels that a text takes: Chinese characters are twice as wide. */
function textPx(text: string): number {
  let width = 0;
  for (const character of text.slice(0, 60)) width += character > '\u2e80' ? 15 : 8;
  return width;
}
