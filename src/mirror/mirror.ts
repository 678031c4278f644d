import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { t } from '../words/index.ts';
import { ChangeHistory, type CustomerChange, type CustomerChangeKind } from './change-history.ts';
import { type KeyField, storedKeys } from './customer-keys.ts';
import { CustomerTable, type MirroredCustomer } from './customer-table.ts';
import { inTransaction, openMirrorDatabase } from './mirror-database.ts';
import { asMirrorError } from './mirror-error.ts';
import { type MirrorFacts, MirrorState } from './mirror-state.ts';
import { type Combination, type PushedChange, PushedChanges } from './pushed-changes.ts';
import { RecordPacker, type WireRecord } from './record-packer.ts';

/** How complete and how old a mirror is. Times in epoch milliseconds. */
export interface MirrorStatus {
  readonly path: string;
  /** Did the last refresh read everything that it had to? */
  readonly complete: boolean;
  /** Why not. */
  readonly reason?: string;
  readonly customers: number;
  /** Customers of whom the details, and the tags, were read, even if they have changed since. */
  readonly details: number;
  readonly tags: number;
  /** Customers of whom message pushes told and that are not read again yet. */
  readonly pushed: number;
  /** When the last complete refresh began; undefined before the first. */
  readonly refreshedAt: number | undefined;
  /** When the last complete reading of every customer began: it shows who has vanished. */
  readonly fullAt: number | undefined;
  /** From when on changes are known. */
  readonly historySince: number | undefined;
  /** Size of its files. */
  readonly bytes: number;
}

/** Opens or creates the mirror of a tenant. Errors: `MirrorError`. */
export function openMirror(path: string, options: OpenMirrorOptions = {}): Mirror {
  return new Mirror(path, options);
}

interface OpenMirrorOptions {
  /** How long to wait for another process that writes. */
  readonly busyTimeoutMs?: number | undefined;
}

/** The local copy of a tenant's customers, as the list shows them. Errors: `MirrorError`. */
export class Mirror {
  readonly path: string;
  /** The parts, for `refreshMirror`. */
  readonly parts: {
    readonly customers: CustomerTable;
    readonly history: ChangeHistory;
    readonly packer: RecordPacker;
    readonly state: MirrorState;
    readonly pushed: PushedChanges;
  };
  readonly #database: DatabaseSync;

  constructor(path: string, { busyTimeoutMs }: OpenMirrorOptions = {}) {
    this.path = path;
    this.#database = openMirrorDatabase(path, busyTimeoutMs);
    const packer = new RecordPacker(this.#database);
    const pushed = new PushedChanges(this.#database);
    this.parts = {
      packer,
      pushed,
      customers: new CustomerTable(this.#database, packer, pushed),
      history: new ChangeHistory(this.#database, packer),
      state: new MirrorState(this.#database),
    };
  }

  /** Ids of customers whose member has this value, each once; compared by canonical form. */
  find(field: KeyField, value: string): readonly string[] {
    return this.guard(() => this.parts.customers.find(field, value));
  }

  get(id: string): MirroredCustomer | undefined {
    return this.guard(() => this.parts.customers.get(id));
  }

  /** The customers with these ids, as far as there are any. */
  getAll(ids: Iterable<string>): ReadonlyMap<string, MirroredCustomer> {
    return this.read(() => {
      const customers = [...ids].map((id) => this.parts.customers.get(id));
      return new Map(customers.flatMap((customer) => (customer === undefined ? [] : [[customer.id, customer]])));
    });
  }

  /** The id of the customer that this one is now, if a push told that it was combined with another. */
  currentId(id: string): string {
    return this.guard(() => this.parts.customers.currentId(id));
  }

  /** Which customers were found, since this mirror was opened, only because others were combined with them. */
  get combinationsFound(): readonly Combination[] {
    return this.parts.customers.combinationsFound;
  }

  /**
   * Notes what pushes told: the customers are read again by the next refresh, and whoever was combined with another is found as
   * that one. `pushedAt`: in epoch milliseconds.
   */
  notePushes(changes: readonly PushedChange[], pushedAt: number): void {
    this.write(() => {
      for (const change of changes) this.#notePush(change, pushedAt);
    });
  }

  #notePush({ id, changedAt, mergedId }: PushedChange, pushedAt: number): void {
    const { customers, history, pushed, state } = this.parts;
    pushed.mark(id, mergedId === undefined ? changedAt : undefined, pushedAt);
    if (mergedId === undefined || mergedId === id) return;
    const row = customers.removeById(mergedId);
    pushed.combine(mergedId, id, row ? storedKeys(row).values() : []);
    if (!row) return;
    if (state.facts.historySince !== undefined) history.add('vanished', row, pushedAt, row);
    state.update({ version: state.facts.version + 1 });
  }

  /** Keeps the `item` of `user/detail`, if the customer is in the mirror. `readAtMs`: when it was read, by the server's clock. */
  putDetail(id: string, item: WireRecord, readAtMs: number): void {
    this.write(() => this.parts.customers.putDetail(id, item, readAtMs));
  }

  /** Keeps the ids of tags of customers that are in the mirror. `readAtMs`: when they were read, by the server's clock. */
  putTags(tagsById: ReadonlyMap<string, readonly string[]>, readAtMs: number): void {
    this.write(() => {
      for (const [id, tags] of tagsById) this.parts.customers.putTags(id, tags, readAtMs);
    });
  }

  /** What refreshes found at a time or later, in epoch milliseconds, the oldest first. */
  changesSince(sinceMs: number): Iterable<CustomerChange> {
    return this.parts.history.since(sinceMs);
  }

  /** Of how many customers changes were found since then, by kind. */
  changeCounts(sinceMs: number): Readonly<Record<CustomerChangeKind, number>> {
    return this.guard(() => this.parts.history.counts(sinceMs));
  }

  status(): MirrorStatus {
    return this.guard(() => {
      const { facts } = this.parts.state;
      const { refreshedAt, fullAt, historySince } = facts;
      const reason = incompleteBecause(facts);
      return {
        path: this.path,
        complete: reason === undefined,
        ...(reason !== undefined && { reason }),
        ...this.parts.customers.counts(),
        pushed: this.parts.pushed.markCount,
        refreshedAt,
        fullAt,
        historySince,
        bytes: sizeOf(this.path) + sizeOf(`${this.path}-wal`),
      };
    });
  }

  /** Changes with every refresh that found something: identifies the state that a plan compared with. */
  get state(): string {
    const { made, version } = this.guard(() => this.parts.state.facts);
    return `${made}-${version}`;
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** Runs `work`, whose many readings take the lock of the file once. */
  read<Result>(work: () => Result): Result {
    return this.guard(() => inTransaction(this.#database, work, 'DEFERRED'));
  }

  /** Runs `work` in one transaction. */
  write<Result>(work: () => Result): Result {
    return this.guard(() => inTransaction(this.#database, work));
  }

  /** Runs `work`; errors of the file become `MirrorError`. */
  guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw asMirrorError(this.path, error);
    }
  }
}

/** Why the mirror does not hold every customer as of its last refresh; undefined if it does. */
function incompleteBecause({ unfinished, reason, needsFull, fullAt }: MirrorFacts): string | undefined {
  if (unfinished !== undefined) return t`a refresh is running or was cut short`;
  if (reason !== undefined) return reason;
  if (fullAt === undefined) return t`it has not been read yet`;
  return needsFull ? t`the last reading of every customer did not finish` : undefined;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
