/** The files of a finished output. */
export interface WrittenFiles {
  /** One path, or more where a format's limit made it split; `-` for a stream. */
  readonly paths: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  /** Messages for people, such as about cells that were cut or a second sheet. */
  readonly notices: readonly string[];
}

/** An output file that is being written under a temporary name. */
export interface RowWriter {
  /** Adds rows with as many values as there are columns. Wait for it before the next call. */
  write(rows: readonly (readonly OutValue[])[]): Promise<void>;
  /** Completes the file, makes it durable and gives it its final name; an existing file is replaced only now. */
  commit(): Promise<WrittenFiles>;
  /** Removes what was written. Does nothing after `commit`. */
  discard(): Promise<void>;
}

/** A day or a moment as wall-clock time: `2025-03-04`, `2025-03-04T10:20:30`, also with an offset behind it. */
export interface OutDate {
  readonly kind: 'date' | 'datetime';
  readonly text: string;
}

/** The value of a cell in an output file. */
export type OutValue = string | number | boolean | OutDate | null;

/** A column of an output file. */
export interface OutColumn {
  readonly name: string;
  /** The kind of the column's values, for formats with typed cells: ids, phone numbers and long numbers are `text`. */
  readonly kind?: 'text' | 'number' | 'boolean' | 'date' | 'datetime';
}

/** A value as text files show it. */
export function outText(value: OutValue | undefined): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? value.text : String(value);
}
