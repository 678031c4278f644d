import type { DataIssue, Row } from '../../files/index.ts';
import type { KnownRow, RowOutcome } from '../../ledger/index.ts';
import type { MappedRow, ReadIdentity } from '../../mapping/index.ts';
import type { KeyIndex } from '../../sketches/index.ts';
import type { Payload } from '../../targets/index.ts';
import { agreeing, counted, t } from '../../words/index.ts';
import type { DuplicatePolicy } from '../admit/duplicates.ts';
import { IMPORT_MESSAGES } from '../messages.ts';
import { type CellLocator, storedCells } from '../row-outcomes.ts';
import type { SourceRow } from '../source-row.ts';
import { type Collision, type CollisionPolicy, Collisions, type EarlierOwners, RowIdentities } from './collisions.ts';
import {
  fieldOf,
  HASH_LENGTH,
  type IdentifiedRow,
  type IdentityHashes,
  type IdentityRules,
  identifyRow,
  isClaiming,
  isWholeValue,
  type PlaceholderValue,
  withoutValues,
} from './identity-hashes.ts';
import { PlaceholderCounts } from './placeholders.ts';

/** How the tenant identifies customers, for one job. */
export interface IdentityJob {
  readonly rules: IdentityRules;
  readonly onCollision: CollisionPolicy;
  /** Finds what earlier runs sent; absent if there is nothing to find. */
  readonly earlierOwners?: EarlierOwners | undefined;
  readonly read: ReadIdentity;
  /** Reads the values that too many rows of the file share. */
  readonly readShared: () => Promise<KeyIndex>;
  /** The column of a field, for messages. */
  readonly columnOf: (field: string) => string;
}

/** Finds the rows of a file that the CRM would merge into one customer, and the values that identify nobody. */
export class Identity {
  readonly collisions: Collisions;
  readonly identities: RowIdentities;
  readonly #job: IdentityJob;
  /** How messages name a cell. */
  readonly #locateCell: CellLocator;
  readonly #placeholders: PlaceholderCounts;
  #shared: KeyIndex | undefined;
  readonly #notedValues = new Set<string>();
  /** The hashes of the rows that are being sent. */
  readonly #hashesInFlight = new Map<number, IdentityHashes>();

  constructor(job: IdentityJob, onDuplicate: DuplicatePolicy, locateCell: CellLocator) {
    this.#job = job;
    this.#locateCell = locateCell;
    this.identities = new RowIdentities(onDuplicate);
    this.collisions = new Collisions(job.rules.fields, this.identities, job.earlierOwners);
    this.#placeholders = new PlaceholderCounts(job.columnOf);
  }

  /** Is it known which values too many rows share? */
  get isReady(): boolean {
    return this.#shared !== undefined;
  }

  async load(): Promise<void> {
    this.#shared ??= await this.#job.readShared();
  }

  /** Does what earlier runs sent matter for the rows? Then it must be read before `outcome` is asked. */
  get needsEarlier(): boolean {
    return this.#job.earlierOwners !== undefined;
  }

  /** Reads which of the rows' values earlier runs sent. */
  async loadEarlier(rows: readonly SourceRow[]): Promise<void> {
    const hashes: IdentityHashes[] = [];
    for (const sourceRow of rows) {
      const { before, mapped } = sourceRow;
      if (before || !mapped || !this.collisions.mayBeEarlier(mapped.key)) continue;
      sourceRow.identified ??= identifyRow(mapped, this.#job.rules);
      hashes.push(sourceRow.identified.hashes);
    }
    await this.collisions.loadEarlier(hashes);
  }

  /** A row without the values that identify nobody. `before` is what is known about its identity already. */
  identify(row: Row, mapped: MappedRow, before: IdentifiedRow | undefined): IdentifiedRow {
    const { rules } = this.#job;
    const identified = before ?? identifyRow(mapped, rules);
    const shared = this.#shared;
    if (shared === undefined || shared.size === 0 || identified.hashes.length === 0) return identified;
    const values = this.#sharedValues(row, identified, shared);
    if (values.length === 0) return identified;
    const clean = withoutValues(identified.mapped, values, rules);
    const leftOut = new Set(values.map(({ field }) => rules.fields.indexOf(field)));
    const hashes: number[] = [];
    for (let at = 0; at < identified.hashes.length; at += HASH_LENGTH) {
      const role = identified.hashes[at + 2] as number;
      if (!leftOut.has(fieldOf(role)))
        hashes.push(identified.hashes[at] as number, identified.hashes[at + 1] as number, role);
    }
    return { mapped: clean, hashes, placeholders: [...identified.placeholders, ...values] };
  }

  /** Counts the values that a row is sent without. */
  note(row: Row, { placeholders }: IdentifiedRow): void {
    for (const value of placeholders) this.#placeholders.found(row, value);
  }

  /**
   * The outcome of a row that has an identifying value of another row; undefined if it may be sent. `unknown` if the values that too
   * many rows share have to be loaded first.
   */
  outcome(row: Row, { mapped, hashes }: IdentifiedRow): RowOutcome | 'unknown' | undefined {
    const here = this.collisions.find(hashes, row.number, mapped.key);
    const found = here.length > 0 ? here : this.collisions.findEarlier(hashes, mapped.key);
    if (found.length === 0) return undefined;
    if (!this.isReady) return 'unknown';
    this.collisions.count(found);
    return this.#job.onCollision === 'send' ? undefined : this.#rejected(row, mapped, found);
  }

  /** The row is sent: it owns its values from now on. */
  take(row: Row, { mapped, hashes }: IdentifiedRow): void {
    this.collisions.take(hashes, row.number, mapped.key);
  }

  /** Keeps the hashes of a row until it is complete, when the ledger stores them. */
  keep(row: number, { hashes }: IdentifiedRow): void {
    if (hashes.length > 0) this.#hashesInFlight.set(row, hashes);
  }

  /** Returns and forgets the hashes of the values that a row was sent with, in two halves each. */
  takeHashes(row: number): readonly number[] | undefined {
    const hashes = this.#hashesInFlight.get(row);
    if (hashes === undefined) return undefined;
    this.#hashesInFlight.delete(row);
    const values: number[] = [];
    for (let at = 0; at < hashes.length; at += HASH_LENGTH) {
      if (isClaiming(hashes[at + 2] as number)) values.push(hashes[at] as number, hashes[at + 1] as number);
    }
    return values;
  }

  /** An earlier process sent the row. Returns a promise if its values have to be looked up. */
  sent(row: Row, { key }: KnownRow): Promise<void> | undefined {
    const { read, rules } = this.#job;
    const take = (values: Payload) => {
      const problems: never[] = [];
      const mapped = { payload: values, problems, ...(key !== undefined && { key }) };
      const identified = this.identify(row, mapped, undefined);
      this.note(row, identified);
      const found = this.collisions.find(identified.hashes, row.number, key);
      if (found.length > 0) this.collisions.count(found);
      this.take(row, identified);
    };
    const identifying = (all: Payload): Payload =>
      Object.fromEntries(rules.fields.flatMap((field) => (all[field] === undefined ? [] : [[field, all[field]]])));
    const identity = read(row);
    if (identity instanceof Promise) return identity.then(({ values }) => take(identifying(values)));
    take(identifying(identity.values));
    return undefined;
  }

  /** Cleans a payload that was kept before the values that too many rows share were known. */
  cleaned(payload: Payload): Payload {
    const row: Row = { number: 0, cells: [] };
    return this.identify(row, { payload, problems: [] }, undefined).mapped.payload ?? payload;
  }

  /** Notices for the summary. `rejected` is the number of rejected rows by field, if the ledger knows it better. */
  notices(rejected: Readonly<Record<string, number>> | undefined): string[] {
    const { counts } = this.collisions;
    const isSent = this.#job.onCollision === 'send';
    const collisionNotices = Object.entries(isSent ? counts : (rejected ?? counts)).map(([field, rows]) => {
      const consequence = isSent
        ? t`${agreeing(rows, 'it is', 'they are')} sent anyway (--on-collision send), and the CRM may merge them into one customer`
        : t`${agreeing(rows, 'it is', 'they are')} rejected as would-merge`;
      return t`${counted(rows, 'row has', 'rows have')} the ${field} of another row; ${consequence}.`;
    });
    return [...this.#placeholders.notices(), ...collisionNotices];
  }

  get placeholders(): { readonly count: number; readonly findings: readonly DataIssue[] } {
    return this.#placeholders;
  }

  #rejected(row: Row, mapped: MappedRow, found: readonly Collision[]): RowOutcome {
    const { sharedValue, owner } = IMPORT_MESSAGES['would-merge'].text;
    const messages = found.map((collision) => {
      const { field } = collision;
      const text = this.#textOf(row, mapped, field);
      const value = text === undefined ? t`the ${field}` : `"${text}"`;
      const cell = this.#locateCell(this.#job.columnOf(field), row.number);
      return sharedValue(cell, value, field, owner(collision.row, collision.earlier));
    });
    return {
      row: row.number,
      key: mapped.key,
      state: 'rejected',
      code: 'would-merge',
      field: found.map(({ field }) => field).join('; '),
      message: messages.join('; '),
      cells: storedCells(row),
    };
  }

  #textOf(row: Row, { payload }: MappedRow, field: string): string | undefined {
    const value = payload?.[field] ?? this.#read(row)?.[field];
    return value === undefined ? undefined : String(value);
  }

  #read(row: Row): Payload | undefined {
    const identity = this.#job.read(row);
    return identity instanceof Promise ? undefined : identity.values;
  }

  /** The row's values in fields whose values are all shared by too many rows. */
  #sharedValues(row: Row, { mapped, hashes }: IdentifiedRow, shared: KeyIndex): PlaceholderValue[] {
    const { fields, keepsPlaceholders } = this.#job.rules;
    if (keepsPlaceholders) return [];
    let found: PlaceholderValue[] | undefined;
    for (let fieldIndex = 0; fieldIndex < fields.length; fieldIndex += 1) {
      if (!this.#hasOnlySharedValues(hashes, fieldIndex, shared)) continue;
      const field = fields[fieldIndex] as string;
      const text = this.#textOf(row, mapped, field) ?? '';
      this.#noteEarlier(hashes, fieldIndex, { field, text, isShared: true });
      found ??= [];
      found.push({ field, text, isShared: true });
    }
    return found ?? NO_VALUES;
  }

  /** Notes the first row with a shared value, which a check has read before it knew that the value is shared. */
  #noteEarlier(hashes: IdentityHashes, fieldIndex: number, value: PlaceholderValue): void {
    for (const at of wholeValueOffsets(hashes, fieldIndex)) {
      const owner = this.collisions.ownerOf(hashes[at] as number, hashes[at + 1] as number);
      const valueKey = `${hashes[at]},${hashes[at + 1]}`;
      if (owner === undefined || this.#notedValues.has(valueKey)) continue;
      this.#notedValues.add(valueKey);
      this.#placeholders.found({ number: owner, cells: [] }, value);
    }
  }

  #hasOnlySharedValues(hashes: IdentityHashes, fieldIndex: number, set: KeyIndex): boolean {
    const offsets = wholeValueOffsets(hashes, fieldIndex);
    return offsets.length > 0 && offsets.every((at) => set.getAt(hashes[at] as number, hashes[at + 1] as number));
  }
}

/** The offsets of a field's whole values among the hashes. */
function wholeValueOffsets(hashes: IdentityHashes, fieldIndex: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < hashes.length; at += HASH_LENGTH) {
    const role = hashes[at + 2] as number;
    if (fieldOf(role) === fieldIndex && isWholeValue(role)) found.push(at);
  }
  return found;
}

const NO_VALUES: PlaceholderValue[] = [];
