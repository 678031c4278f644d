import { LRUCache } from 'lru-cache';
import { SobotError } from '../api/errors/sobot-error.ts';
import type { FilterResult, PreSendFilter } from '../import/batch/pre-send-filter.ts';
import type { PendingRow } from '../import/pending-row.ts';
import type { Payload } from '../targets/target.ts';
import { writeNote } from './tag-note.ts';

/** Reads the ids of the tags that customers carry, at most 100 customers at once; who is not in it is not known. */
export type ReadTags = (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;

/** How many customers would gain and lose a tag. */
export interface TagCount {
  gain: number;
  lose: number;
}

/** Customers whose tags this run may be changing at this moment are among the last so many that it has sent. */
const MAX_SENT_CUSTOMERS = 50_000;

const NOTHING = { kind: 'skip', code: 'nothing-to-do', message: 'the row names no tag to add or to take off' } as const;
const UNCHANGED = { kind: 'skip', code: 'unchanged', message: 'the customer’s tags are so already' } as const;

/** Takes from each row what would change nothing, by the tags that its customer carries now. */
export class TagChanges implements PreSendFilter {
  readonly size = 100;
  /** Gains and losses by the tag's id. */
  readonly counts = new Map<string, TagCount>();
  /** Customers who would change and who would not, and rows of which that cannot be told. */
  readonly customers = { change: 0, same: 0, unknown: 0 };
  readonly #read: ReadTags;
  readonly #rivalsOf: (tag: string) => readonly string[];
  /** The tags that customers will carry once what was sent for them is done. */
  readonly #sent = new LRUCache<string, ReadonlySet<string>>({ max: MAX_SENT_CUSTOMERS });

  /** `rivalsOf`: the tags that one displaces. */
  constructor(read: ReadTags, rivalsOf: (tag: string) => readonly string[] = () => []) {
    this.#read = read;
    this.#rivalsOf = rivalsOf;
  }

  async filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]> {
    const ids = rows.map(({ payload }) => payload['userid']).filter((id) => typeof id === 'string');
    const wanted = [...new Set(ids)].filter((id) => !this.#sent.has(id));
    const tags = wanted.length === 0 ? new Map<string, readonly string[]>() : await this.#readOrNothing(wanted);
    return rows.map(({ payload }) => this.#filterOne(payload, tags));
  }

  #filterOne(payload: Payload, tags: ReadonlyMap<string, readonly string[]>): FilterResult {
    const [add, remove] = [idsOf(payload['add_tag']), idsOf(payload['remove_tag'])];
    if (add.length + remove.length === 0) return NOTHING;
    const id = String(payload['userid']);
    // What is only looked at is not sent later for it.
    const before = this.#sent.peek(id);
    const now = before ?? tags.get(id);
    if (!now) {
      this.customers.unknown += 1;
      return { kind: 'send', payload, note: writeNote(undefined) };
    }
    const change = this.#changeOf(new Set(now), add, remove);
    if (!change) {
      if (!before) this.customers.same += 1;
      // What an earlier row of the customer has sent may still fail, so nothing is left out for its sake.
      return before ? { kind: 'send', payload, note: writeNote({ gained: [], lost: [] }) } : UNCHANGED;
    }
    if (!before) this.customers.change += 1;
    this.#sent.set(id, change.after);
    const note = writeNote({ gained: change.added, lost: change.lost });
    return { kind: 'send', payload: before ? payload : lessened(payload, change), note };
  }

  /** What would change; undefined where nothing would. A tag that is both added and taken off is gone in the end. */
  #changeOf(now: ReadonlySet<string>, add: readonly string[], remove: readonly string[]) {
    const added = add.filter((tag) => !now.has(tag) && !remove.includes(tag));
    const removed = remove.filter((tag) => now.has(tag));
    if (added.length + removed.length === 0) return undefined;
    const lost = new Set([...removed, ...added.flatMap(this.#rivalsOf).filter((tag) => now.has(tag))]);
    for (const tag of added) this.#count(tag).gain += 1;
    for (const tag of lost) this.#count(tag).lose += 1;
    return { added, removed, lost: [...lost], after: new Set([...now, ...added].filter((tag) => !lost.has(tag))) };
  }

  #count(tag: string): TagCount {
    const count = this.counts.get(tag) ?? { gain: 0, lose: 0 };
    this.counts.set(tag, count);
    return count;
  }

  /** Where the tags cannot be read, every row is sent as it is: that does no harm. */
  async #readOrNothing(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    try {
      return await this.#read(ids);
    } catch (error) {
      if (!(error instanceof SobotError) || error.disposition === 'stop-run') throw error;
      return new Map();
    }
  }
}

function idsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

function lessened(payload: Payload, change: { readonly added: string[]; readonly removed: string[] }): Payload {
  const { add_tag: _, remove_tag: __, ...rest } = payload;
  return {
    ...rest,
    ...(change.added.length > 0 && { add_tag: change.added }),
    ...(change.removed.length > 0 && { remove_tag: change.removed }),
  };
}
