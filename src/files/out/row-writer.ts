import type { OutValue } from './out-value.ts';

/** What a finished output consists of. */
export interface WrittenFiles {
  /** One path, or more where a format's limit made it split; `-` for a stream. */
  readonly paths: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  /** Things worth saying: cells that were cut, a second sheet. */
  readonly notices: readonly string[];
}

/** An output file that is being written under a temporary name. */
export interface RowWriter {
  /** Adds rows with as many values as there are columns. Wait for it before the next call. */
  write(rows: readonly (readonly OutValue[])[]): Promise<void>;
  /** Makes the file whole and durable and gives it its final name; an existing file is replaced only now. */
  commit(): Promise<WrittenFiles>;
  /** Removes what was written. Does nothing after `commit`. */
  discard(): Promise<void>;
}
