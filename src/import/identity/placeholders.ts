import type { DataIssue, Row } from '../../files/index.ts';
import type { ReadIdentity } from '../../mapping/index.ts';
import { hashText, KeyIndex } from '../../sketches/index.ts';
import { counted, t } from '../../words/index.ts';
import { IMPORT_MESSAGES } from '../messages.ts';
import { addHashes, HASH_LENGTH, type IdentityRules, isWholeValue, type PlaceholderValue } from './identity-hashes.ts';

/** A value shared by more rows than this, and by more than this fraction of the file, identifies nobody. */
const MAX_SHARING_ROWS = 5;
const MAX_SHARING_FRACTION = 0.005;

/**
 * Reads a file's identifying columns and returns the hashes of the values that too many rows with different keys share. Only
 * values that repeat cost more than their hash.
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
  /** The first owner of each value, as a number for the row's key. */
  readonly #owners = new KeyIndex();
  /** Each further owner of each value, once. */
  readonly #sharers = new KeyIndex();
  readonly #counts = new KeyIndex();
  #rows = 0;

  constructor(rules: IdentityRules) {
    this.#rules = rules;
  }

  add(row: number, { key, values }: Awaited<ReturnType<ReadIdentity>>): void {
    this.#rows += 1;
    let owner = 0;
    for (const [fieldIndex, field] of this.#rules.fields.entries()) {
      const value = values[field];
      if (value === undefined || value === '') continue;
      // A value that is not text was rejected, or does not identify customers.
      const text = String(value);
      const hashes: number[] = [];
      if (!addHashes(hashes, { field, fieldIndex, text, keepsPlaceholders: false })) continue;
      // Two keys with the same hash would only lower the count by one.
      owner ||= key === undefined ? row : hashText(key, 0).low || 1;
      for (let at = 0; at < hashes.length; at += HASH_LENGTH) {
        if (isWholeValue(hashes[at + 2] as number))
          this.#addValue(hashes[at] as number, hashes[at + 1] as number, owner);
      }
    }
  }

  /** The values that too many rows share; frees the counts. */
  shared(): KeyIndex {
    const shared = new KeyIndex();
    for (const [high, low, others] of this.#counts.entries()) {
      const rows = others + 1;
      if (rows > MAX_SHARING_ROWS && rows > this.#rows * MAX_SHARING_FRACTION) shared.setAt(high, low, rows);
    }
    for (const index of [this.#owners, this.#sharers, this.#counts]) index.clear();
    return shared;
  }

  #addValue(high: number, low: number, owner: number): void {
    const first = this.#owners.claimAt(high, low, owner);
    if (first === owner) return;
    const before = this.#sharers.size;
    this.#sharers.claim(`${high},${low},${owner}`, owner);
    if (this.#sharers.size > before) this.#counts.setAt(high, low, (this.#counts.getAt(high, low) ?? 0) + 1);
  }
}

/** Maximum number of values that a notice names. */
const MAX_NAMED = 5;
/** Maximum number of distinct values; cells with more values are only counted. */
const MAX_VALUES = 200;
const MAX_FINDINGS = 100;
const MAX_TEXT = 80;

interface Known {
  readonly value: PlaceholderValue;
  readonly firstRow: number;
  rows: number;
}

/** Counts the values that identify nobody, which rows are sent without. */
export class PlaceholderCounts {
  /** Number of cells. */
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
    else if (this.#values.size < MAX_VALUES) this.#values.set(name, { value, firstRow: row.number, rows: 1 });
    else this.#others += 1;
    if (this.findings.length >= MAX_FINDINGS || known) return;
    this.findings.push({
      code: 'placeholder',
      row: row.number,
      column: -1,
      columnName: this.#columnOf(value.field),
      text: value.text.slice(0, MAX_TEXT),
      message: value.isShared
        ? IMPORT_MESSAGES.placeholder.text.shared(value.field)
        : IMPORT_MESSAGES.placeholder.text.word(value.field),
      lost: false,
    });
  }

  notices(): string[] {
    if (this.count === 0) return [];
    const known = [...this.#values.values()].sort((a, b) => b.rows - a.rows);
    const shown = known.slice(0, MAX_NAMED).map(({ value, rows, firstRow }) => {
      const why = value.isShared ? t`, which too many rows share` : '';
      return `${value.field} "${value.text.slice(0, MAX_TEXT)}"${why} (${rows === 1 ? t`row ${firstRow}` : t`${rows} rows, first row ${firstRow}`})`;
    });
    const more = known.length - shown.length + (this.#others > 0 ? 1 : 0);
    const words = known.filter(({ value }) => !value.isShared).map(({ value }) => value.text);
    const nulls =
      words.length > 0
        ? t` To leave such cells blank in every column, add nulls: [${listOf(words)}] to the mapping.`
        : '';
    return [
      t`${counted(this.count, 'cell holds', 'cells hold')} a value that identifies nobody: ${shown.join(', ')}${more > 0 ? ', …' : ''}. It is not sent, because customers owner share it would be merged; --accept-damage sends it as it is.${nulls}`,
    ];
  }
}

function listOf(words: readonly string[]): string {
  return [...new Set(words)]
    .slice(0, MAX_NAMED)
    .map((word) => JSON.stringify(word))
    .join(', ');
}
