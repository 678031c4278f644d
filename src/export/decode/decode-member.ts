import type { OutColumn, OutValue } from '../../files/index.ts';
import type { CodeTable } from '../../sobot/codes/code-table.ts';
import type { StreamMember } from '../../streams/stream.ts';
import type { WallClock } from './wall-clock.ts';

/** Turns a member of an answer into what its cell shows. */
export type DecodeMember = (value: unknown) => OutValue;

/** Epoch values beyond this are milliseconds: as seconds they would lie past the year 5000. Source: reading notes, "Conventions". */
const MOST_SECONDS = 100_000_000_000;

/** How a member is shown: codes as words, times on the wall clock; with `raw` as they came. */
export function memberDecoder(member: StreamMember, clock: WallClock | 'raw'): DecodeMember {
  if (clock === 'raw') return plain;
  if (member.codes) return wordOf(member.codes);
  if (member.kind === 'time') return (value) => timeValue(value, clock);
  return plain;
}

/** What a member's column holds, for formats that tell it apart. */
export function memberColumnKind(member: StreamMember, raw: boolean): NonNullable<OutColumn['kind']> {
  if (member.kind === 'time') return raw ? 'number' : 'datetime';
  if (member.codes && !raw) return 'text';
  return member.kind === 'number' ? 'number' : 'text';
}

/** A value as it came; what has members of its own becomes JSON. */
export function plain(value: unknown): OutValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

function wordOf(table: CodeTable): DecodeMember {
  const words = new Map(Object.entries(table).map(([word, code]) => [String(code), word]));
  // A code that the document does not know is shown as it is.
  return (value) => (value === undefined || value === null ? null : (words.get(String(value)) ?? plain(value)));
}

function timeValue(value: unknown, clock: WallClock): OutValue {
  const epoch = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof epoch !== 'number' || !Number.isFinite(epoch)) return plain(value);
  // Zero is what the API sends where there is no time.
  if (epoch <= 0) return null;
  return { kind: 'datetime', text: clock(epoch > MOST_SECONDS ? Math.floor(epoch / 1000) : epoch) };
}
