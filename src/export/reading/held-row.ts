import type { StreamRow } from '../../streams/stream.ts';

/** Where a row is that another thread keeps. */
export interface HeldPlace {
  /** The number of its page. */
  readonly page: number;
  /** Its place in the page, from 0, and how many rows the page has. */
  readonly index: number;
  readonly of: number;
  /** Has any row of the page members that no document knows? */
  readonly hasOthers: boolean;
}

const PLACE = Symbol('place');

/** A row of which only the members that reading needs are here; the others are kept by another thread. */
interface HeldRow extends StreamRow {
  readonly [PLACE]: HeldPlace;
}

/** Makes the row. */
export function heldRow(members: StreamRow, place: HeldPlace): StreamRow {
  return { ...members, [PLACE]: place } satisfies HeldRow;
}

/** Where the row is; undefined where it is here. */
export function heldPlace(row: StreamRow): HeldPlace | undefined {
  return (row as Partial<HeldRow>)[PLACE];
}
