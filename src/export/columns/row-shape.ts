import type { CustomFieldDefinition } from '../../api/index.ts';
import type { OutValue } from '../../files/index.ts';
import { type CustomEntries, readCustomEntries } from '../../mapping/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';
import { type WallClock, wallClock } from '../wall-clock.ts';
import { type ColumnChoice, chooseColumns } from './choose-columns.ts';
import { type Masks, maskColumns } from './mask-columns.ts';
import { type ExportColumn, streamColumns, unknownFieldsColumn } from './stream-columns.ts';
import { FINGERPRINT_EXPORT_COLUMN, fingerprintOf, updateColumns, withRequired } from './update-fields.ts';

/** The requested form of the rows. */
export interface ShapeSettings {
  /** The clock of the times; `raw`: everything as the API sent it. */
  readonly show: WallClock | 'raw';
  /** The requested columns, in order; all if it is absent. */
  readonly columns?: readonly ColumnChoice[] | undefined;
  readonly details: boolean;
  readonly tags: boolean;
  /** Only the fields that an edit takes, with a fingerprint of each row: to be edited and imported again. */
  readonly forUpdate?: boolean;
  /** Columns whose values are masked. */
  readonly masks?: Masks | undefined;
}

/** The definitions of the tenant that are needed to decode rows. */
export interface TenantMetadata {
  readonly customFields: readonly CustomFieldDefinition[];
  /** By the name of a member: the names of its values. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly tagNames: ReadonlyMap<string, string>;
}

/** Everything that determines the rows of a stream in a file: plain data that can be sent to another thread. */
export interface RowSpec extends Pick<TenantMetadata, 'customFields' | 'names'> {
  readonly settings: Omit<ShapeSettings, 'show'> & { /** A time zone, or `raw`. */ readonly timeZone: string };
  /** Undocumented members get a column. */
  readonly hasUnknownFields: boolean;
}

/** The columns of an export, and the values of a row in them. */
export interface RowShape {
  readonly columns: readonly ExportColumn[];
  values(row: StreamRow): OutValue[];
}

/** Collects everything that determines the rows of an export. */
export function rowSpec(
  settings: ShapeSettings,
  { customFields, names }: TenantMetadata,
  hasUnknownFields: boolean,
): RowSpec {
  const { show, columns, details, tags, forUpdate, masks } = settings;
  const timeZone = show === 'raw' ? show : show.timeZone;
  return {
    settings: { timeZone, columns, details, tags, ...(forUpdate && { forUpdate }), ...(masks && { masks }) },
    customFields,
    names,
    hasUnknownFields,
  };
}

/** Makes the columns of an export: the requested ones, or all. Errors: `ExportError`. */
export function rowShape(stream: Stream, { settings, customFields, names, hasUnknownFields }: RowSpec): RowShape {
  const { timeZone, forUpdate, columns: wanted, masks } = settings;
  const shown = timeZone === 'raw' ? ('raw' as const) : { clock: wallClock(timeZone), names };
  const options = { ...settings, customFields, shown };
  const own = streamColumns(stream, options);
  const plain = [...own, unknownFieldsColumn(stream, options)];
  const all = masks ? maskColumns(plain, masks, { stream, wanted }) : plain;
  const known = all.slice(0, own.length);
  const customMember = timeZone === 'raw' ? undefined : stream.custom?.member;
  if (forUpdate) {
    const editable = updateColumns(known);
    const chosen = wanted ? chooseColumns(editable, wanted, stream.name) : editable;
    const columns = [...withRequired(chosen, editable), FINGERPRINT_EXPORT_COLUMN];
    const unsigned = valuesOf(columns, customMember);
    const values = (row: StreamRow): OutValue[] => {
      const found = unsigned(row);
      found[found.length - 1] = fingerprintOf(row, columns, found);
      return found;
    };
    return { columns, values };
  }
  const columns = wanted ? chooseColumns(all, wanted, stream.name) : hasUnknownFields ? all : known;
  return { columns, values: valuesOf(columns, customMember) };
}

function valuesOf(columns: readonly ExportColumn[], customMember: string | undefined): (row: StreamRow) => OutValue[] {
  return (row) => {
    const custom = (customMember === undefined ? undefined : readCustomEntries(row[customMember])) ?? NO_ENTRIES;
    return columns.map((column) => column.read(row, custom));
  };
}

const NO_ENTRIES: CustomEntries = new Map();
