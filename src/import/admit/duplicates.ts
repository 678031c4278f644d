import type { Row } from '../../files/index.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import type { MappedRow } from '../../mapping/index.ts';
import { KeyIndex } from '../key-index.ts';
import { storedCells } from '../row-outcomes.ts';

/** Which of several rows with one key are imported: the first, the last, or all in their order. */
const DUPLICATE_POLICIES = ['reject', 'last', 'all'] as const;

export type DuplicatePolicy = (typeof DUPLICATE_POLICIES)[number];

/** What is done about rows with one key. */
export interface DuplicateRules {
  readonly policy: DuplicatePolicy;
  /** The target's field that is the row's key. */
  readonly keyField?: string | undefined;
  /** Which row is the last with each key; needed for the policy `last`: see `indexLastRows`. */
  readonly lastRows?: KeyIndex | undefined;
}

/** Finds the rows of a file that repeat another's key. Rows that cannot be sent anyway do not count. */
export class Duplicates {
  readonly #policy: DuplicatePolicy;
  readonly #keyField: string;
  readonly #owners: KeyIndex;
  readonly #textOf: ((row: Row) => string | undefined) | undefined;

  /** `textOf` says what a row has for its key, if that is something else. */
  constructor({ policy, keyField, lastRows }: DuplicateRules, textOf: ((row: Row) => string | undefined) | undefined) {
    this.#policy = policy;
    this.#textOf = textOf;
    this.#keyField = keyField ?? '';
    this.#owners = lastRows ?? new KeyIndex();
  }

  /** A row that an earlier process sent has its key. */
  sent(key: string | undefined, row: number): void {
    if (key !== undefined && this.#policy === 'reject') this.#owners.claim(key, row);
  }

  /** The row is sent: of several rows with its key it is the one to import. */
  take(row: Row, { key }: MappedRow): void {
    this.sent(key, row.number);
  }

  /** What becomes of a row that is not the one to import. */
  outcome(row: Row, { key }: MappedRow): RowOutcome | undefined {
    if (key === undefined || this.#policy === 'all') return undefined;
    const owner = this.#owners.get(key);
    if (owner === undefined || owner === row.number) return undefined;
    const facts = { row: row.number, key, code: 'duplicate-key', field: this.#keyField };
    const shown = this.#textOf?.(row) ?? key;
    if (this.#policy === 'last') {
      return {
        ...facts,
        state: 'skipped',
        message: `row ${owner} has the key "${shown}", too, and is imported instead`,
      };
    }
    const message = `the key "${shown}" stands in row ${owner} already; only that row is imported`;
    return { ...facts, state: 'rejected', message, cells: storedCells(row) };
  }
}

/** Reads rows for their keys only: which row is the last with each? */
export async function indexLastRows(
  batches: AsyncIterable<readonly { row: Row; mapped: MappedRow | undefined }[]>,
): Promise<KeyIndex> {
  const index = new KeyIndex();
  for await (const batch of batches) {
    for (const { row, mapped } of batch) {
      if (mapped?.key !== undefined && mapped.problems.length === 0) index.set(mapped.key, row.number);
    }
  }
  return index;
}
