import { hash } from 'node:crypto';
import { PUSH_MESSAGES } from './messages.ts';

/** What a push tells: a customer was added, edited, or combined with another. `sample`: `doctor --push` sent it. */
export type PushKind = 'add' | 'update' | 'combine' | 'sample';

/** One entry of a message's `content`. */
export interface Push {
  readonly kind: PushKind;
  readonly userid: string;
  /** When the CRM dates the change, in epoch seconds; undefined if the message has no such time. */
  readonly changedAt: number | undefined;
  /** The entry as JSON. */
  readonly content: string;
  /** Equal for equal contents. */
  readonly digest: Uint8Array;
}

/** Why a message is no push. */
export interface RejectedMessage {
  readonly code: 'push-not-utf8' | 'push-not-json' | 'push-not-push';
  readonly reason: string;
}

/** `type` of the message that `doctor --push` sends. */
export const SAMPLE_TYPE = 'sobot-etl-sample';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const DIGEST_BYTES = 16;
const TEXT = PUSH_MESSAGES['push-not-push'].text;

/** Reads a message as the CRM posts it: every entry of its `content`, or why it is none. */
export function readPushMessage(body: Uint8Array): readonly Push[] | RejectedMessage {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return { code: 'push-not-utf8', reason: PUSH_MESSAGES['push-not-utf8'].text.body() };
  }
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (error) {
    return { code: 'push-not-json', reason: PUSH_MESSAGES['push-not-json'].text.because((error as Error).message) };
  }
  try {
    return pushesIn(message);
  } catch (error) {
    // Writing a value as JSON recurses, other than reading it.
    if (error instanceof RangeError) return notPush(TEXT.tooDeep());
    throw error;
  }
}

/** The document says that `content` is a list; a single entry is taken for a list of one, as everywhere in the API. */
function pushesIn(message: unknown): readonly Push[] | RejectedMessage {
  if (!isRecord(message)) return notPush(TEXT.notObject());
  const { content, type } = message;
  const entries = Array.isArray(content) ? (content as unknown[]) : isRecord(content) ? [content] : [];
  if (entries.length === 0) return notPush(TEXT.noContent());
  const pushes: Push[] = [];
  for (const [index, entry] of entries.entries()) {
    const userid = isRecord(entry) ? filledText(entry['userid']) : undefined;
    if (!isRecord(entry) || userid === undefined) return notPush(TEXT.noUserid(index + 1));
    const json = JSON.stringify(entry);
    const kind = type === SAMPLE_TYPE ? 'sample' : kindOf(entry);
    pushes.push({ kind, userid, changedAt: changeTime(entry, kind), content: json, digest: digestOf(json) });
  }
  return pushes;
}

function notPush(reason: string): RejectedMessage {
  return { code: 'push-not-push', reason };
}

/**
 * The messages have no member that names their kind: `msg_type` is 0 in the examples of "Add Customer" and of "Update Customer".
 * Only a combination has `merged_userid`. An addition has no `update_type` in its example and was never changed after its
 * creation; the example of an update has an `update_type`, with equal times. So an addition is what lacks an `update_type` and is
 * not younger than its creation; everything else is an update, which at worst makes somebody read a new customer again.
 */
function kindOf(entry: Readonly<Record<string, unknown>>): PushKind {
  if (filledText(entry['merged_userid']) !== undefined) return 'combine';
  const [created, updated] = [filledText(entry['create_datetime']), filledText(entry['update_datetime'])];
  const isFirst = created !== undefined && (updated === undefined || Number(updated) <= Number(created));
  return isFirst && filledText(entry['update_type']) === undefined ? 'add' : 'update';
}

function changeTime(entry: Readonly<Record<string, unknown>>, kind: PushKind): number | undefined {
  const times = kind === 'combine' ? ['datetime'] : ['update_datetime', 'datetime', 'create_datetime'];
  for (const name of times) {
    const seconds = Number(filledText(entry[name]) ?? 0);
    if (Number.isSafeInteger(seconds) && seconds > 0) return seconds;
  }
  return undefined;
}

function digestOf(json: string): Uint8Array {
  return hash('sha256', json, 'buffer').subarray(0, DIGEST_BYTES);
}

/** Ids and times are text in the document; numbers arrive, too. */
function filledText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
