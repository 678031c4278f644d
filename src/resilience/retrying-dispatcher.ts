import pLimit from 'p-limit';
import type { z } from 'zod';
import { type ApiClient, type Endpoint, SobotError } from '../api/index.ts';
import { durationText } from '../words/index.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';
import { backoffMs, RESILIENCE_POLICY } from './policy.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { RequestObserver } from './request-metrics.ts';

/** What all calls of a run cost, for the summary. */
export interface RequestCounts {
  sent: number;
  retried: number;
  throttled: number;
}

interface SendOptions {
  /** May this very call be sent twice? By default what the endpoint says. */
  readonly mayRepeat?: boolean;
  /** Aborted: no new try begins. By default the dispatcher's own. */
  readonly stop?: AbortSignal | undefined;
  /** Aborted: tries in flight are given up, too. By default the dispatcher's own. */
  readonly cancel?: AbortSignal | undefined;
}

/** A request was not (or not any more) sent because the run is stopping. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** Sends a call and brings back its answer, however many tries that takes. */
export interface Dispatcher {
  readonly counts: RequestCounts;
  /** Errors: `SobotError` once its disposition is final, `Stopped`. Both tell their tries: `attemptsBefore`, `mayHaveArrived`. */
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
  /** Requests in flight at once. */
  readonly concurrency: number;
  readonly maxAttempts: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Aborted: no new try begins. */
  readonly stop?: AbortSignal | undefined;
  /** Aborted: tries in flight are given up, too. */
  readonly cancel?: AbortSignal | undefined;
  readonly observer?: RequestObserver | undefined;
}

const { retry: RETRY, throttling: THROTTLING } = RESILIENCE_POLICY;

interface Tries {
  readonly attempts: number;
  /** The server may have processed one of them. */
  readonly mayHaveArrived: boolean;
}

const triesOf = new WeakMap<Error, Tries>();

/** How many tries were made before this error became final. */
export function attemptsBefore(error: unknown): number {
  return error instanceof Error ? (triesOf.get(error)?.attempts ?? 0) : 0;
}

/** May the server have processed one of the tries, whatever the last one says? */
export function mayHaveArrived(error: unknown): boolean {
  return error instanceof Error && triesOf.get(error)?.mayHaveArrived === true;
}

/** Is it unknown whether the server carried the call out: it may not be repeated, or its tries are used up? */
export function hasUnknownOutcome(error: SobotError): boolean {
  return error.disposition === 'in-doubt' || (error.disposition === 'retry' && mayHaveArrived(error));
}

/** A dispatcher that retries by disposition: backoff with full jitter, pauses for everyone on 429, a circuit breaker in an outage. */
export function createRetryingDispatcher(options: DispatcherOptions): Dispatcher {
  const { client, rateLimiter, breaker, maxAttempts, clock, random, observer: traffic } = options;
  const counts: RequestCounts = { sent: 0, retried: 0, throttled: 0 };
  const inFlight = pLimit(options.concurrency);

  return {
    counts,
    async send(endpoint, input, send = {}) {
      const { mayRepeat = endpoint.repeatable === true, stop = options.stop, cancel = options.cancel } = send;
      let tries = 0;
      let failures = 0;
      let hasLostAnswer = false;
      let throttledSince: number | undefined;

      const attempt = () =>
        inFlight(async () => {
          await unlessStopped(stop, () => rateLimiter.acquire(stop));
          if (tries > 0) counts.retried += 1;
          counts.sent += 1;
          tries += 1;
          const sentAt = clock.elapsed();
          const answer = await client.call(endpoint, input, { mayRepeat, signal: cancel });
          const latencyMs = clock.elapsed() - sentAt;
          rateLimiter.answered(latencyMs);
          traffic?.answered(latencyMs);
          breaker.answered();
          return answer;
        });

      try {
        for (;;) {
          await unlessStopped(stop, () => breaker.ready(stop));
          try {
            return { answer: await attempt(), attempts: tries };
          } catch (error) {
            // Whoever waits for a token or for a permit when the run stops has not sent anything.
            if (error instanceof Error && error.name === 'AbortError') throw new Stopped('the run is stopping');
            if (!(error instanceof SobotError)) throw error;
            note(error);
            if (!error.notProcessed) hasLostAnswer = true;
            if (error.disposition !== 'retry' || cancel?.aborted) throw error;
            if (error.throttled) {
              // Surely not processed and no fault of the row: it costs no attempt.
              throttledSince ??= clock.elapsed();
              const { maxThrottledMs, minPauses } = THROTTLING;
              const mostMs = Math.max(maxThrottledMs, minPauses * (error.retryAfterMs ?? 0));
              if (clock.elapsed() - throttledSince > mostMs) throw throttledTooLong(error, mostMs);
              continue;
            }
            throttledSince = undefined;
            failures += 1;
            if (failures >= maxAttempts) {
              if (!error.outage || !(await unlessStopped(stop, () => breaker.wasDown(error, stop)))) throw error;
              failures = 0;
            }
            const askedMs = Math.min(error.retryAfterMs ?? 0, RETRY.maxRetryAfterMs);
            await unlessStopped(stop, () => clock.sleep(backoffMs(failures, random, askedMs), stop));
          }
        }
      } catch (error) {
        const own = ownError(error);
        triesOf.set(own, { attempts: tries, mayHaveArrived: hasLostAnswer });
        throw own;
      }
    },
  };

  function note(error: SobotError): void {
    if (error.throttled) {
      counts.throttled += 1;
      const pauseMs = error.retryAfterMs ?? THROTTLING.defaultPauseMs;
      rateLimiter.throttled(pauseMs);
      traffic?.throttled(pauseMs);
    }
    if (error.code === 'timeout') rateLimiter.timedOut();
    if (error.outage) breaker.tryFailed(error);
    else if (error.code !== 'cancelled') breaker.answered();
  }
}

/** An outage, or a token that cannot be had, is one error for all calls that wait for it; each tells its own tries. */
function ownError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!(error instanceof SobotError) || !triesOf.has(error)) return error;
  const { code, disposition, notProcessed, outage, throttled } = error;
  return new SobotError(error.message, { code, disposition, notProcessed, outage, throttled, cause: error });
}

/** Waits for something that the stop signal ends. */
async function unlessStopped<Result>(stop: AbortSignal | undefined, wait: () => Promise<Result>): Promise<Result> {
  try {
    stop?.throwIfAborted();
    return await wait();
  } catch (error) {
    throw stop?.aborted ? new Stopped('the run is stopping') : error;
  }
}

function throttledTooLong(error: SobotError, throttledMs: number): SobotError {
  const message = `the server has refused requests for coming too fast for ${durationText(throttledMs)} (${error.message}). Try again later, with a lower --rate`;
  return new SobotError(message, { code: error.code, disposition: 'stop-run', notProcessed: true, cause: error });
}
