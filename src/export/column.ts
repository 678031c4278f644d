import type { OutColumn, OutValue } from '../files/index.ts';
import type { StreamRow } from '../streams/stream.ts';
import type { CustomEntries } from './decode/custom-values.ts';

/** A column of an export. */
export interface ExportColumn {
  /** What people call it in `--columns`: a wire name, or a custom field's name. */
  readonly name: string;
  /** The member of the row that it shows, where it shows one. */
  readonly member?: string;
  /** Other names for it, such as a custom field's variable and id. */
  readonly also?: readonly string[];
  readonly kind: NonNullable<OutColumn['kind']>;
  read(row: StreamRow, custom: CustomEntries): OutValue;
}
