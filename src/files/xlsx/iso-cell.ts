import type { Cell } from '../row.ts';

const date = /^(\d{4}-\d{2}-\d{2})(?:T00:00(?::00(?:\.0+)?)?Z?)?$/;
const dateTime = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z?$/;
const time = /^T?(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z?$/;

/** A date in the ISO form that strict workbooks use (`t="d"`). Anything else stays text. */
export function isoCell(raw: string): Cell {
  const text = raw.trim();
  const day = date.exec(text)?.[1];
  if (day !== undefined) return { kind: 'date', text: day };
  const moment = dateTime.exec(text)?.[1];
  if (moment !== undefined) return { kind: 'datetime', text: moment };
  const clock = time.exec(text)?.[1];
  return clock === undefined ? raw : { kind: 'time', text: clock };
}
