import { type OutColumn, type OutValue, outText } from '../out/out-value.ts';

const NARROWEST = 8;
const WIDEST = 60;
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g;

/** Column widths, in characters, that show names and the given rows' values whole. */
export function columnWidths(columns: readonly OutColumn[], rows: readonly (readonly OutValue[])[]): number[] {
  return columns.map(({ name }, at) => {
    let width = shownWidth(name) + 3;
    for (const row of rows) width = Math.max(width, shownWidth(outText(row[at])) + 1);
    return Math.min(WIDEST, Math.max(NARROWEST, width));
  });
}

/** East Asian characters take two places. */
function shownWidth(text: string): number {
  const line = text.slice(0, WIDEST);
  return line.length + (line.match(wide)?.length ?? 0);
}
