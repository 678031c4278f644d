import { LRUCache } from 'lru-cache';
import { endpoints } from '../api/endpoints/index.ts';
import { SobotError } from '../api/index.ts';
import {
  type FilterResult,
  IMPORT_MESSAGES,
  type PendingRow,
  type PreSendFilter,
  type ResultColumns,
} from '../import/index.ts';
import { type CellChange, type RowChange, tagCell, tagOfCell } from '../ledger/index.ts';
import type { MappedRow, RowMapper } from '../mapping/index.ts';
import type { Dispatcher } from '../resilience/index.ts';
import type { Payload } from '../targets/index.ts';
import { counted, t } from '../words/index.ts';
import { TAGGING_MESSAGES } from './messages.ts';
import { fullTagName, type TagCatalogue } from './tag-catalogue.ts';

/** Reads the tag ids of customers, at most 100 customers at once; unknown customers are missing from the result. */
type ReadTags = (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;

/** The numbers of customers who would gain and lose a tag. */
interface TagCount {
  gain: number;
  lose: number;
}

/** Remembered customers: enough to include every customer whose tags this run may be changing at the moment. */
const MAX_SENT_CUSTOMERS = 50_000;

const NOTHING = {
  kind: 'skip',
  code: 'nothing-to-do',
  get message() {
    return TAGGING_MESSAGES['nothing-to-do'].text.row();
  },
} as const;
const UNCHANGED = {
  kind: 'skip',
  code: 'unchanged',
  get message() {
    return IMPORT_MESSAGES.unchanged.text.sameTags();
  },
} as const;

/** Removes from each row what would change nothing, given the customer's current tags. */
export class TagChanges implements PreSendFilter {
  readonly size = 100;
  /** Gains and losses by the tag's id. */
  readonly counts = new Map<string, TagCount>();
  /** Numbers of customers who would change and who would not, and of rows for which that is unknown. */
  readonly customers = { change: 0, same: 0, unknown: 0 };
  readonly #read: ReadTags;
  readonly #displacedBy: (tag: string) => readonly string[];
  /** The tags that customers will have once what was sent for them is done. */
  readonly #sent = new LRUCache<string, ReadonlySet<string>>({ max: MAX_SENT_CUSTOMERS });

  /** `displacedBy`: the tags that a tag displaces. */
  constructor(read: ReadTags, displacedBy: (tag: string) => readonly string[] = () => []) {
    this.#read = read;
    this.#displacedBy = displacedBy;
  }

  async filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]> {
    const ids = rows.map(({ payload }) => payload['userid']).filter((id) => typeof id === 'string');
    const wanted = [...new Set(ids)].filter((id) => !this.#sent.has(id));
    const tags = wanted.length === 0 ? new Map<string, readonly string[]>() : await this.#readOrNothing(wanted);
    return rows.map((row) => this.#filterOne(row, tags));
  }

  #filterOne({ payload, stored }: PendingRow, tags: ReadonlyMap<string, readonly string[]> | undefined): FilterResult {
    const [add, remove] = [idsOf(payload['add_tag']), idsOf(payload['remove_tag'])];
    if (add.length + remove.length === 0) return NOTHING;
    const id = String(payload['userid']);
    // `peek`, since reading an entry must not keep it longer.
    const before = this.#sent.peek(id);
    const now = before ?? tags?.get(id);
    if (!now) {
      this.customers.unknown += 1;
      const note = writeNote(undefined);
      // A customer without tags may be missing in the answer; whether there is such a customer is the server's to say.
      const added = tags === undefined ? [] : add.filter((tag) => !remove.includes(tag));
      if (added.length === 0) return { kind: 'send', payload, note };
      return { kind: 'send', payload, note, change: stored ?? { id, cells: cellsOf({ added, lost: [] }) } };
    }
    const change = this.#changeOf(new Set(now), add, remove);
    if (!change) {
      if (!before) this.customers.same += 1;
      // The request of an earlier row of this customer may still fail, so nothing is left out because of it.
      if (before) return { kind: 'send', payload, note: writeNote({ gained: [], lost: [] }) };
      return stored ? doneEarlier(id, stored) : UNCHANGED;
    }
    if (!before) this.customers.change += 1;
    this.#sent.set(id, change.after);
    const note = writeNote({ gained: change.added, lost: change.lost });
    const sent = before ? payload : withoutNoops(payload, change);
    return { kind: 'send', payload: sent, note, change: { id, cells: cellsOf(change) } };
  }

  /** What would change; undefined where nothing would. A tag that is both added and removed is gone in the end. */
  #changeOf(now: ReadonlySet<string>, add: readonly string[], remove: readonly string[]) {
    const added = add.filter((tag) => !now.has(tag) && !remove.includes(tag));
    const removed = remove.filter((tag) => now.has(tag));
    if (added.length + removed.length === 0) return undefined;
    const lost = new Set([...removed, ...added.flatMap(this.#displacedBy).filter((tag) => now.has(tag))]);
    for (const tag of added) this.#count(tag).gain += 1;
    for (const tag of lost) this.#count(tag).lose += 1;
    return { added, removed, lost: [...lost], after: new Set([...now, ...added].filter((tag) => !lost.has(tag))) };
  }

  #count(tag: string): TagCount {
    const count = this.counts.get(tag) ?? { gain: 0, lose: 0 };
    this.counts.set(tag, count);
    return count;
  }

  /** Undefined where the tags cannot be read: every row is sent unchanged then, which does no harm. */
  async #readOrNothing(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
    try {
      return await this.#read(ids);
    } catch (error) {
      if (!(error instanceof SobotError) || error.disposition === 'stop-run') throw error;
      return undefined;
    }
  }
}

/** An earlier process of the run has changed the tags. */
function doneEarlier(id: string, { cells }: RowChange): FilterResult {
  const tagsOf = (isWanted: (after: CellChange['after']) => boolean) =>
    cells.flatMap(({ field, after }) => (isWanted(after) ? (tagOfCell(field) ?? []) : []));
  const note = writeNote({ gained: tagsOf((after) => after !== null), lost: tagsOf((after) => after === null) });
  return { kind: 'done', counter: 'done', action: 'tag', id, note };
}

/** The change as cells of the customer's record. */
function cellsOf({
  added,
  lost,
}: {
  readonly added: readonly string[];
  readonly lost: readonly string[];
}): CellChange[] {
  return [
    ...added.map((tag) => ({ field: tagCell(tag), before: null, after: 'yes' })),
    ...lost.map((tag) => ({ field: tagCell(tag), before: 'yes', after: null })),
  ];
}

function idsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

function withoutNoops(payload: Payload, change: { readonly added: string[]; readonly removed: string[] }): Payload {
  const { add_tag: _, remove_tag: __, ...rest } = payload;
  return {
    ...rest,
    ...(change.added.length > 0 && { add_tag: change.added }),
    ...(change.removed.length > 0 && { remove_tag: change.removed }),
  };
}

/** Creates the reader of the tags of up to 100 customers in one request. Errors: those of `Dispatcher.send`. */
export function customerTagsReader(dispatcher: Dispatcher): ReadTags {
  return async (ids) => {
    const { answer } = await dispatcher.send(endpoints.listCustomerTags, { ids: [...ids] });
    return new Map(answer.items.map(({ userid, label_set }) => [userid, label_set.map(({ id }) => id)]));
  };
}

/** What a tagging run would change, for people and programs. */
interface TaggingPreview {
  /** Numbers of customers who would change and who would not, and of rows for which that is unknown. */
  readonly customers: { readonly change: number; readonly same: number; readonly unknown: number };
  /** How many customers would gain and lose each tag. */
  readonly tags: readonly { readonly tag: string; readonly gain: number; readonly lose: number }[];
}

export function taggingPreviewOf({ counts, customers }: TagChanges, catalogue: TagCatalogue): TaggingPreview {
  const tags = [...counts].map(([id, count]) => ({ tag: fullTagName(id, catalogue), ...count }));
  return { customers: { ...customers }, tags: tags.sort((a, b) => (a.tag < b.tag ? -1 : 1)) };
}

/** The preview as lines of text. */
export function taggingPreviewLines({ customers, tags }: TaggingPreview): string[] {
  const { change, same, unknown } = customers;
  const unreadable = unknown > 0 ? t`; the tags of ${unknown} cannot be read` : '';
  return [
    t`${counted(change, 'customer')} would change, ${same} would not${unreadable}`,
    ...tags.map(({ tag, gain, lose }) => t`  ${tag}: ${gain} would gain it, ${lose} would lose it`),
  ];
}

/** The tags that a row's customer has gained and lost, by id. `undefined` where the tags could not be read. */
type TagNote = { readonly gained: readonly string[]; readonly lost: readonly string[] } | undefined;

const NOT_KNOWN = 'not known';
const NAME_DELIMITER = '; ';

/** The note of a sent row, as the ledger stores it. */
function writeNote(note: TagNote): string {
  return JSON.stringify(note === undefined ? NOT_KNOWN : [note.gained, note.lost]);
}

/** The columns of `results.csv` that say which tags each row's customer has gained and lost. */
export function tagColumns(nameOf: (id: string) => string): ResultColumns {
  return {
    names: ['_gained', '_lost'],
    cells({ state, code, message }) {
      const isSent = state === 'done' || (state === 'skipped' && code === undefined);
      if (!isSent || message === undefined) return ['', ''];
      const note = JSON.parse(message) as typeof NOT_KNOWN | [string[], string[]];
      if (note === NOT_KNOWN) return [NOT_KNOWN, NOT_KNOWN];
      return note.map((ids) => ids.map(nameOf).join(NAME_DELIMITER));
    },
  };
}

/** A row without any tag to add or remove is not an error: there is nothing to do for it. */
export function allowBlankRows<Mapper extends RowMapper>(mapper: Mapper): Mapper {
  const allow = (mapped: MappedRow): MappedRow => {
    const [problem, second] = mapped.problems;
    const isBlank = problem?.code === 'required' && problem.field === 'add_tag' && second === undefined;
    return isBlank ? { ...mapped, payload: {}, problems: [] } : mapped;
  };
  return {
    ...mapper,
    map(row) {
      const mapped = mapper.map(row);
      return mapped instanceof Promise ? mapped.then(allow) : allow(mapped);
    },
  };
}
