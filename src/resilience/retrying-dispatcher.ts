import pLimit from 'p-limit';
import type { z } from 'zod';
import { type ApiClient, type Endpoint, SobotError } from '../api/index.ts';
import { durationText, t } from '../words/index.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';
import { STOP_WORDINGS } from './messages.ts';
import { backoffMs, RESILIENCE_POLICY } from './policy.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { RequestObserver } from './request-metrics.ts';
import type { SendGate } from './send-gate.ts';

/** How many requests a run made, for the summary. */
export interface RequestCounts {
  sent: number;
  retried: number;
  throttled: number;
}

interface SendOptions {
  /** May this request be sent twice? By default what the endpoint says. */
  readonly mayRepeat?: boolean;
  /** Does it wait for a time of the day? By default yes. Without, `Held` is thrown while surely nothing has arrived. */
  readonly mayWait?: boolean;
  /** Aborted: no new attempt begins. By default the dispatcher's own signal. */
  readonly stop?: AbortSignal | undefined;
  /** Aborted: attempts in flight are cancelled, too. By default the dispatcher's own signal. */
  readonly cancel?: AbortSignal | undefined;
  /** Asked right before each attempt leaves: if false, it does not, and `Stopped` is thrown. */
  readonly mayLeave?: (() => boolean) | undefined;
  /** Counts these requests, in addition to the dispatcher's own counts. */
  readonly counts?: RequestCounts | undefined;
}

/** A request was not sent, or not sent again, because the run is stopping. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** A request was not sent, since it would have waited for a time of the day, which may be in many hours. */
export class Held extends Error {
  override name = 'Held';
  /** Waits until it may be sent; false if the run is stopping. */
  readonly opened: () => Promise<boolean>;

  constructor(opened: () => Promise<boolean>) {
    super('calls are waiting');
    this.opened = opened;
  }
}

/** Sends a request and returns its answer, retrying as needed. */
export interface Dispatcher {
  readonly counts: RequestCounts;
  /** Errors: `SobotError` once its disposition is final, `Stopped`, `Held`. For their attempts see `attemptsBefore` and `mayHaveArrived`. */
  send<Request extends z.ZodObject, Answer extends z.ZodType>(
    endpoint: Endpoint<Request, Answer>,
    input: z.input<Request>,
    options?: SendOptions,
  ): Promise<{ readonly answer: z.output<Answer>; readonly attempts: number }>;
}

export interface DispatcherOptions {
  readonly client: ApiClient;
  readonly rateLimiter: RateLimiter;
  readonly breaker: CircuitBreaker;
  /** Without one, requests leave at any time of the day, and a limit that lasts ends the run. */
  readonly gate?: SendGate | undefined;
  /** Requests in flight at once. */
  readonly concurrency: number;
  readonly maxAttempts: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Aborted: no new attempt begins. */
  readonly stop?: AbortSignal | undefined;
  /** Aborted: attempts in flight are cancelled, too. */
  readonly cancel?: AbortSignal | undefined;
  readonly observer?: RequestObserver | undefined;
}

const { retry: RETRY, throttling: THROTTLING } = RESILIENCE_POLICY;

interface Attempts {
  readonly attempts: number;
  /** The server may have processed one of them. */
  readonly mayHaveArrived: boolean;
}

const attemptsByError = new WeakMap<Error, Attempts>();

/** How many attempts were made before this error became final. */
export function attemptsBefore(error: unknown): number {
  return error instanceof Error ? (attemptsByError.get(error)?.attempts ?? 0) : 0;
}

/** May the server have processed one of the attempts, whatever the result of the last one? */
export function mayHaveArrived(error: unknown): boolean {
  return error instanceof Error && attemptsByError.get(error)?.mayHaveArrived === true;
}

/** Is it unknown whether the server carried the request out, because it may not be repeated or its attempts are used up? */
export function hasUnknownOutcome(error: SobotError): boolean {
  return error.disposition === 'in-doubt' || (error.disposition === 'retry' && mayHaveArrived(error));
}

/** A dispatcher that retries by disposition: backoff with full jitter, a pause for all requests on 429, a circuit breaker in an outage. */
export function createRetryingDispatcher(options: DispatcherOptions): Dispatcher {
  const { client, rateLimiter, breaker, gate, maxAttempts, clock, random, observer } = options;
  const counts: RequestCounts = { sent: 0, retried: 0, throttled: 0 };
  const inFlight = pLimit(options.concurrency);

  return {
    counts,
    async send(endpoint, input, send = {}) {
      const { mayRepeat = endpoint.repeatable === true, mayWait = true } = send;
      const { stop = options.stop, cancel = options.cancel, mayLeave } = send;
      const counted = send.counts === undefined ? [counts] : [counts, send.counts];
      let attempts = 0;
      let failures = 0;
      let hasUnansweredAttempt = false;
      let throttledSince: number | undefined;

      const attempt = () =>
        inFlight(async () => {
          await unlessStopped(stop, () => permit(stop, mayWait || hasUnansweredAttempt));
          if (mayLeave?.() === false) throw new Stopped(t`the run is stopping`);
          for (const each of counted) {
            if (attempts > 0) each.retried += 1;
            each.sent += 1;
          }
          attempts += 1;
          const sentAt = clock.elapsed();
          const answer = await client.call(endpoint, input, { mayRepeat, signal: cancel, mayLeave });
          const latencyMs = clock.elapsed() - sentAt;
          rateLimiter.answered(latencyMs);
          observer?.answered(latencyMs);
          breaker.answered();
          gate?.answered();
          return answer;
        });

      try {
        for (;;) {
          await unlessStopped(stop, () => breaker.ready(stop));
          try {
            return { answer: await attempt(), attempts: attempts };
          } catch (error) {
            // A request that was waiting for a token or a permit when the run stopped has not been sent.
            if (error instanceof Error && error.name === 'AbortError') throw new Stopped(t`the run is stopping`);
            if (!(error instanceof SobotError)) throw error;
            await note(error, counted);
            if (!error.notProcessed) hasUnansweredAttempt = true;
            if (error.disposition !== 'retry' || cancel?.aborted || isHeldBack(error, mayLeave)) throw error;
            if (error.throttled) {
              // Surely not processed, and not the row's fault: it does not count as an attempt.
              if (gate?.isDailyLimit(error)) {
                if (!gate.limitReached(error.retryAfterMs)) throw throttledTooLong(error, error.retryAfterMs ?? 0);
                throttledSince = undefined;
                continue;
              }
              throttledSince ??= activeMs();
              const { maxThrottledMs, minPauses } = THROTTLING;
              const limitMs = Math.max(maxThrottledMs, minPauses * (error.retryAfterMs ?? 0));
              if (activeMs() - throttledSince > limitMs) {
                if (!gate?.limitReached(undefined)) throw throttledTooLong(error, limitMs);
                throttledSince = undefined;
              }
              continue;
            }
            throttledSince = undefined;
            failures += 1;
            if (failures >= maxAttempts) {
              if (!error.outage || !(await unlessStopped(stop, () => breaker.confirmOutage(error, stop)))) throw error;
              failures = 0;
            }
            const retryAfterMs = Math.min(error.retryAfterMs ?? 0, RETRY.maxRetryAfterMs);
            await unlessStopped(stop, () => clock.sleep(backoffMs(failures, random, retryAfterMs), stop));
          }
        }
      } catch (error) {
        const own = ownCopy(error);
        attemptsByError.set(own, { attempts: attempts, mayHaveArrived: hasUnansweredAttempt });
        throw own;
      }
    },
  };

  /** A permit of the rate limiter, at a time of the day at which requests may leave. */
  async function permit(stop: AbortSignal | undefined, mayWait: boolean): Promise<void> {
    do {
      if (gate && !mayWait && !(await gate.isOpen())) throw new Held(() => hasOpened(gate, stop));
      await gate?.ready(stop);
      await rateLimiter.acquire(stop);
    } while (gate && !(await gate.take()));
  }

  /** Time that passed while requests could leave. */
  function activeMs(): number {
    return clock.elapsed() - (gate?.waitedMs ?? 0);
  }

  /** Resolves once all who share the rate are told of a pause. */
  async function note(error: SobotError, counted: readonly RequestCounts[]): Promise<void> {
    let pausing: Promise<void> | undefined;
    if (error.throttled) {
      for (const each of counted) each.throttled += 1;
      // A daily limit is waited for at the gate.
      const asked = gate?.isDailyLimit(error) ? undefined : error.retryAfterMs;
      const pauseMs = asked ?? THROTTLING.defaultPauseMs;
      pausing = rateLimiter.throttled(pauseMs);
      observer?.throttled(pauseMs);
    }
    if (error.code === 'timeout') rateLimiter.timedOut();
    if (error.outage) breaker.attemptFailed(error);
    else if (error.code !== 'cancelled') breaker.answered();
    await pausing;
  }
}

/** Requests that wait for the same outage or token share its error; each gets a copy, to which its own attempts are attached. */
function ownCopy(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!(error instanceof SobotError) || !attemptsByError.has(error)) return error;
  const { code, disposition, notProcessed, outage, throttled } = error;
  return new SobotError(error.message, { code, disposition, notProcessed, outage, throttled, cause: error });
}

/** Did the attempt end because its request may not leave any more? */
function isHeldBack({ code }: SobotError, mayLeave: (() => boolean) | undefined): boolean {
  return code === 'cancelled' && mayLeave?.() === false;
}

/** Waits until calls may be made; false if the stop signal aborts. */
async function hasOpened(gate: SendGate, stop: AbortSignal | undefined): Promise<boolean> {
  try {
    await gate.ready(stop);
    return true;
  } catch (error) {
    if (stop?.aborted) return false;
    throw error;
  }
}

/** Waits for something unless the stop signal aborts. */
async function unlessStopped<Result>(stop: AbortSignal | undefined, wait: () => Promise<Result>): Promise<Result> {
  try {
    stop?.throwIfAborted();
    return await wait();
  } catch (error) {
    throw stop?.aborted ? new Stopped(t`the run is stopping`) : error;
  }
}

function throttledTooLong(error: SobotError, throttledMs: number): SobotError {
  const message = STOP_WORDINGS.throttledTooLong(durationText(throttledMs), error.message);
  return new SobotError(message, { code: error.code, disposition: 'stop-run', notProcessed: true, cause: error });
}
