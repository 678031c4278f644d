import type { z } from 'zod';
import type { Endpoint } from '../api/index.ts';
import { systemClock } from '../resilience/index.ts';
import { type Connection, splitConnection } from './connection.ts';
import { openSession } from './session.ts';
import { resolveSettings } from './settings.ts';

/** The options of a single call. */
export interface CallOptions {
  /** May this call be sent again if it is unknown whether it was processed? Default: as the endpoint declares. */
  readonly mayRepeat?: boolean;
  /** Aborted: the call is cancelled. */
  readonly signal?: AbortSignal;
}

/** The API client: one shared token, a rate the server accepts, and retries where that is safe. */
export interface SobotClient {
  /** Makes a call; returns the whole response body. Errors: `SobotError`, whose `code` and `disposition` say what it means. */
  call<Request extends z.ZodObject, Answer extends z.ZodType>(
    endpoint: Endpoint<Request, Answer>,
    input: z.input<Request>,
    options?: CallOptions,
  ): Promise<z.output<Answer>>;
  /** The entries of a list, page after page. */
  list(endpoint: Endpoint, input?: Readonly<Record<string, unknown>>): AsyncIterable<Record<string, unknown>>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes a client for the calls in `endpoints`. Close it when done: it keeps connections and the ledger open.
 *
 * @example
 * await using client = createClient({ appId, appKey });
 * for await (const customer of client.list(endpoints.listCustomers)) console.log(customer.nick);
 */
export function createClient(connection: Connection): SobotClient {
  const { options, env } = splitConnection(connection);
  const session = openSession(resolveSettings(options, env), systemClock, Math.random);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= session.close();
    return closed;
  };
  return {
    async call(endpoint, input, { mayRepeat, signal } = {}) {
      const options = {
        ...(mayRepeat !== undefined && { mayRepeat }),
        ...(signal !== undefined && { stop: signal, cancel: signal }),
      };
      return (await session.dispatcher.send(endpoint, input, options)).answer;
    },
    async *list(endpoint, input = {}) {
      for await (const page of session.readPages(endpoint, input)) yield* page;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
