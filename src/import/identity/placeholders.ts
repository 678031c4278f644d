import type { DataIssue, Row } from '../../files/index.ts';
import type { ReadIdentity } from '../../mapping/index.ts';
import { hashText, KeyIndex } from '../key-index.ts';
import { addHashes, HASH_LENGTH, type IdentityRules, isWhole, type PlaceholderValue } from './identity-hashes.ts';

/** A value that more rows than this share, and more than this part of the file, identifies nobody. */
const MOST_ROWS = 5;
const MOST_SHARE = 0.005;

/**
 * Reads a file's identification columns and answers the hashes of the values that too many rows of different keys share. Only
 * what occurs again costs more than its hash.
 */
export async function readSharedValues(
  batches: AsyncIterable<readonly Row[]>,
  read: ReadIdentity,
  rules: IdentityRules,
  stop: AbortSignal | undefined,
): Promise<KeyIndex> {
  const counter = new SharedValues(rules);
  for await (const batch of batches) {
    if (stop?.aborted) break;
    for (const row of batch) {
      const identity = read(row);
      counter.add(row.number, identity instanceof Promise ? await identity : identity);
    }
  }
  return counter.shared();
}

class SharedValues {
  readonly #rules: IdentityRules;
  /** Whose each value is that was seen first: a number that stands for the row's key. */
  readonly #owners = new KeyIndex();
  /** Values with the keys beside the first that have them, each once. */
  readonly #pairs = new KeyIndex();
  readonly #counts = new KeyIndex();
  #rows = 0;

  constructor(rules: IdentityRules) {
    this.#rules = rules;
  }

  add(row: number, { key, values }: Awaited<ReturnType<ReadIdentity>>): void {
    this.#rows += 1;
    let who = 0;
    for (const [place, field] of this.#rules.fields.entries()) {
      const value = values[field];
      if (value === undefined || value === '') continue;
      // A value that is no text has been refused, or is none that tells customers apart.
      const text = String(value);
      const marks: number[] = [];
      if (!addHashes(marks, { field, place, text, keeps: false })) continue;
      // Keys of one hash would only make a value rarer by one.
      who ||= key === undefined ? row : hashText(key, 0).low || 1;
      for (let at = 0; at < marks.length; at += HASH_LENGTH) {
        if (isWhole(marks[at + 2] as number)) this.#addValue(marks[at] as number, marks[at + 1] as number, who);
      }
    }
  }

  /** The values that too many share; what was counted is forgotten. */
  shared(): KeyIndex {
    const shared = new KeyIndex();
    for (const [high, low, others] of this.#counts.entries()) {
      const rows = others + 1;
      if (rows > MOST_ROWS && rows > this.#rows * MOST_SHARE) shared.setAt(high, low, rows);
    }
    for (const index of [this.#owners, this.#pairs, this.#counts]) index.clear();
    return shared;
  }

  #addValue(high: number, low: number, who: number): void {
    const owner = this.#owners.claimAt(high, low, who);
    if (owner === who) return;
    const pair = this.#pairs.size;
    this.#pairs.claim(`${high},${low},${who}`, who);
    if (this.#pairs.size > pair) this.#counts.setAt(high, low, (this.#counts.getAt(high, low) ?? 0) + 1);
  }
}

/** Values that a summary names of each field. */
const MOST_NAMED = 5;
/** Values that are told apart; a file full of others is counted all the same. */
const MOST_VALUES = 200;
const MOST_FINDINGS = 100;
const MOST_TEXT = 80;

interface Known {
  readonly value: PlaceholderValue;
  readonly firstRow: number;
  rows: number;
}

/** Remembers the values that identify nobody, which rows went without. */
export class PlaceholderCounts {
  /** How many cells. */
  count = 0;
  readonly findings: DataIssue[] = [];
  readonly #columnOf: (field: string) => string;
  readonly #values = new Map<string, Known>();
  #others = 0;

  constructor(columnOf: (field: string) => string) {
    this.#columnOf = columnOf;
  }

  found(row: Row, value: PlaceholderValue): void {
    this.count += 1;
    const name = `${value.field} ${value.text}`;
    const known = this.#values.get(name);
    if (known) known.rows += 1;
    else if (this.#values.size < MOST_VALUES) this.#values.set(name, { value, firstRow: row.number, rows: 1 });
    else this.#others += 1;
    if (this.findings.length >= MOST_FINDINGS || known) return;
    this.findings.push({
      code: 'placeholder',
      row: row.number,
      column: -1,
      columnName: this.#columnOf(value.field),
      text: value.text.slice(0, MOST_TEXT),
      message: value.isShared
        ? `too many rows have it to tell a customer by, so it is not sent as ${value.field}.`
        : `it says that there is none, so it is not sent as ${value.field}.`,
      lost: false,
    });
  }

  notices(): string[] {
    if (this.count === 0) return [];
    const known = [...this.#values.values()].sort((a, b) => b.rows - a.rows);
    const shown = known.slice(0, MOST_NAMED).map(({ value, rows, firstRow }) => {
      const why = value.isShared ? ', which too many rows share' : '';
      return `${value.field} "${value.text.slice(0, MOST_TEXT)}"${why} (${rows === 1 ? `row ${firstRow}` : `${rows} rows, first row ${firstRow}`})`;
    });
    const more = known.length - shown.length + (this.#others > 0 ? 1 : 0);
    const words = known.filter(({ value }) => !value.isShared).map(({ value }) => value.text);
    const nulls =
      words.length > 0
        ? ` To leave such cells blank in every column, write nulls: [${listOf(words)}] into the mapping.`
        : '';
    return [
      `${this.count} × a value that identifies nobody: ${shown.join(', ')}${more > 0 ? ', …' : ''}. These rows go without it, since customers who share it would become one; --accept-damage sends it as it is.${nulls}`,
    ];
  }
}

function listOf(words: readonly string[]): string {
  return [...new Set(words)]
    .slice(0, MOST_NAMED)
    .map((word) => JSON.stringify(word))
    .join(', ');
}
