import {
  MIRROR_MESSAGES,
  type Mirror,
  MirrorError,
  mirrorPath,
  openMirror,
  type RefreshContext,
  type RefreshResult,
  refreshMirror,
} from '../../mirror/index.ts';
import { Stopped, systemClock } from '../../resilience/index.ts';
import { t, wholeText } from '../../words/index.ts';
import { serverTime } from '../export/export-selection.ts';
import type { RunReporter } from '../reporter.ts';
import type { StopSignals } from '../run-context.ts';
import type { Session } from '../session.ts';

/** What refreshing a mirror needs of a run's context. */
export interface MirrorRun {
  readonly signals: Pick<StopSignals, 'stop'>;
  readonly reporter: Pick<RunReporter, 'message'>;
}

interface OpenOptions {
  /** Read every customer again. */
  readonly full?: boolean | undefined;
  /** Read tags, too. Default: true. */
  readonly tags?: boolean | undefined;
}

/** Tags are read for the customers that need them. */
export const WITHOUT_TAGS: OpenOptions = { tags: false };

/**
 * Opens the mirror of the session's tenant, brought up to date. Errors: `SobotError` if an outage or a refusal ends that; `MirrorError`
 * with the code `mirror-incomplete` if it does not hold every customer then; `Stopped`.
 */
export async function openRefreshedMirror(
  session: Session,
  run: MirrorRun,
  options: OpenOptions = {},
): Promise<{ readonly mirror: Mirror; readonly refreshed: RefreshResult }> {
  const mirror = openMirror(mirrorPath(session.settings.home, session.scope));
  try {
    const reading = { ...refreshContext(session, run), onProgress: progressMessages(run.reporter) };
    const refreshed = await refreshMirror(mirror, reading, options);
    if (refreshed.status === 'interrupted') throw new Stopped(t`stopped while the mirror was brought up to date`);
    if (refreshed.cause !== undefined) throw refreshed.cause;
    const { complete, reason = '' } = mirror.status();
    if (complete) return { mirror, refreshed };
    throw new MirrorError('mirror-incomplete', MIRROR_MESSAGES['mirror-incomplete'].text.reason(reason));
  } catch (error) {
    mirror.close();
    throw error;
  }
}

const PROGRESS_INTERVAL_MS = 10_000;

/** Says from time to time how far a long reading is, before the command's own progress begins. */
function progressMessages({ message }: MirrorRun['reporter']): NonNullable<RefreshContext['onProgress']> {
  let nextMs = systemClock.elapsed() + PROGRESS_INTERVAL_MS;
  return (read, expected) => {
    if (systemClock.elapsed() < nextMs) return;
    nextMs = systemClock.elapsed() + PROGRESS_INTERVAL_MS;
    const total = expected === undefined || expected < read ? '' : t` of about ${wholeText(expected)}`;
    message('info', t`Reading customers into the mirror: ${wholeText(read)}${total}.`);
  };
}

/** Makes what a refresh reads with. */
export function refreshContext(
  { dispatcher, client, rateLimiter, gate, settings }: Session,
  { signals, reporter }: MirrorRun,
): RefreshContext {
  return {
    dispatcher,
    clock: systemClock,
    concurrency: settings.concurrency,
    stop: signals.stop,
    serverNow: () => client.serverNow(),
    ready: () => gate.ready(signals.stop),
    askServerTime: () => serverTime({ client, rateLimiter, gate }),
    onWait: () => reporter.message('info', t`Another process is refreshing the mirror; waiting for it.`),
  };
}
