import { endpoints } from '../api/endpoints/index.ts';
import { ApiError, type CustomFieldDefinition, pages } from '../api/index.ts';
import { type CellValue, tagOfCell } from '../ledger/index.ts';
import type { Mirror, MirroredCustomer } from '../mirror/index.ts';
import type { Dispatcher } from '../resilience/index.ts';
import { customerTagsReader } from '../tagging/index.ts';
import type { AgentsInCharge } from './agents-in-charge.ts';
import { CHANGE_POLICY } from './policy.ts';
import { type RecordAnswers, type RecordValues, recordValues } from './record-values.ts';
import type { ValueContext } from './same-value.ts';

/** What is known of a record, its tags, stage, blacklisting and agent included. */
export interface RecordState extends RecordValues {
  /** The ids of its tags, if they were read. */
  readonly tags: readonly string[] | undefined;
}

/** The fields of a record that are needed. `tags` stands for all of its tags. */
export interface WantedRecord {
  readonly id: string;
  readonly fields: Iterable<string>;
}

interface RecordReaderOptions {
  readonly dispatcher: Dispatcher;
  readonly definitions: readonly CustomFieldDefinition[];
  readonly mirror: Mirror | undefined;
  /** Tells the agents of customers whose row does not. Without it, they are not known then. */
  readonly agents?: AgentsInCharge | undefined;
  readonly learnNames?: ValueContext['learnNames'];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const POLICY = CHANGE_POLICY.reading;

/**
 * Reads records: from the mirror as far as it answers, or live, each with one call for its own members, one for the tags of up to a
 * hundred records, and one each for stage and blacklisting where they are needed. Errors: those of `Dispatcher.send`.
 */
export class RecordReader {
  readonly #options: RecordReaderOptions;
  readonly #readTags: ReturnType<typeof customerTagsReader>;

  constructor(options: RecordReaderOptions) {
    this.#options = options;
    this.#readTags = customerTagsReader(options.dispatcher);
  }

  /** The states by id; a record that does not exist is missing. `live`: the members are read now, whatever the mirror has. */
  async read(wanted: readonly WantedRecord[], { live }: { readonly live: boolean }): Promise<Map<string, RecordState>> {
    const fieldsById = new Map<string, Set<string>>();
    for (const { id, fields } of wanted) {
      const all = fieldsById.get(id) ?? new Set<string>();
      for (const field of fields) all.add(field);
      fieldsById.set(id, all);
    }
    const tagged = [...fieldsById].flatMap(([id, fields]) => (some(fields, isTagField) ? [id] : []));
    const mirrored = this.#options.mirror?.getAll(fieldsById.keys());
    const [tags, states] = await Promise.all([
      this.#tagsOf(tagged),
      Promise.all(
        [...fieldsById].map(([id, fields]) => this.#readOne(id, fields, { live, mirrored: mirrored?.get(id) })),
      ),
    ]);
    return new Map(
      states.flatMap((state) => (state === undefined ? [] : [[state.values.id, withExtras(state, tags)] as const])),
    );
  }

  async #tagsOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const parts = Array.from({ length: Math.ceil(ids.length / POLICY.tagsPerCall) }, (_, index) =>
      ids.slice(index * POLICY.tagsPerCall, (index + 1) * POLICY.tagsPerCall),
    );
    const readAtMs = this.#options.now();
    const found = await Promise.all(parts.map((part) => this.#readTags(part)));
    const tags = new Map(found.flatMap((each) => [...each]));
    this.#options.mirror?.putTags(tags, readAtMs);
    // A record without tags may be missing in the answer.
    for (const id of ids) if (!tags.has(id)) tags.set(id, []);
    return tags;
  }

  async #readOne(
    id: string,
    fields: ReadonlySet<string>,
    { live, mirrored }: { readonly live: boolean; readonly mirrored: MirroredCustomer | undefined },
  ): Promise<StateParts | undefined> {
    const { mirror, definitions } = this.#options;
    const row = some(fields, isAgentField) ? await this.#rowWithAgent(id, mirrored?.row) : mirrored?.row;
    let values = mirrored && recordValues({ ...mirrored, row }, definitions);
    const own = [...fields].filter(isOwnField);
    const isAnswered = values !== undefined && own.every((field) => values?.knows(field));
    const needsDetail = live ? own.length > 0 || values === undefined : !isAnswered;
    if (needsDetail) {
      // The answer may be as old as the request.
      const readAtMs = this.#options.now();
      const detail = await this.#readDetail(id);
      if (detail === undefined) return undefined;
      mirror?.putDetail(id, detail, readAtMs);
      values = recordValues({ row, detail }, definitions);
    }
    if (values === undefined) return undefined;
    this.#options.learnNames?.((field) => (values?.knows(field) ? values.get(field) : undefined));
    const extras = new Map<string, CellValue>();
    if (fields.has('stage')) extras.set('stage', await this.#readStage(id));
    if (fields.has('blacklist')) extras.set('blacklist', await this.#readBlacklist(id));
    if (fields.has('agent') && values.knows('liable_serviceid')) extras.set('agent', agentOf(values));
    return { values, extras, isTagged: some(fields, isTagField) };
  }

  async #rowWithAgent(id: string, row: RecordAnswers['row']): Promise<RecordAnswers['row']> {
    const { agents, definitions } = this.#options;
    if (row === undefined || agents === undefined || recordValues({ row }, definitions).knows('liable_serviceid'))
      return row;
    const members = await agents.of(id);
    return members === undefined ? row : { ...row, ...members };
  }

  async #readDetail(id: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    try {
      const { answer } = await this.#options.dispatcher.send(endpoints.getCustomer, { id });
      return (answer.item as Readonly<Record<string, unknown>> | null | undefined) ?? undefined;
    } catch (error) {
      if (error instanceof ApiError && error.disposition === 'reject-row') return undefined;
      throw error;
    }
  }

  /** The stage of a customer is told only by what happened to it. */
  async #readStage(userid: string): Promise<CellValue> {
    let latest: { readonly at: number; readonly stage: CellValue } | undefined;
    for await (const { items, number } of pages(this.#call, endpoints.listBehaviors, { userid }, PAGING)) {
      for (const item of items as readonly Behavior[]) {
        const stage = stageOf(item);
        const at = millisecondsOf(item.biz_time ?? 0);
        // The newest come first, so of two at the same time the first is newer.
        if (stage !== undefined && (latest === undefined || at > latest.at)) latest = { at, stage };
      }
      if (number >= POLICY.maxBehaviorPages) break;
    }
    return latest?.stage ?? null;
  }

  async #readBlacklist(user_id: string): Promise<CellValue> {
    for await (const { items } of pages(this.#call, endpoints.listBlacklist, { user_id }, PAGING)) {
      for (const item of items as readonly BlacklistItem[]) {
        if (String(item.user_id) === user_id && Number(item.is_black) === 1)
          return [String(item.black_type ?? ''), item.black_reason ?? ''];
      }
    }
    return null;
  }

  readonly #call: Parameters<typeof pages>[0] = async (endpoint, input) =>
    (await this.#options.dispatcher.send(endpoint, input as never)).answer;
}

/** How many records to read at once right before they are written. `rate`: requests per second, if it is limited. */
export function rowsBeforeWriting({
  concurrency,
  rate = Number.POSITIVE_INFINITY,
}: {
  readonly concurrency: number;
  readonly rate?: number | undefined;
}): number {
  const inTime = Math.floor((rate / CALLS_PER_RECORD) * POLICY.maxSecondsBeforeWriting);
  return Math.max(1, Math.min(concurrency * POLICY.rowsPerRequest, inTime, POLICY.rowsAtOnce));
}

/** One that reads, and one that writes. */
const CALLS_PER_RECORD = 2;

const PAGING = { pageSize: 100 };

interface StateParts {
  readonly values: RecordValues;
  readonly extras: ReadonlyMap<string, CellValue>;
  readonly isTagged: boolean;
}

interface Behavior {
  readonly biz_type?: string | null;
  readonly biz_time?: number | null;
  readonly biz_content?: unknown;
}

interface BlacklistItem {
  readonly user_id: unknown;
  readonly black_type?: number | null;
  readonly black_reason?: string | null;
  readonly is_black?: number | null;
}

/** Is it a member of the customer itself, rather than a tag, the stage, …? */
export function isOwnField(field: string): boolean {
  return !isTagField(field) && field !== 'stage' && field !== 'blacklist' && field !== 'agent';
}

function isAgentField(field: string): boolean {
  return field === 'agent' || field === 'liable_serviceid' || field === 'liable_service_name';
}

function isTagField(field: string): boolean {
  return field === 'tags' || tagOfCell(field) !== undefined;
}

function some(fields: Iterable<string>, matches: (field: string) => boolean): boolean {
  for (const field of fields) if (matches(field)) return true;
  return false;
}

function withExtras(
  { values, extras, isTagged }: StateParts,
  tagsById: ReadonlyMap<string, readonly string[]>,
): RecordState {
  const tags = isTagged ? (tagsById.get(values.id) ?? []) : undefined;
  return {
    id: values.id,
    nick: values.nick,
    updateTime: values.updateTime,
    updatedBy: values.updatedBy,
    tags,
    known: () => values.known(),
    knows: (field) =>
      isTagField(field) ? tags !== undefined : isOwnField(field) ? values.knows(field) : extras.has(field),
    get(field) {
      const tag = tagOfCell(field);
      if (tag !== undefined) return tags?.includes(tag) ? 'yes' : null;
      return isOwnField(field) ? values.get(field) : (extras.get(field) ?? null);
    },
  };
}

function agentOf(values: RecordValues): CellValue {
  const id = values.get('liable_serviceid');
  return typeof id === 'string' && id !== '' ? [id, String(values.get('liable_service_name') ?? '')] : null;
}

/** The stage that a behavior set; undefined for any other behavior. */
function stageOf({ biz_type, biz_content }: Behavior): CellValue | undefined {
  if (biz_type !== 'user_stage_update') return undefined;
  const content = typeof biz_content === 'string' ? parsed(biz_content) : biz_content;
  const { stageId, stageName, stageType } = (content ?? {}) as Readonly<Record<string, unknown>>;
  const id = String(stageId ?? '');
  return id === '' ? null : [id, String(stageName ?? ''), String(stageType ?? '')];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Times may be in seconds or milliseconds: see the examples of "Query All Customer Behaviors" in the API document. */
function millisecondsOf(time: number): number {
  return time > 100_000_000_000 ? time : time * 1000;
}
