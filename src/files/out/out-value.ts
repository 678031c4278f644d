/** A day or a moment as wall-clock time: `2025-03-04`, `2025-03-04T10:20:30`, also with an offset behind it. */
export interface OutDate {
  readonly kind: 'date' | 'datetime';
  readonly text: string;
}

/** What a cell of an output file may hold. */
export type OutValue = string | number | boolean | OutDate | null;

/** A column of an output file. */
export interface OutColumn {
  readonly name: string;
  /** What the column holds, for formats that tell it apart: ids, phones and long digits are `text`. */
  readonly kind?: 'text' | 'number' | 'boolean' | 'date' | 'datetime';
}

/** A value as text files show it. */
export function outText(value: OutValue | undefined): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? value.text : String(value);
}
