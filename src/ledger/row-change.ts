/** A value of one cell of a record, as the wire has it: a text, a list of texts, or null where the record has none. */
export type CellValue = string | readonly string[] | null;

/**
 * One cell of a record that changes. `field` is the record's member under its wire name (`email`), `custom:<field id>`,
 * `tag:<tag id>` (before and after `null` or `yes`), `stage` (`[id, name, type]`), `blacklist` (`[black_type, black_reason]`) or
 * `agent` (`[liable_serviceid, liable_service_name]`).
 */
export interface CellChange {
  readonly field: string;
  /** Absent if it is not known. */
  readonly before?: CellValue;
  readonly after: CellValue;
}

/** What a row changes, or would change: its before-image and what is sent. */
export interface RowChange {
  /** The record's id; absent for a record that is to be created. */
  readonly id?: string;
  /** What people call the record. */
  readonly name?: string;
  readonly cells: readonly CellChange[];
  /**
   * Of a planned change: all values of the record that were known, to find out later whether somebody changed it. Of a change that is
   * sent: what the record had in the other fields of a changed group, such as the names of ids, which an undo sends along.
   */
  readonly record?: Readonly<Record<string, CellValue>>;
}

const TAG = 'tag:';

/** The field of a tag's cell. */
export function tagCell(tagId: string): string {
  return `${TAG}${tagId}`;
}

/** The id of the tag whose cell it is; undefined for other cells. */
export function tagOfCell(field: string): string | undefined {
  return field.startsWith(TAG) ? field.slice(TAG.length) : undefined;
}
