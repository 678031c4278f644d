import type { Clock } from '../resilience/index.ts';
import type { StreamRow } from '../streams/index.ts';
import { updateTime } from './customer-table.ts';
import type { Mirror } from './mirror.ts';
import type { RefreshKind } from './mirror-state.ts';
import { MIRROR_POLICY } from './policy.ts';

/** Tags as they were read. */
interface ReadTags {
  readonly tagsById: ReadonlyMap<string, readonly string[]>;
  readonly readAtMs: number;
}

/** Writes the rows of one refresh into the mirror, many in one transaction, and records what is new about them. */
export class RowWriter {
  readonly #mirror: Mirror;
  readonly #kind: RefreshKind;
  readonly #clock: Clock;
  readonly #seen = new NumberSet();
  #rows: StreamRow[] = [];
  #tags: ReadTags[] = [];
  #hasLearnt = false;
  readonly #counts = { read: 0, added: 0, changed: 0, unchanged: 0 };

  constructor(mirror: Mirror, kind: RefreshKind, clock: Clock) {
    this.#mirror = mirror;
    this.#kind = kind;
    this.#clock = clock;
  }

  /** Rows that were added, and what they were to the mirror. */
  get counts(): Readonly<Record<'read' | 'added' | 'changed' | 'unchanged', number>> {
    return { ...this.#counts };
  }

  add(rows: readonly StreamRow[]): void {
    this.#counts.read += rows.length;
    this.#rows.push(...rows);
    if (this.#rows.length >= MIRROR_POLICY.writing.rowsPerTransaction) this.flush();
  }

  /** Adds tags of customers whose rows were added before. */
  addTags(tags: ReadTags): void {
    this.#tags.push(tags);
  }

  /** Writes what was added. */
  flush(): void {
    const [rows, tags] = [this.#rows, this.#tags];
    if (rows.length === 0 && tags.length === 0) return;
    [this.#rows, this.#tags] = [[], []];
    const { customers } = this.#mirror.parts;
    this.#learn(rows);
    this.#mirror.write(() => {
      const found = this.#put(rows);
      for (const { tagsById, readAtMs } of tags) {
        for (const [id, ids] of tagsById) customers.putTags(id, ids, readAtMs);
      }
      if (found) this.#noteNewState();
    });
  }

  /** Removes the customers that this complete reading of all did not show; returns how many. To be called within a transaction. */
  removeUnseen(): number {
    const { customers, history, state } = this.#mirror.parts;
    const { historySince } = state.facts;
    const noticedAt = this.#clock.now();
    const unseen = [...customers.seqs()].filter((seq) => !this.#seen.has(seq));
    for (const seq of unseen) {
      const row = customers.remove(seq);
      if (row && historySince !== undefined) history.add('vanished', row, noticedAt, row);
    }
    if (unseen.length > 0) this.#noteNewState();
    return unseen.length;
  }

  /** Compression needs typical rows; a reading of every customer shows some at once. */
  #learn(rows: readonly StreamRow[]): void {
    if (this.#hasLearnt || rows.length === 0) return;
    if (this.#kind === 'full') this.#mirror.parts.packer.learn(rows, (work) => this.#mirror.write(work));
    this.#hasLearnt = true;
  }

  /** Returns whether any row was new or changed. */
  #put(rows: readonly StreamRow[]): boolean {
    const { customers, history, pushed, state } = this.#mirror.parts;
    const { hasMarks, hasCombinations } = pushed;
    // Before all customers were read once, it is not known which are new.
    const isRecorded = state.facts.historySince !== undefined;
    const noticedAt = this.#clock.now();
    let isNew = false;
    for (const row of rows) {
      const result = customers.put(row);
      if (this.#kind === 'full') this.#seen.add(result.seq);
      const id = String(row['id']);
      if (hasMarks) pushed.shown(id, updateTime(row));
      // The list may be late, or the push is read wrongly: its details tell whether the customer exists.
      if (hasCombinations && pushed.isMerged(id)) pushed.mark(id, undefined, noticedAt);
      this.#counts[result.kind] += 1;
      if (result.kind === 'unchanged') continue;
      isNew = true;
      if (isRecorded) history.add(result.kind, row, noticedAt, result.kind === 'changed' ? result.cells : undefined);
    }
    return isNew;
  }

  #noteNewState(): void {
    const { state } = this.#mirror.parts;
    state.update({ version: state.facts.version + 1 });
  }
}

const FIRST_CAPACITY = 1 << 16;

/** A set of numbers from 0, in one bit for each up to the largest. */
class NumberSet {
  #bits = new Uint8Array(FIRST_CAPACITY);

  add(number: number): void {
    const at = number >>> 3;
    if (at >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(at + 1, this.#bits.length * 2));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (number & 7));
  }

  has(number: number): boolean {
    return ((this.#bits[number >>> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }
}
