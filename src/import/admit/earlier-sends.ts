import { KeyIndex } from '../../sketches/index.ts';
import type { Identity } from '../identity/identity.ts';
import type { ImportJob, LastSent, SentKey } from '../import-job.ts';
import { IMPORT_POLICY } from '../policy.ts';
import type { SourceRow } from '../source-row.ts';
import type { Duplicates } from './duplicates.ts';
import type { UniqueValues } from './unique-values.ts';

const POLICY = IMPORT_POLICY.admit;

interface EarlierSendsOptions {
  readonly job: Pick<ImportJob, 'rules' | 'ledger' | 'control'>;
  readonly duplicates: Duplicates;
  readonly identity: Identity | undefined;
  readonly unique: UniqueValues | undefined;
}

/**
 * What earlier runs sent of the rows that are admitted next: read for several rows at once, so that the ledger is not asked about each.
 * Another run may send the same meanwhile. Of two runs that would create a record for the same key, the claim to the key decides when
 * the row is sent; for all else, an answer is used for a short time only.
 */
export class EarlierSends {
  readonly #options: EarlierSendsOptions;
  /** Absent if it does not matter what was sent under a key. */
  readonly #lastSent: LastSent | undefined;
  readonly #isNeeded: boolean;
  #keys: ReadonlyMap<string, SentKey> = new Map();
  /** The keys of rows of this run that are sent; needed only if several rows of a key are. */
  readonly #sentHere: KeyIndex | undefined;
  /** The rows that are read: those of a batch before an index. */
  #batch: readonly SourceRow[] | undefined;
  #end = 0;
  #readAt = 0;

  constructor(options: EarlierSendsOptions) {
    const { job, duplicates, identity, unique } = options;
    const { rules, ledger } = job;
    this.#options = options;
    this.#lastSent = rules.changedOnly || (ledger.knowsKeys && !rules.again) ? ledger.lastSent : undefined;
    const isAsked = duplicates.needsEarlier || identity?.needsEarlier || unique?.needsEarlier;
    this.#isNeeded = this.#lastSent !== undefined || isAsked === true;
    this.#sentHere = this.#lastSent && rules.duplicates.policy === 'all' ? new KeyIndex() : undefined;
  }

  /** Must be called before a row of a batch is admitted. Returns a promise if the ledger has to be asked. */
  readAhead(batch: readonly SourceRow[], index: number): Promise<void> | undefined {
    if (!this.#isNeeded) return undefined;
    const isRead = batch === this.#batch && index < this.#end;
    const { clock } = this.#options.job.control;
    return isRead && clock.elapsed() - this.#readAt < POLICY.maxAgeMs ? undefined : this.#read(batch, index);
  }

  /** What an earlier run sent under the key of a row, unless a row of this run is sent with it before. */
  lastSent(key: string): SentKey | undefined {
    return this.#sentHere?.get(key) === undefined ? this.#keys.get(key) : undefined;
  }

  /** The row is sent. */
  sent(key: string | undefined, row: number): void {
    if (key !== undefined) this.#sentHere?.claim(key, row);
  }

  async #read(batch: readonly SourceRow[], index: number): Promise<void> {
    const { job, duplicates, identity, unique } = this.#options;
    const end = index + POLICY.rowsAhead;
    const rows = batch.slice(index, end);
    await Promise.all([
      this.#readKeys(rows),
      duplicates.loadEarlier(rows),
      identity?.loadEarlier(rows),
      unique?.loadEarlier(rows),
    ]);
    this.#batch = batch;
    this.#end = end;
    this.#readAt = job.control.clock.elapsed();
  }

  async #readKeys(rows: readonly SourceRow[]): Promise<void> {
    if (this.#lastSent === undefined) return;
    const keys = new Set<string>();
    for (const { before, mapped } of rows) {
      if (!before && mapped?.payload && mapped.key !== undefined) keys.add(mapped.key);
    }
    this.#keys = keys.size === 0 ? new Map() : await this.#lastSent([...keys]);
  }
}
