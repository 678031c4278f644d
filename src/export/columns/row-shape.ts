import type { CustomFieldDefinition } from '../../api/index.ts';
import type { OutValue } from '../../files/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';
import { type WallClock, wallClock } from '../wall-clock.ts';
import { type ColumnChoice, chooseColumns } from './choose-columns.ts';
import { customEntries } from './decode-value.ts';
import { type ExportColumn, streamColumns, unknownFieldsColumn } from './stream-columns.ts';
import { fingerprintColumn, fingerprintOf, updateColumns, withRequired } from './update-fields.ts';

/** How rows are to be shown. */
export interface ShapeSettings {
  /** How times are shown; `raw`: everything as it came. */
  readonly show: WallClock | 'raw';
  /** Which columns, in the wanted order; all where it is not given. */
  readonly columns?: readonly ColumnChoice[] | undefined;
  readonly details: boolean;
  readonly tags: boolean;
  /** Only what an edit takes, with a fingerprint of each row: to be edited and imported again. */
  readonly forUpdate?: boolean;
}

/** What has to be known of the tenant before rows can be shown. */
export interface TenantMetadata {
  readonly customFields: readonly CustomFieldDefinition[];
  /** What the values of a member are called, by the member's name. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly tagNames: ReadonlyMap<string, string>;
}

/** All that decides what the rows of a stream look like in a file: plain data, that may go to another thread. */
export interface RowSpec extends Pick<TenantMetadata, 'customFields' | 'names'> {
  readonly settings: Omit<ShapeSettings, 'show'> & { /** A time zone, or `raw`. */ readonly timeZone: string };
  /** Members that no document knows get a column. */
  readonly hasUnknownFields: boolean;
}

/** The columns of an export, and what a row shows in them. */
export interface RowShape {
  readonly columns: readonly ExportColumn[];
  values(row: StreamRow): OutValue[];
}

/** What decides the shape of an export's rows. */
export function rowSpec(
  settings: ShapeSettings,
  { customFields, names }: TenantMetadata,
  hasUnknownFields: boolean,
): RowSpec {
  const { show, columns, details, tags, forUpdate } = settings;
  const timeZone = show === 'raw' ? show : show.timeZone;
  return {
    settings: { timeZone, columns, details, tags, ...(forUpdate && { forUpdate }) },
    customFields,
    names,
    hasUnknownFields,
  };
}

/** Makes the columns of an export: those that were asked for, or all that there are. Errors: `ExportError`. */
export function rowShape(stream: Stream, { settings, customFields, names, hasUnknownFields }: RowSpec): RowShape {
  const { timeZone, forUpdate, columns: wanted } = settings;
  const shown = timeZone === 'raw' ? ('raw' as const) : { clock: wallClock(timeZone), names };
  const options = { ...settings, customFields, shown };
  const known = streamColumns(stream, options);
  const other = unknownFieldsColumn(stream, options);
  const customMember = timeZone === 'raw' ? undefined : stream.custom?.member;
  if (forUpdate) {
    const editable = updateColumns(known);
    const chosen = wanted ? chooseColumns(editable, wanted, stream.name) : editable;
    const columns = [...withRequired(chosen, editable), fingerprintColumn];
    const plain = valuesOf(columns, customMember);
    const values = (row: StreamRow): OutValue[] => {
      const found = plain(row);
      found[found.length - 1] = fingerprintOf(row, columns, found);
      return found;
    };
    return { columns, values };
  }
  const all = hasUnknownFields ? [...known, other] : known;
  const columns = wanted ? chooseColumns([...known, other], wanted, stream.name) : all;
  return { columns, values: valuesOf(columns, customMember) };
}

function valuesOf(columns: readonly ExportColumn[], customMember: string | undefined): (row: StreamRow) => OutValue[] {
  return (row) => {
    const custom = customEntries(customMember === undefined ? undefined : row[customMember]);
    return columns.map((column) => column.read(row, custom));
  };
}
