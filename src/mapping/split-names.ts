import { ValueError } from './value-error.ts';

/** What stands between the names of a cell, where nothing else is said. */
export const NAME_SEPARATORS = [',', ';', '，', '；', '、', '\n'] as const;

/** A cell's names, cut where its tenant's names allow it. */
export type SplitNames = (text: string) => readonly string[] | ValueError;

/** Longer joins of parts are no name of anything. */
const MOST_LETTERS = 200;

interface Part {
  readonly start: number;
  readonly end: number;
  /** A name in quotes is taken as it stands. */
  readonly quoted?: string;
}

/**
 * Cuts a cell at separators into names of which `knows` knows each, so that a name may hold a separator: `Smith, John` is
 * that name if there is one. A name in quotes, as CSV has them, is never cut. What may be read in two ways is refused; parts
 * that are not known are cut as finely as can be.
 */
export function nameSplitter(separators: readonly string[], knows: (name: string) => boolean): SplitNames {
  const cut = partCutter(separators);
  return (text) => {
    const parts = cut(text);
    const nameOf = (from: number, to: number): string => {
      const [first, last] = [parts[from], parts[to]] as [Part, Part];
      return from === to && first.quoted !== undefined ? first.quoted : text.slice(first.start, last.end);
    };
    if (parts.length < 2) return parts.map((_, at) => nameOf(at, at));
    /** The ends of the names that begin at a part, nearest first. */
    const endsOf = (from: number): number[] => {
      const ends: number[] = [];
      for (let to = from; to < parts.length; to++) {
        const part = parts[to] as Part;
        if (to > from && part.quoted !== undefined) break;
        if (part.end - (parts[from] as Part).start > MOST_LETTERS && to > from) break;
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
    return new ValueError(
      'ambiguous',
      `may be read as ${shown.join(' or as ')}; write one of the two, with its quotes`,
    );
  };
}

/** The parts of each name, the first and the last. */
type Reading = readonly (readonly [from: number, to: number])[];

/** The ways in which known names take up all parts, two at most. */
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

/** The reading that leaves the fewest parts to names that are not known. */
function closestReading(ends: readonly (readonly number[])[]): Reading {
  // From the end: how many parts are in no known name, and where the first name then ends.
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

/** Cuts at every separator outside quotes; a quote counts only where a name begins and one ends. */
function partCutter(separators: readonly string[]): (text: string) => Part[] {
  const any = separatorPattern(separators);
  const item = new RegExp(`\\s*(?:"((?:[^"]|"")*)"\\s*(?=${any}|$)|((?:(?!${any})[^])*))(?:${any}|$)`, 'uy');
  return (text) => {
    const parts: Part[] = [];
    for (item.lastIndex = 0; item.lastIndex < text.length; ) {
      const at = item.lastIndex;
      const found = item.exec(text);
      if (found === null) break;
      const [whole, quoted, plain = ''] = found;
      const start = at + whole.length - whole.trimStart().length;
      if (quoted !== undefined) {
        const name = quoted.replaceAll('""', '"').trim();
        if (name !== '') parts.push({ start, end: at + whole.length, quoted: name });
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

const needsQuotes = new RegExp(`[${NAME_SEPARATORS.join('')}]|^"`);

/** A name as a list of names holds it: in quotes where it would else be cut. */
export function listedName(name: string): string {
  return needsQuotes.test(name) ? quotedName(name) : name;
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
