import type { Row } from '../../files/index.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import type { MappedRow } from '../../mapping/index.ts';
import { KeyIndex } from '../../sketches/index.ts';
import { IMPORT_MESSAGES } from '../messages.ts';
import { storedCells } from '../row-outcomes.ts';
import type { SourceRow } from '../source-row.ts';

/** Which of several rows with the same key are imported: the first, the last, or all in order. */
const DUPLICATE_POLICIES = ['reject', 'last', 'all'] as const;

export type DuplicatePolicy = (typeof DUPLICATE_POLICIES)[number];

/** How rows with the same key are handled. */
export interface DuplicateRules {
  readonly policy: DuplicatePolicy;
  /** The target's field that is the row's key. */
  readonly keyField?: string | undefined;
  /** The last row with each key; needed for the policy `last`: see `indexLastRows`. */
  readonly lastRows?: KeyIndex | undefined;
  /** Only for an errors file. */
  readonly sentBefore?: FindSentKeys | undefined;
}

/** Finds the runs that sent the keys of rows for other rows: their ids, by the numbers of the rows. */
export type FindSentKeys = (rows: readonly KeyedRow[]) => Promise<ReadonlyMap<number, string>>;

export interface KeyedRow {
  readonly row: Row;
  readonly key: string;
}

/** Finds the rows of a file that repeat the key of another row. Rows that cannot be sent anyway do not count. */
export class Duplicates {
  readonly #policy: DuplicatePolicy;
  readonly #keyField: string;
  readonly #owners: KeyIndex;
  readonly #textOf: ((row: Row) => string | undefined) | undefined;
  readonly #sentBefore: FindSentKeys | undefined;
  /** Of the rows that are admitted next, the runs that sent their keys for other rows. */
  #runs: ReadonlyMap<number, string> = new Map();

  /** `textOf` returns the text of a row's key in the file, if a lookup turned it into something else. */
  constructor(
    { policy, keyField, lastRows, sentBefore }: DuplicateRules,
    textOf: ((row: Row) => string | undefined) | undefined,
  ) {
    this.#policy = policy;
    this.#sentBefore = policy === 'reject' ? sentBefore : undefined;
    this.#textOf = textOf;
    this.#keyField = keyField ?? '';
    this.#owners = lastRows ?? new KeyIndex();
  }

  /** A row that an earlier process sent owns its key. */
  sent(key: string | undefined, row: number): void {
    if (key !== undefined && this.#policy === 'reject') this.#owners.claim(key, row);
  }

  /** The row is sent: of several rows with its key, it is the one that is imported. */
  take(row: Row, { key }: MappedRow): void {
    this.sent(key, row.number);
  }

  /** Does what earlier runs sent matter for the rows? Then it must be read before `outcome` is asked. */
  get needsEarlier(): boolean {
    return this.#sentBefore !== undefined;
  }

  /** Reads which runs sent the keys of the rows for other rows. */
  async loadEarlier(rows: readonly SourceRow[]): Promise<void> {
    if (this.#sentBefore === undefined) return;
    const keyed = rows.flatMap(({ row, mapped }) => (mapped?.key === undefined ? [] : [{ row, key: mapped.key }]));
    this.#runs = await this.#sentBefore(keyed);
  }

  /** The outcome of a row that is not the one to import. */
  outcome(row: Row, { key }: MappedRow): RowOutcome | undefined {
    if (key === undefined || this.#policy === 'all') return undefined;
    const owner = this.#owners.get(key);
    const run = owner === undefined ? this.#runs.get(row.number) : undefined;
    if (run === undefined && (owner === undefined || owner === row.number)) return undefined;
    const facts = { row: row.number, key, code: 'duplicate-key', field: this.#keyField };
    const shown = this.#textOf?.(row) ?? key;
    const { firstCounts, lastCounts, sentBefore } = IMPORT_MESSAGES['duplicate-key'].text;
    if (owner === undefined) {
      return { ...facts, state: 'rejected', message: sentBefore(shown, run ?? ''), cells: storedCells(row) };
    }
    if (this.#policy === 'last') return { ...facts, state: 'skipped', message: lastCounts(shown, owner) };
    const message = firstCounts(shown, owner);
    return { ...facts, state: 'rejected', message, cells: storedCells(row) };
  }
}

/** Reads the rows' keys, to find the last row with each key. */
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
