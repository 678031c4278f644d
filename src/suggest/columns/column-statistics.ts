import { type Cell, cellText, isPlaceholderWord, type Row } from '../../files/index.ts';
import { fold, narrow } from '../../mapping/index.ts';
import { shortened } from '../../words/index.ts';
import { DateFormats, isNumber, type ProvenDates } from './value-formats.ts';

/** Statistics of a spreadsheet's rows. */
export interface TableStatistics {
  readonly rows: number;
  readonly columns: readonly ColumnStatistics[];
}

/** Reads all rows once and collects the statistics of each column. */
export async function readTableStatistics(
  header: readonly string[],
  batches: AsyncIterable<readonly Row[]>,
): Promise<TableStatistics> {
  const columns = header.map((name, index) => new ColumnStatistics(index, name));
  let rows = 0;
  for await (const batch of batches) {
    for (const row of batch) {
      rows += 1;
      for (const column of columns) column.add(row.cells[column.index]);
    }
  }
  return { rows, columns };
}

/** Kinds of value that can be recognised. */
type ValueKind = 'email' | 'phone' | 'number' | 'boolean' | 'hexId' | 'url' | 'long';

/** Values that are examined closely; dates and duplicates are checked in all. */
const MAX_EXAMINED = 2_000;
const MAX_DISTINCT = 200;
const MAX_UNIQUE = 2_000_000;
/** Share of values that may be repeated in a column that is meant to identify rows. */
const TOLERATED_REPEATS = 0.01;
const MIN_REPEATS = 3;
const SAMPLE_COUNT = 3;
const SAMPLE_LENGTH = 40;

const VALUE_PATTERNS: Readonly<Record<Exclude<ValueKind, 'number' | 'boolean' | 'phone'>, RegExp>> = {
  email: /^(?:mailto:)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}$|<[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}>$/i,
  hexId: /^[0-9a-f]{32}$/,
  url: /^(?:https?:\/\/|www\.)\S+$/i,
  long: /^.{61,}$/s,
};
const PHONE_PATTERN = /^(?:\+|00|\(|\d)[\d\s().\-/+]{5,}(?:\s*(?:x|ext\.?)\s*\d+)?$/i;
const BOOLEAN_TEXTS = new Set('yes no true false y n 0 1 on off 是 否'.split(' '));

/** Statistics of a column's values. Every row is added once. */
export class ColumnStatistics {
  readonly index: number;
  readonly name: string;
  filled = 0;
  blank = 0;
  longest = 0;
  /** The first values that differ, shortened, on one line. */
  readonly samples: string[] = [];
  /** The examined values, as they are in the file. */
  readonly examined: string[] = [];
  /** Texts that mean "no value", with how often they occur. */
  readonly placeholders = new Map<string, number>();
  readonly #counts: Record<ValueKind, number> = {
    email: 0,
    phone: 0,
    number: 0,
    boolean: 0,
    hexId: 0,
    url: 0,
    long: 0,
  };
  #distinct: Map<string, number> | undefined = new Map();
  #unique: Set<number> | undefined = new Set();
  #repeats = 0;
  #dates: DateFormats | undefined = new DateFormats();

  constructor(index: number, name: string) {
    this.index = index;
    this.name = name;
  }

  add(cell: Cell | undefined): void {
    const text = cellText(cell).trim();
    if (text === '') {
      this.blank += 1;
      return;
    }
    this.filled += 1;
    if (isPlaceholderWord(text)) this.placeholders.set(text, (this.placeholders.get(text) ?? 0) + 1);
    if (text.length > this.longest) this.longest = text.length;
    this.#count(text);
    if (this.#unique !== undefined) this.#noteUnique(text);
    if (this.#dates !== undefined && !this.#dates.add(narrow(text))) this.#dates = undefined;
    if (this.examined.length < MAX_EXAMINED) this.#examine(text, cell);
  }

  /** The share of values of a kind, from 0 to 1. */
  share(kind: ValueKind): number {
    return this.examined.length === 0 ? 0 : this.#counts[kind] / this.examined.length;
  }

  get isEmpty(): boolean {
    return this.filled === 0;
  }

  /** All values with how often they occur, most frequent first; undefined where there are too many for a list of choices. */
  get distinct(): readonly (readonly [text: string, count: number])[] | undefined {
    return this.#distinct === undefined ? undefined : [...this.#distinct].sort((a, b) => b[1] - a[1]);
  }

  /** Whether no value occurs twice. */
  get isUnique(): boolean {
    return this.repeats === 0 && this.filled > 0;
  }

  /** How many values repeat an earlier one; undefined where they are too many for an identifier. */
  get repeats(): number | undefined {
    return this.#unique === undefined ? undefined : this.#repeats;
  }

  get dates(): ProvenDates | undefined {
    return this.#dates?.proven;
  }

  /** Whether the values can only be dates. Eight digits can be anything. */
  get areDates(): boolean {
    const { dates } = this;
    return dates !== undefined && dates.formats.join() !== 'YYYYMMDD';
  }

  #count(text: string): void {
    if (this.#distinct === undefined) return;
    this.#distinct.set(text, (this.#distinct.get(text) ?? 0) + 1);
    if (this.#distinct.size > MAX_DISTINCT) this.#distinct = undefined;
  }

  #noteUnique(text: string): void {
    const hash = hashOf(fold(text));
    if (this.#unique?.has(hash)) this.#repeats += 1;
    else this.#unique?.add(hash);
    const tooMany = this.#repeats > MIN_REPEATS + this.filled * TOLERATED_REPEATS;
    if (tooMany || (this.#unique?.size ?? 0) >= MAX_UNIQUE) this.#unique = undefined;
  }

  #examine(text: string, cell: Cell | undefined): void {
    this.examined.push(text);
    const shown = sampleText(text);
    if (this.samples.length < SAMPLE_COUNT && !this.samples.includes(shown)) this.samples.push(shown);
    const plain = narrow(text);
    for (const [kind, pattern] of Object.entries(VALUE_PATTERNS)) {
      if (pattern.test(plain)) this.#counts[kind as ValueKind] += 1;
    }
    if (PHONE_PATTERN.test(plain) && plain.replace(/\D/g, '').length >= 6) this.#counts.phone += 1;
    if (BOOLEAN_TEXTS.has(plain.toLowerCase())) this.#counts.boolean += 1;
    if ((typeof cell !== 'string' && cell?.kind === 'number') || isNumber(plain)) {
      this.#counts.number += 1;
    }
  }
}

/** A hash of 52 bits: among millions of values, collisions are very unlikely. */
function hashOf(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x1000193;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b) ^ (high >>> 13);
  }
  return (high >>> 0) * 0x100000 + (low >>> 12);
}

function sampleText(text: string): string {
  // Control characters must reach neither a mapping file nor a terminal.
  const line = text
    .slice(0, 400)
    .replace(/[\s\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return shortened(line, SAMPLE_LENGTH);
}
