import { SobotError } from '../api/index.ts';
import {
  datedAheadText,
  isDatedAhead,
  makeSelection,
  nextCursor,
  readWhole,
  secondsAhead,
  startOfChanges,
  type WholeRead,
  wallClock,
} from '../export/index.ts';
import { Stopped } from '../resilience/index.ts';
import { customers } from '../streams/index.ts';
import { phrase, t, translated } from '../words/index.ts';
import type { Mirror } from './mirror.ts';
import type { RefreshKind } from './mirror-state.ts';
import { MIRROR_POLICY } from './policy.ts';
import { type LockWaiting, lockRefresh } from './refresh-lock.ts';
import { rereadPushed } from './reread-pushed.ts';
import { RowWriter } from './row-writer.ts';
import { type CallContext, TagReader } from './tag-reader.ts';

/** What a refresh reads with. */
export interface RefreshContext extends LockWaiting, CallContext {
  /** Waits for a time of the day at which calls may be made. Rejects when `stop` aborts. */
  ready(): Promise<void>;
  /** The server's clock in epoch milliseconds, after asking for it; undefined if it does not send its time. */
  askServerTime(): Promise<number | undefined>;
  /** Customers in one request. Default 100. */
  readonly pageSize?: number | undefined;
  /** Called with the number of rows read so far, and the API's count if it is known. */
  readonly onProgress?: ((read: number, expected: number | undefined) => void) | undefined;
}

interface RefreshOptions {
  /** Read every customer even if the changes would do: only that shows who has vanished. */
  readonly full?: boolean | undefined;
  /** Read the tags of the customers that are read, too. Default: true. */
  readonly tags?: boolean | undefined;
  /** A complete mirror that was refreshed so recently is left as it is. */
  readonly maxAgeMs?: number | undefined;
}

/** What a refresh did. */
export interface RefreshResult {
  /** `none`: the mirror was recent enough. */
  readonly kind: RefreshKind | 'none';
  readonly status: 'completed' | 'completed_with_errors' | 'aborted' | 'interrupted';
  /** Does the mirror now hold every customer as of the beginning of the refresh? */
  readonly complete: boolean;
  /** Why not. */
  readonly reason?: string | undefined;
  /** The error that aborted it. */
  readonly cause?: SobotError | undefined;
  /** Customers that were read, and of these new, changed and unchanged ones. */
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Customers that the CRM no longer has. Undefined if that is not known: only a complete reading of every customer shows it. */
  readonly vanished?: number | undefined;
  readonly durationMs: number;
  readonly notices: readonly string[];
}

/**
 * Brings the mirror up to date: reads every customer the first time and after an incomplete reading, otherwise what has changed
 * since. Waits for a refresh by another process. An outage or a stop ends it with the rows that were read, and the result says so.
 * Errors: `MirrorError`, `LedgerError`.
 */
export async function refreshMirror(
  mirror: Mirror,
  context: RefreshContext,
  options: RefreshOptions = {},
): Promise<RefreshResult> {
  // Before the lock: whoever waits for the night must not keep others waiting.
  const mayCall = isRecent(mirror, context, options) || (await isReady(context));
  const lock = mayCall ? await lockRefresh(mirror.path, context) : undefined;
  if (!lock) return { ...NOTHING_READ, status: 'interrupted', complete: false, reason: translated(STOPPED) };
  try {
    if (isRecent(mirror, context, options)) return NOTHING_READ;
    const start = options.full ? undefined : await startOf(mirror, context);
    const first = await withPushed(mirror, context, await readInto(mirror, context, options, start));
    const isFollowed =
      start === undefined && first.complete && first.durationMs > MIRROR_POLICY.reading.maxUnfollowedMs;
    if (!isFollowed) return first;
    const again = await readInto(mirror, context, options, await startOf(mirror, context));
    const followed = await withPushed(mirror, context, again);
    return combined(first, followed);
  } finally {
    await lock.release();
  }
}

/** Waits until calls may be made; false if it is stopped before. */
async function isReady({ ready, stop }: RefreshContext): Promise<boolean> {
  try {
    await ready();
    return true;
  } catch (error) {
    if (stop?.aborted) return false;
    throw error;
  }
}

const STOPPED = phrase('the refresh was stopped');

const NOTHING_READ: RefreshResult = {
  kind: 'none',
  status: 'completed',
  complete: true,
  read: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  durationMs: 0,
  notices: [],
};

/** After a complete reading, the customers are read again of which pushes told and that it has not shown. */
async function withPushed(mirror: Mirror, context: RefreshContext, read: RefreshResult): Promise<RefreshResult> {
  if (!read.complete) return read;
  try {
    const { changed, vanished } = await rereadPushed(mirror, context);
    return {
      ...read,
      changed: read.changed + changed,
      vanished: vanished === 0 ? read.vanished : (read.vanished ?? 0) + vanished,
    };
  } catch (error) {
    if (!(error instanceof Stopped || error instanceof SobotError)) throw error;
    const notice = t`Customers of whom pushes told could not be read again: ${error.message}. The next refresh tries it again.`;
    return { ...read, notices: [...read.notices, notice] };
  }
}

function isRecent(mirror: Mirror, { clock }: RefreshContext, { full, maxAgeMs }: RefreshOptions): boolean {
  if (full || maxAgeMs === undefined) return false;
  const { complete, refreshedAt } = mirror.status();
  const age = clock.now() - (refreshedAt ?? 0);
  return complete && age >= 0 && age <= maxAgeMs;
}

/** From when changes have to be read, in epoch seconds; undefined if every customer has to be read. */
async function startOf(mirror: Mirror, { clock, askServerTime }: RefreshContext): Promise<number | undefined> {
  const { needsFull, unfinished, cursor, aheadSeconds } = mirror.guard(() => mirror.parts.state.facts);
  if (needsFull || unfinished === 'full' || cursor === undefined) return undefined;
  // Asking may wait for hours, and the two clocks are compared.
  const serverMs = await askServerTime();
  return startOfChanges({ cursor, aheadSeconds }, { nowMs: clock.now(), serverMs });
}

/** Reads every customer, or what changed since `start`, into the mirror. */
async function readInto(
  mirror: Mirror,
  context: RefreshContext,
  { tags = true }: RefreshOptions,
  start: number | undefined,
): Promise<RefreshResult> {
  const { clock, dispatcher, concurrency, serverNow, pageSize = MIRROR_POLICY.reading.pageSize } = context;
  const kind: RefreshKind = start === undefined ? 'full' : 'changes';
  const [startedMs, startedElapsed] = [clock.now(), clock.elapsed()];
  const selection = makeSelection(customers, {
    where: new Map(),
    since: start,
    clock: wallClock('UTC'),
    nowMs: startedMs,
    language: 'en',
  });
  const reading = readWhole(selection, {
    dispatcher,
    clock,
    concurrency,
    pageSize,
    serverNow,
  });
  const writer = new RowWriter(mirror, kind, clock);
  const tagReader = tags ? new TagReader(context, writer) : undefined;
  mirror.write(() =>
    mirror.parts.state.update({ unfinished: kind, reason: undefined, ...(kind === 'full' && { needsFull: true }) }),
  );
  let stopped: Error | undefined;
  try {
    for await (const rows of reading) {
      if (context.stop?.aborted) throw new Stopped(translated(STOPPED));
      writer.add(rows);
      await tagReader?.add(rows.map(({ id }) => String(id)));
      context.onProgress?.(writer.counts.read, reading.expected);
    }
    await tagReader?.finish();
  } catch (error) {
    if (!(error instanceof Stopped || error instanceof SobotError)) throw error;
    stopped = error;
    await tagReader?.settle();
  }
  writer.flush();
  const end = endOf(reading, stopped, context.stop);
  const vanished = mirror.write(() => finish(mirror, context, { kind, reading, writer, startedMs, end }));
  const notices = [...reading.result().notices, ...(tagReader?.notices ?? []), ...dateNotices(reading)];
  return {
    kind,
    ...end,
    ...writer.counts,
    vanished,
    durationMs: Math.round(clock.elapsed() - startedElapsed),
    notices,
  };
}

type End = Pick<RefreshResult, 'status' | 'complete' | 'reason' | 'cause'>;

/** How a reading ended. */
function endOf(reading: WholeRead, stopped: Error | undefined, stop: AbortSignal | undefined): End {
  if (stopped) {
    const isInterrupted = stop?.aborted || stopped instanceof Stopped;
    const { message: reason } = stopped;
    if (isInterrupted) return { status: 'interrupted', complete: false, reason };
    return { status: 'aborted', complete: false, reason, ...(stopped instanceof SobotError && { cause: stopped }) };
  }
  const { complete, reason } = reading.result();
  return { status: complete ? 'completed' : 'completed_with_errors', complete, reason };
}

interface FinishedReading {
  readonly kind: RefreshKind;
  readonly reading: WholeRead;
  readonly writer: RowWriter;
  readonly startedMs: number;
  readonly end: End;
}

/** Stores what the reading means for the mirror as a whole; returns how many customers vanished, if it shows that. */
function finish(
  { parts: { state, history, pushed } }: Mirror,
  { clock, serverNow }: RefreshContext,
  { kind, reading, writer, startedMs, end: { complete, reason } }: FinishedReading,
): number | undefined {
  if (!complete) {
    state.update({ unfinished: undefined, reason });
    return undefined;
  }
  const vanished = kind === 'full' ? writer.removeUnseen() : undefined;
  // Who was not shown by a reading of all is gone.
  if (kind === 'full') pushed.unmarkBefore(startedMs);
  const { cursor: before, historySince = startedMs } = state.facts;
  // A reading of every customer does not depend on an earlier cursor.
  const cursor = nextCursor(reading.result(), kind === 'full' ? undefined : before);
  const serverMs = serverNow();
  const aheadSeconds = serverMs === undefined ? undefined : secondsAhead(serverMs, clock.now());
  state.update({
    unfinished: undefined,
    reason: undefined,
    refreshedAt: startedMs,
    ...(kind === 'full' && { needsFull: false, fullAt: startedMs }),
    ...((kind === 'full' || cursor !== undefined) && { cursor, aheadSeconds }),
    historySince: Math.max(historySince, history.prune(clock.now())),
  });
  return vanished;
}

function dateNotices(reading: WholeRead): string[] {
  const result = reading.result();
  if (!isDatedAhead(result.newest, result)) return [];
  return [
    t`${datedAheadText(result.newest, result.newestId)}. Refreshes read further back while such a record exists.`,
  ];
}

/** A reading of every customer and the one of the changes made meanwhile, as one result. */
function combined(first: RefreshResult, followed: RefreshResult): RefreshResult {
  const { status, complete, reason, cause } = followed;
  return {
    ...first,
    ...{ status, complete, reason, cause },
    read: first.read + followed.read,
    added: first.added + followed.added,
    changed: first.changed + followed.changed,
    unchanged: first.unchanged + followed.unchanged,
    durationMs: first.durationMs + followed.durationMs,
    notices: [...new Set([...first.notices, ...followed.notices])],
  };
}
