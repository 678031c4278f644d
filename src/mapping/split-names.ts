import { ValueError } from './value-error.ts';
import { VALUE_MESSAGES } from './value-messages.ts';

/** The default separators between the names in a cell. */
export const NAME_SEPARATORS = [',', ';', '，', '；', '、', '\n'] as const;

/** Splits a cell into names, using the names that the tenant has. */
export type SplitNames = (text: string) => readonly string[] | ValueError;

/** Parts that are longer together are not tried as one name. */
const MAX_NAME_LENGTH = 200;

interface Part {
  readonly start: number;
  readonly end: number;
  /** A name in quotes is taken literally. */
  readonly quoted?: string;
}

/**
 * Splits a cell at separators into names that `knows` accepts, so that a name may contain a separator: `Smith, John` is that name
 * if there is one. A name in quotes, as in CSV, is never split. A cell that can be read in two ways is a value error; unknown
 * parts are split at every separator.
 */
export function nameSplitter(separators: readonly string[], knows: (name: string) => boolean): SplitNames {
  const split = partSplitter(separators);
  return (text) => {
    const parts = split(text);
    const nameOf = (from: number, to: number): string => {
      const [first, last] = [parts[from], parts[to]] as [Part, Part];
      return from === to && first.quoted !== undefined ? first.quoted : text.slice(first.start, last.end);
    };
    if (parts.length < 2) return parts.map((_, index) => nameOf(index, index));
    /** The last parts of the names that begin at a part, nearest first. */
    const endsOf = (from: number): number[] => {
      const ends: number[] = [];
      for (let to = from; to < parts.length; to++) {
        const part = parts[to] as Part;
        if (to > from && part.quoted !== undefined) break;
        if (part.end - (parts[from] as Part).start > MAX_NAME_LENGTH && to > from) break;
        if (part.quoted !== undefined || knows(nameOf(from, to))) ends.push(to);
        if (part.quoted !== undefined) break;
      }
      return ends;
    };
    const ends = parts.map((_, from) => endsOf(from));
    const [only, other] = readings(ends);
    const namesOf = (reading: Reading): string[] => reading.map(([from, to]) => nameOf(from, to));
    if (only === undefined) return namesOf(closestReading(ends));
    if (other === undefined) return namesOf(only);
    const shown = [only, other].map((reading) => namesOf(reading).map(quotedName).join(separators[0]));
    return new ValueError('ambiguous', VALUE_MESSAGES.ambiguous.text.readings(shown));
  };
}

/** The first and the last part of each name. */
type Reading = readonly (readonly [from: number, to: number])[];

/** The ways to divide all parts into known names, two at most. */
function readings(ends: readonly (readonly number[])[]): readonly Reading[] {
  const after: Reading[][] = [];
  after[ends.length] = [[]];
  for (let from = ends.length - 1; from >= 0; from--) {
    const found = (ends[from] ?? []).flatMap((end) =>
      (after[end + 1] ?? []).map((rest): Reading => [[from, end], ...rest]),
    );
    after[from] = found.slice(0, 2);
  }
  return after[0] ?? [];
}

/** The reading that leaves the fewest parts in unknown names. */
function closestReading(ends: readonly (readonly number[])[]): Reading {
  // From the end: how many parts are in unknown names, and where the first name then ends.
  const best: { unknown: number; end: number }[] = [];
  for (let from = ends.length - 1; from >= 0; from--) {
    let choice = { unknown: 1 + (best[from + 1]?.unknown ?? 0), end: from };
    for (const end of ends[from] ?? []) {
      const unknown = best[end + 1]?.unknown ?? 0;
      if (unknown < choice.unknown || (unknown === choice.unknown && end > choice.end)) choice = { unknown, end };
    }
    best[from] = choice;
  }
  const names: [number, number][] = [];
  for (let from = 0; from < ends.length; from = (best[from]?.end ?? from) + 1)
    names.push([from, best[from]?.end ?? from]);
  return names;
}

/** Splits at every separator outside quotes; quotes count only around a whole name. */
function partSplitter(separators: readonly string[]): (text: string) => Part[] {
  const any = separatorPattern(separators);
  const item = new RegExp(`\\s*(?:"((?:[^"]|"")*)"\\s*(?=${any}|$)|((?:(?!${any})[^])*))(?:${any}|$)`, 'uy');
  return (text) => {
    const parts: Part[] = [];
    for (item.lastIndex = 0; item.lastIndex < text.length; ) {
      const offset = item.lastIndex;
      const found = item.exec(text);
      if (found === null) break;
      const [whole, quoted, plain = ''] = found;
      const start = offset + whole.length - whole.trimStart().length;
      if (quoted !== undefined) {
        const name = quoted.replaceAll('""', '"').trim();
        if (name !== '') parts.push({ start, end: offset + whole.length, quoted: name });
      } else if (plain.trim() !== '') {
        parts.push({ start, end: start + plain.trim().length });
      }
    }
    return parts;
  };
}

/** Separators as a pattern that matches any of them. */
export function separatorPattern(separators: readonly string[]): string {
  return separators.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
}

const NEEDS_QUOTES = new RegExp(`[${NAME_SEPARATORS.join('')}]|^"`);

/** A name as it is written in a list of names: in quotes where it would be split without them. */
export function listedName(name: string): string {
  return NEEDS_QUOTES.test(name) ? quotedName(name) : name;
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
