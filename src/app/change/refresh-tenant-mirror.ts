import { scopeOf } from '../../ledger/index.ts';
import {
  type Mirror,
  mirrorExists,
  mirrorPath,
  openMirror,
  type RefreshResult,
  refreshMirror,
} from '../../mirror/index.ts';
import { type RequestCounts, systemClock, type WaitFacts } from '../../resilience/index.ts';
import { t } from '../../words/index.ts';
import { reportProgress, sessionEventsFor } from '../report-progress.ts';
import { RunMonitor } from '../reporter.ts';
import { type RunContext, type RunOptions, withContext } from '../run-context.ts';
import { openSession } from '../session.ts';
import type { Settings } from '../settings.ts';
import { refreshContext } from './open-mirror.ts';

/** The options of `refreshMirrorOf`. */
export interface MirrorRefreshOptions extends RunOptions {
  /** Read every customer again: only that shows who has vanished. Default: only what has changed, except the first time. */
  readonly full?: boolean | undefined;
  /** Read the tags, too. Default: true. */
  readonly tags?: boolean | undefined;
  /** Customers in one request. Default 100. */
  readonly pageSize?: number | undefined;
}

/** The summary that `--json` prints for a refresh of the mirror. */
export interface MirrorRefreshSummary extends WaitFacts {
  readonly command: 'mirror refresh';
  readonly kind: 'full' | 'changes' | 'none';
  readonly status: RefreshResult['status'];
  /** Does the mirror hold every customer as of the beginning of the refresh? */
  readonly complete: boolean;
  /** Why not. */
  readonly reason?: string;
  readonly rows: {
    readonly read: number;
    readonly added: number;
    readonly changed: number;
    readonly unchanged: number;
    /** Customers that the CRM no longer has; null if the refresh cannot know. */
    readonly vanished: number | null;
  };
  /** Customers in the mirror. */
  readonly customers: number;
  readonly requests: RequestCounts;
  readonly duration_ms: number;
  readonly notices: readonly string[];
  readonly files: { readonly mirror: string };
}

/** The id under which its progress is reported: a refresh is no run in the ledger. */
const PROGRESS_ID = 'mirror';

/**
 * Brings the local copy of the tenant's customers up to date. A refresh that is cut short is no error: `complete` is false, and the
 * next one continues. Errors: `MirrorError`, `LedgerError`, `UsageError`.
 *
 * @example
 * const { complete, rows } = await refreshMirrorOf({ connection });
 */
export function refreshMirrorOf(options: MirrorRefreshOptions): Promise<MirrorRefreshSummary> {
  return withContext(options, async (context) => {
    const mirror = openMirror(tenantMirrorPath(context.settings));
    try {
      return await refresh(mirror, context, options);
    } finally {
      mirror.close();
    }
  });
}

async function refresh(
  mirror: Mirror,
  { settings, signals, reporter }: RunContext,
  { full, tags, pageSize }: MirrorRefreshOptions,
): Promise<MirrorRefreshSummary> {
  const startedAt = systemClock.elapsed();
  const watch = new RunMonitor(systemClock.elapsed);
  const session = await openSession(settings, systemClock, Math.random, {
    ...signals,
    ...sessionEventsFor(reporter, watch),
  });
  const requests = session.dispatcher.counts;
  const progress: { read: number; expected: number | undefined } = { read: 0, expected: undefined };
  const counts = () => ({ rows: progress.read, errors: 0, total: progress.expected });
  const title = t`Refreshing the mirror`;
  const endProgress = reportProgress(reporter, { run: PROGRESS_ID, title, counts, requests, watch }, systemClock);
  try {
    const onProgress = (read: number, expected: number | undefined) => Object.assign(progress, { read, expected });
    const reading = { ...refreshContext(session, { signals, reporter }), onProgress, pageSize };
    const refreshed = await refreshMirror(mirror, reading, { full, tags });
    const durationMs = Math.ceil(systemClock.elapsed() - startedAt);
    return { ...summaryOf({ ...refreshed, durationMs }, mirror, { ...requests }), ...session.gate.facts };
  } finally {
    await endProgress();
    await session.close();
  }
}

function summaryOf(refreshed: RefreshResult, mirror: Mirror, requests: RequestCounts): MirrorRefreshSummary {
  const { kind, status, complete, reason, read, added, changed, unchanged, vanished, durationMs, notices } = refreshed;
  return {
    command: 'mirror refresh',
    kind,
    status,
    complete,
    ...(reason !== undefined && { reason }),
    rows: { read, added, changed, unchanged, vanished: vanished ?? null },
    customers: mirror.status().customers,
    requests,
    duration_ms: durationMs,
    notices,
    files: { mirror: mirror.path },
  };
}

/** What `--json` prints about a mirror. Times are ISO, or null. */
export interface MirrorView {
  readonly command: 'mirror status';
  /** False if the tenant has no mirror yet. */
  readonly exists: boolean;
  readonly complete: boolean;
  /** Why not. */
  readonly reason?: string;
  readonly customers: number;
  /** Customers of whom the details, and the tags, were read. */
  readonly details: number;
  readonly tags: number;
  /** Customers of whom message pushes told and that the next refresh reads again. */
  readonly pushed: number;
  /** When the last complete refresh began, and the last complete reading of every customer. */
  readonly refreshed: string | null;
  readonly full: string | null;
  /** From when on changes are known. */
  readonly history_since: string | null;
  readonly bytes: number;
  readonly files: { readonly mirror: string };
}

/** Shows how complete and how old the mirror is; sends nothing. Errors: `MirrorError`, `UsageError`. */
export function mirrorStatus(options: Pick<RunOptions, 'connection'>): Promise<MirrorView> {
  return withContext(options, async ({ settings }) => {
    const path = tenantMirrorPath(settings);
    if (!mirrorExists(path)) return noMirror(path);
    const mirror = openMirror(path);
    try {
      const { complete, reason, customers, details, tags, pushed, refreshedAt, fullAt, historySince, bytes } =
        mirror.status();
      return {
        command: 'mirror status',
        exists: true,
        complete,
        ...(reason !== undefined && { reason }),
        ...{ customers, details, tags, pushed },
        refreshed: isoTime(refreshedAt),
        full: isoTime(fullAt),
        history_since: isoTime(historySince),
        bytes,
        files: { mirror: path },
      };
    } finally {
      mirror.close();
    }
  });
}

function noMirror(path: string): MirrorView {
  return {
    ...{ command: 'mirror status', exists: false, complete: false, customers: 0, details: 0, tags: 0, pushed: 0 },
    ...{ refreshed: null, full: null, history_since: null, bytes: 0, files: { mirror: path } },
  };
}

/** The file of the mirror of the tenant that the settings name. */
export function tenantMirrorPath({ home, baseUrl, appId }: Settings): string {
  return mirrorPath(home, scopeOf(baseUrl, appId));
}

/** A time as ISO text; null if there is none. */
export function isoTime(epochMs: number | undefined): string | null {
  return epochMs === undefined ? null : new Date(epochMs).toISOString();
}
