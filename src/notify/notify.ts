import { CHANNEL_KINDS, type Channel } from './channel.ts';
import type { Outcome } from './outcome.ts';
import { NOTIFY_POLICY } from './policy.ts';
import type { ProxySettings } from './post-message.ts';
import { isWanted } from './when.ts';

/** What became of one notification. */
export interface NotificationResult {
  readonly channel: string;
  readonly kind: Channel['kind'];
  readonly sent: boolean;
  /** Why it was not sent; never an address or a secret. */
  readonly error?: string;
}

export interface NotifyOptions {
  readonly proxy?: ProxySettings | undefined;
  /** Aborted: gives up at once. */
  readonly cancel?: AbortSignal | undefined;
  /** Somebody waits for the process to end, so that each message is tried once. */
  readonly isHurried?: boolean | undefined;
  readonly now?: () => number;
}

/**
 * Tells the channels whose `when` holds how a run ended, all at once and within 35 seconds. It never throws: what could not be sent
 * is in the results.
 */
export async function notifyAll(
  channels: readonly Channel[],
  outcome: Outcome,
  { proxy, cancel, isHurried = false, now = Date.now }: NotifyOptions = {},
): Promise<NotificationResult[]> {
  const wanted = channels.filter(({ when }) => outcome.status === 'test' || isWanted(when, outcome));
  if (wanted.length === 0) return [];
  const limit = AbortSignal.timeout(NOTIFY_POLICY.totalMs);
  const signal = cancel ? AbortSignal.any([cancel, limit]) : limit;
  const delivery = { nowMs: now(), proxy, signal, attempts: isHurried ? 1 : NOTIFY_POLICY.attempts };
  return Promise.all(
    wanted.map(async (channel): Promise<NotificationResult> => {
      const { name, kind } = channel;
      const error = await send(outcome, channel, delivery).catch(
        (fault: unknown) => `unexpected error (${nameOf(fault)})`,
      );
      return { channel: name, kind, sent: error === undefined, ...(error !== undefined && { error }) };
    }),
  );
}

/** Each way to send is loaded only where it is used. */
async function send(
  outcome: Outcome,
  channel: Channel,
  delivery: Parameters<typeof import('./post-message.ts')['postMessage']>[2],
): Promise<string | undefined> {
  if (channel.kind === 'email') return (await import('./mail-message.ts')).mailMessage(outcome, channel, delivery);
  return (await import('./post-message.ts')).postMessage(outcome, channel, delivery);
}

function nameOf(fault: unknown): string {
  return fault instanceof Error ? fault.name : 'unknown';
}

/** A result in words: `ops (WeCom)`. */
export function channelText({ channel, kind }: Pick<NotificationResult, 'channel' | 'kind'>): string {
  const { title } = CHANNEL_KINDS[kind];
  return channel === kind ? title : `${channel} (${title})`;
}
