import type { DataIssue, Row } from '../../files/index.ts';
import type { KnownRow, RowOutcome } from '../../ledger/index.ts';
import type { MappedRow, ReadIdentity } from '../../mapping/index.ts';
import type { Payload } from '../../targets/index.ts';
import type { DuplicatePolicy } from '../admit/duplicates.ts';
import type { KeyIndex } from '../key-index.ts';
import { type CellLocator, storedCells } from '../row-outcomes.ts';
import { type Collision, type CollisionPolicy, Collisions, type EarlierOwner, RowIdentities } from './collisions.ts';
import {
  fieldOf,
  HASH_LENGTH,
  type IdentifiedRow,
  type IdentityHashes,
  type IdentityRules,
  identifyRow,
  isClaiming,
  isWhole,
  type PlaceholderValue,
  withoutValues,
} from './identity-hashes.ts';
import { PlaceholderCounts } from './placeholders.ts';

/** What a job knows of how the tenant tells customers. */
export interface IdentityJob {
  readonly rules: IdentityRules;
  readonly onCollision: CollisionPolicy;
  /** Finds what earlier runs sent; absent where there is nothing that could be found. */
  readonly earlierOwner?: EarlierOwner | undefined;
  readonly read: ReadIdentity;
  /** Reads the values that too many rows of the file share. */
  readonly readShared: () => Promise<KeyIndex>;
  /** The column of a field, for messages. */
  readonly columnOf: (field: string) => string;
}

/** Which rows of a file the CRM would take for one customer, and which of their values identify nobody. */
export class Identity {
  readonly collisions: Collisions;
  readonly identities: RowIdentities;
  readonly #job: IdentityJob;
  /** How messages name a cell. */
  readonly #placeOf: CellLocator;
  readonly #placeholders: PlaceholderCounts;
  #shared: KeyIndex | undefined;
  readonly #noted = new Set<string>();
  /** Of the rows that are being sent. */
  readonly #kept = new Map<number, IdentityHashes>();

  constructor(job: IdentityJob, onDuplicate: DuplicatePolicy, placeOf: CellLocator) {
    this.#job = job;
    this.#placeOf = placeOf;
    this.identities = new RowIdentities(onDuplicate);
    this.collisions = new Collisions(job.rules.fields, this.identities, job.earlierOwner);
    this.#placeholders = new PlaceholderCounts(job.columnOf);
  }

  /** Is it known which values too many rows share? */
  get isReady(): boolean {
    return this.#shared !== undefined;
  }

  async load(): Promise<void> {
    this.#shared ??= await this.#job.readShared();
  }

  /** A row without the values that identify nobody. `known` is what another thread has seen of it. */
  identify(row: Row, mapped: MappedRow, known: IdentifiedRow | undefined): IdentifiedRow {
    const { rules } = this.#job;
    const identified = known ?? identifyRow(mapped, rules);
    const shared = this.#shared;
    if (shared === undefined || shared.size === 0 || identified.hashes.length === 0) return identified;
    const values = this.#sharedValues(row, identified, shared);
    if (values.length === 0) return identified;
    const clean = withoutValues(identified.mapped, values, rules);
    const left = new Set(values.map(({ field }) => rules.fields.indexOf(field)));
    const marks: number[] = [];
    for (let at = 0; at < identified.hashes.length; at += HASH_LENGTH) {
      const role = identified.hashes[at + 2] as number;
      if (!left.has(fieldOf(role)))
        marks.push(identified.hashes[at] as number, identified.hashes[at + 1] as number, role);
    }
    return { mapped: clean, hashes: marks, placeholders: [...identified.placeholders, ...values] };
  }

  /** Counts the values that a row goes without. */
  note(row: Row, { placeholders }: IdentifiedRow): void {
    for (const value of placeholders) this.#placeholders.found(row, value);
  }

  /**
   * What becomes of a row that has an identifying value of another one; nothing where it may be sent. `unknown` where first it has
   * to be known which values too many share.
   */
  outcome(row: Row, { mapped, hashes: marks }: IdentifiedRow): RowOutcome | 'unknown' | undefined {
    const here = this.collisions.find(marks, row.number, mapped.key);
    const found = here.length > 0 ? here : this.collisions.findEarlier(marks, mapped.key);
    if (found.length === 0) return undefined;
    if (!this.isReady) return 'unknown';
    this.collisions.count(found);
    return this.#job.onCollision === 'send' ? undefined : this.#rejected(row, mapped, found);
  }

  /** The row is sent: its values are its own. */
  take(row: Row, { mapped, hashes: marks }: IdentifiedRow): void {
    this.collisions.take(marks, row.number, mapped.key);
  }

  /** Keeps a row's values until it has come to its end, when the ledger learns them. */
  keep(row: number, { hashes: marks }: IdentifiedRow): void {
    if (marks.length > 0) this.#kept.set(row, marks);
  }

  /** The hashes of the values that a row was sent with, in two halves each. */
  ended(row: number): readonly number[] | undefined {
    const marks = this.#kept.get(row);
    if (marks === undefined) return undefined;
    this.#kept.delete(row);
    const values: number[] = [];
    for (let at = 0; at < marks.length; at += HASH_LENGTH) {
      if (isClaiming(marks[at + 2] as number)) values.push(marks[at] as number, marks[at + 1] as number);
    }
    return values;
  }

  /** An earlier process sent the row. Answers a promise where its values have to be waited for. */
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
    const only = (all: Payload): Payload =>
      Object.fromEntries(rules.fields.flatMap((field) => (all[field] === undefined ? [] : [[field, all[field]]])));
    const identity = read(row);
    if (identity instanceof Promise) return identity.then(({ values }) => take(only(values)));
    take(only(identity.values));
    return undefined;
  }

  /** A payload that was kept before it was known which values too many share. */
  cleaned(payload: Payload): Payload {
    const row: Row = { number: 0, cells: [] };
    return this.identify(row, { payload, problems: [] }, undefined).mapped.payload ?? payload;
  }

  /** What is worth saying at the end. `rejected` is how many rows were rejected for it, where that is known better. */
  notices(rejected: Readonly<Record<string, number>> | undefined): string[] {
    const { counts } = this.collisions;
    const isSent = this.#job.onCollision === 'send';
    const carried = Object.entries(isSent ? counts : (rejected ?? counts)).map(([field, rows]) => {
      const [row, fate] = rows === 1 ? ['row carries', 'it is'] : ['rows carry', 'they are'];
      const then = isSent
        ? `${fate} sent all the same (--on-collision send), and the CRM may make one customer of them`
        : `${fate} rejected as would-merge`;
      return `${rows} ${row} the ${field} of another row; ${then}.`;
    });
    return [...this.#placeholders.notices(), ...carried];
  }

  get placeholders(): { readonly count: number; readonly findings: readonly DataIssue[] } {
    return this.#placeholders;
  }

  #rejected(row: Row, mapped: MappedRow, found: readonly Collision[]): RowOutcome {
    const told = found.map((collision) => {
      const { field } = collision;
      const text = this.#textOf(row, mapped, field);
      const value = text === undefined ? `the ${field}` : `"${text}"`;
      const place = this.#placeOf(this.#job.columnOf(field), row.number);
      return `${place}: ${value} is the ${field} of ${ownerOf(collision)}, too. The CRM identifies customers by it, so this row would overwrite that customer`;
    });
    return {
      row: row.number,
      key: mapped.key,
      state: 'rejected',
      code: 'would-merge',
      field: found.map(({ field }) => field).join('; '),
      message: told.join('; '),
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

  /** Fields all of whose values too many rows share. */
  #sharedValues(row: Row, { mapped, hashes: marks }: IdentifiedRow, shared: KeyIndex): PlaceholderValue[] {
    const { fields, keepsPlaceholders } = this.#job.rules;
    if (keepsPlaceholders) return [];
    let found: PlaceholderValue[] | undefined;
    for (let place = 0; place < fields.length; place += 1) {
      if (!this.#isWhollyIn(marks, place, shared)) continue;
      const field = fields[place] as string;
      const text = this.#textOf(row, mapped, field) ?? '';
      this.#noteEarlier(marks, place, { field, text, isShared: true });
      found ??= [];
      found.push({ field, text, isShared: true });
    }
    return found ?? NO_VALUES;
  }

  /** A check has met the first row with the value before it knew that too many have it. */
  #noteEarlier(marks: IdentityHashes, place: number, value: PlaceholderValue): void {
    for (const at of wholesOf(marks, place)) {
      const owner = this.collisions.ownerOf(marks[at] as number, marks[at + 1] as number);
      const name = `${marks[at]},${marks[at + 1]}`;
      if (owner === undefined || this.#noted.has(name)) continue;
      this.#noted.add(name);
      this.#placeholders.found({ number: owner, cells: [] }, value);
    }
  }

  #isWhollyIn(marks: IdentityHashes, place: number, set: KeyIndex): boolean {
    const wholes = wholesOf(marks, place);
    return wholes.length > 0 && wholes.every((at) => set.getAt(marks[at] as number, marks[at + 1] as number));
  }
}

function ownerOf({ row, earlier }: Collision): string {
  if (earlier === undefined) return `row ${row}`;
  const run = earlier.run === undefined ? 'an earlier run' : `run ${earlier.run}`;
  return `row ${row} of ${run}${earlier.key === undefined ? '' : ` (key "${earlier.key}")`}`;
}

/** Where the values of a field begin among the marks. */
function wholesOf(marks: IdentityHashes, place: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < marks.length; at += HASH_LENGTH) {
    const role = marks[at + 2] as number;
    if (fieldOf(role) === place && isWhole(role)) found.push(at);
  }
  return found;
}

const NO_VALUES: PlaceholderValue[] = [];
