import type { RichCell } from '../row.ts';

const dayMs = 86_400_000;
const epoch1900 = Date.UTC(1899, 11, 30);
const epoch1904 = Date.UTC(1904, 0, 1);
const lastDay1900 = 2_958_465;
const lastDay1904 = lastDay1900 - 1462;

/** A serial number as the date or time that it stands for; nothing if it is out of the range that Excel shows. */
export function dateFromSerial(
  serial: number,
  kind: 'date' | 'time' | 'datetime' | 'duration',
  date1904: boolean,
): RichCell | undefined {
  if (!(serial >= 0) || serial >= (date1904 ? lastDay1904 : lastDay1900) + 1) return undefined;
  if (kind === 'duration') return { kind: 'time', text: clock(Math.round(serial * dayMs)) };
  const ms = Math.round(serial * dayMs);
  // Day 0 of the 1900 system is no date: the number is a time of day whatever its format.
  if (ms < dayMs && (kind === 'time' || !date1904)) return { kind: 'time', text: clock(ms) };
  const iso = new Date(epochMs(ms, date1904)).toISOString();
  const day = iso.slice(0, 10);
  const time = ms % dayMs === 0 ? undefined : clock(ms % dayMs);
  if (kind === 'date' && time === undefined) return { kind: 'date', text: day };
  return { kind: 'datetime', text: `${day}T${time ?? '00:00:00'}` };
}

function epochMs(ms: number, date1904: boolean): number {
  if (date1904) return epoch1904 + ms;
  // Excel believes in 29 February 1900, day 60, as Lotus 1-2-3 did; the days before it are one late.
  return epoch1900 + (ms < 60 * dayMs ? ms + dayMs : ms);
}

function clock(ms: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = ms % 1000;
  const seconds = Math.floor(ms / 1000);
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return rest === 0 ? text : `${text}.${String(rest).padStart(3, '0')}`;
}
