import { type CodeTable, PUSH_CODES, renamePushMembers } from '../../api/index.ts';
import type { StoredPush } from '../push-store.ts';
import type { PushKind } from '../read-push.ts';

/** A push as the output shows it. Times are ISO text with the offset of the output's time zone. */
export interface FeedLine {
  /** Its number in the store: numbers grow in the order of arrival. */
  readonly seq: number;
  readonly received_at: string;
  readonly kind: Exclude<PushKind, 'sample'>;
  readonly userid: string;
  readonly changed_at: string | null;
  /** The members of the message by their wire names, codes as words; custom fields by their names in `custom`. */
  readonly content: Readonly<Record<string, unknown>> & { readonly custom?: Readonly<Record<string, unknown>> };
}

/** The names that people gave to what a push has by id. A missing name leaves the id. */
export interface PushNames {
  /** A custom field. */
  fieldName(fieldId: string): string | undefined;
  /** The value of a custom field: options by their names. */
  fieldText(fieldId: string, value: string): string | undefined;
  levelName(id: string): string | undefined;
  tagName(id: string): string | undefined;
}

/** Without a connection to the CRM, ids stay ids. */
export const NO_NAMES: PushNames = {
  fieldName: () => undefined,
  fieldText: () => undefined,
  levelName: () => undefined,
  tagName: () => undefined,
};

interface DecodeContext {
  readonly names: PushNames;
  /** Formats epoch seconds. */
  readonly clock: (epochSeconds: number) => string;
}

/** Decodes a stored push for the output. */
export function decodePush(push: StoredPush, { names, clock }: DecodeContext): FeedLine {
  const { seq, receivedAt, kind, userid, changedAt, content } = push;
  const entry = JSON.parse(content) as Readonly<Record<string, unknown>>;
  return {
    seq,
    received_at: clock(Math.floor(receivedAt / 1000)),
    kind: kind as FeedLine['kind'],
    userid,
    changed_at: changedAt === undefined ? null : clock(changedAt),
    content: kind === 'combine' ? withTimes(entry, clock) : decodeCustomer(entry, { names, clock }),
  };
}

/** Members that hold epoch seconds. */
const TIMES = ['datetime', 'create_datetime', 'update_datetime', 'black_endtime'];

function withTimes(entry: Readonly<Record<string, unknown>>, clock: DecodeContext['clock']): Record<string, unknown> {
  const content: Record<string, unknown> = { ...entry };
  for (const name of TIMES) if (name in content) content[name] = timeText(content[name], clock);
  return content;
}

function decodeCustomer(entry: Readonly<Record<string, unknown>>, context: DecodeContext): FeedLine['content'] {
  const { extend_field_values: fields, ...members } = renamePushMembers(entry) as Record<string, unknown>;
  const content = withTimes(members, context.clock);
  for (const [name, words] of WORDS) {
    const word = words.get(String(content[name]));
    if (word !== undefined) content[name] = word;
  }
  const { names } = context;
  replaceIds(content, 'user_level', (id) => names.levelName(id));
  replaceIds(content, 'user_label', (id) => names.tagName(id));
  // A form that we do not know is kept as it is.
  if (!isFieldList(fields)) content['extend_field_values'] = fields;
  const custom = decodeFields(fields, names);
  return Object.keys(custom).length === 0 ? content : { ...content, custom };
}

/** The document says neither how several ids are joined nor that they are ids: what is no known id stays. */
function replaceIds(
  content: Record<string, unknown>,
  member: string,
  nameOf: (id: string) => string | undefined,
): void {
  const value = content[member];
  if (typeof value !== 'string' || value === '') return;
  content[member] = value
    .split(',')
    .map((id) => nameOf(id.trim()) ?? id)
    .join(',');
}

/** The list is `""` where there is none. */
function isFieldList(fields: unknown): boolean {
  if (fields === undefined || fields === null || fields === '') return true;
  return [fields].flat().every((entry) => typeof entry === 'object' && entry !== null);
}

function decodeFields(fields: unknown, names: PushNames): Record<string, unknown> {
  const custom: Record<string, unknown> = {};
  const entries = Array.isArray(fields) ? (fields as unknown[]) : [fields];
  for (const entry of entries) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { fieldid, field_value: value, field_params: params } = entry as Readonly<Record<string, unknown>>;
    const id = String(fieldid ?? params ?? '');
    if (id === '') continue;
    const name = names.fieldName(id) ?? id;
    // Two fields may have one name.
    const key = Object.hasOwn(custom, name) ? `${name} (${id})` : name;
    custom[key] = typeof value === 'string' ? (names.fieldText(id, value) ?? value) : (value ?? null);
  }
  return custom;
}

const WORDS: readonly (readonly [member: string, words: ReadonlyMap<string, string>])[] = Object.entries(
  PUSH_CODES,
).flatMap(([member, table]) => (member.includes('.') ? [] : [[member, wordsOf(table)] as const]));

function wordsOf(table: CodeTable): ReadonlyMap<string, string> {
  return new Map(Object.entries(table).map(([word, code]) => [String(code), word]));
}

/** A blank or odd time stays as it is. */
function timeText(value: unknown, clock: DecodeContext['clock']): unknown {
  const seconds = typeof value === 'string' && /^\d{1,11}$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds > 0 && seconds < MAX_EPOCH_SECONDS
    ? clock(seconds)
    : value;
}

/** Later times have another unit. */
const MAX_EPOCH_SECONDS = 100_000_000_000;
