import type { z } from 'zod';
import type { Client } from '../sobot/client.ts';
import type { Endpoint } from '../sobot/endpoint.ts';
import { SobotError } from '../sobot/errors/sobot-error.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Line } from './line.ts';
import type { Pace } from './pace.ts';

/** What all calls of a run cost, for the summary. */
export interface RequestCounts {
  sent: number;
  retried: number;
  throttled: number;
}

export interface SendOptions {
  /** May this very call be sent twice? By default what the endpoint says. */
  readonly mayRepeat?: boolean;
  /** Aborted: no new try begins. */
  readonly stop?: AbortSignal | undefined;
  /** Aborted: the try in flight is given up, too. */
  readonly cancel?: AbortSignal | undefined;
}

/** A request was not (or not any more) sent because the run is stopping. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** Sends a call and brings back its answer, however many tries that takes. */
export interface Dispatcher {
  readonly counts: RequestCounts;
  /** Errors: `SobotError` once its verdict is final, `Stopped`. Both tell the tries in `attempts`. */
  send<Request extends z.ZodObject, Answer extends z.ZodType>(
    endpoint: Endpoint<Request, Answer>,
    input: z.input<Request>,
    options?: SendOptions,
  ): Promise<{ readonly answer: z.output<Answer>; readonly attempts: number }>;
}

export interface DispatcherOptions {
  readonly client: Client;
  readonly pace: Pace;
  readonly line: Line;
  readonly maxAttempts: number;
  readonly clock: Clock;
  readonly random: () => number;
}

const attemptsOf = new WeakMap<Error, number>();

/** How many tries were made before this error became final. */
export function attemptsBefore(error: unknown): number {
  return error instanceof Error ? (attemptsOf.get(error) ?? 0) : 0;
}

/** A dispatcher that retries by verdict: backoff with full jitter, pauses for everyone on 429, patience in an outage. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { client, pace, line, maxAttempts, clock, random } = options;
  const counts: RequestCounts = { sent: 0, retried: 0, throttled: 0 };

  return {
    counts,
    async send(endpoint, input, send = {}) {
      const mayRepeat = send.mayRepeat ?? endpoint.repeatable === true;
      let tries = 0;
      let failures = 0;
      let throttledSince: number | undefined;
      const final = (error: Error) => {
        attemptsOf.set(error, tries);
        return error;
      };
      for (;;) {
        await waitUnlessStopped(send.stop, final, async () => {
          await line.ready();
          await pace.take(send.stop);
        });
        if (tries > 0) counts.retried += 1;
        counts.sent += 1;
        tries += 1;
        const sentAt = clock.now();
        try {
          const answer = await client.call(endpoint, input, { mayRepeat, signal: send.cancel });
          pace.answered(clock.now() - sentAt);
          line.up();
          return { answer, attempts: tries };
        } catch (error) {
          if (!(error instanceof SobotError)) throw error;
          note(error);
          if (error.verdict !== 'retry' || send.cancel?.aborted) throw final(error);
          if (error.throttled) {
            // Surely not processed and no fault of the row: it costs no attempt, but does not go on for ever either.
            throttledSince ??= sentAt;
            if (clock.now() - throttledSince > THROTTLE_PATIENCE_MS) throw final(error);
            continue;
          }
          throttledSince = undefined;
          failures += 1;
          if (failures >= maxAttempts) {
            if (!error.outage || !(await line.wasDown(error))) throw final(error);
            failures = 0;
          }
          const wait = backoffMs(failures, random, error.retryAfterMs);
          await waitUnlessStopped(send.stop, final, () => clock.sleep(wait, send.stop));
        }
      }
    },
  };

  function note(error: SobotError): void {
    if (error.throttled) {
      counts.throttled += 1;
      pace.throttled(error.retryAfterMs ?? DEFAULT_PAUSE_MS);
    }
    if (error.code === 'timeout') pace.timedOut();
    if (error.outage) line.down(error);
    else if (error.code !== 'cancelled') line.up();
  }
}

/** How long everyone pauses after a 429 that does not say. */
const DEFAULT_PAUSE_MS = 1000;
const THROTTLE_PATIENCE_MS = 5 * 60_000;

async function waitUnlessStopped(
  stop: AbortSignal | undefined,
  final: (error: Error) => Error,
  wait: () => Promise<void>,
): Promise<void> {
  try {
    if (!stop?.aborted) await wait();
  } catch (error) {
    if (!stop?.aborted) throw error instanceof Error ? final(error) : error;
  }
  if (stop?.aborted) throw final(new Stopped('the run is stopping'));
}
