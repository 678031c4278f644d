import type { Row } from '../../files/row.ts';
import type { ReadIdentity } from '../../mapping/compile-identity.ts';
import { hashText, KeyIndex } from '../key-index.ts';
import { addHashes, HASH_LENGTH, type IdentityRules, isWhole } from './identity-marks.ts';

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
