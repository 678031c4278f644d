import type { z } from 'zod';
import type { Endpoint } from '../api/index.ts';
import { systemClock } from '../resilience/index.ts';
import { type Connection, splitConnection } from './connection.ts';
import { openSession, type Session } from './session.ts';
import { resolveSettings } from './settings.ts';
import { UsageError } from './usage-error.ts';

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
 * Makes a client for the calls in `endpoints`. Close it when done: it keeps connections and the ledger open, from its first call on.
 *
 * @example
 * await using client = createClient({ appId, appKey });
 * for await (const customer of client.list(endpoints.listCustomers)) console.log(customer.nick);
 */
export function createClient(connection: Connection): SobotClient {
  const { options, env } = splitConnection(connection);
  const settings = resolveSettings(options, env);
  let session: Promise<Session> | undefined;
  let closed: Promise<void> | undefined;
  const open = async () => {
    if (closed) throw new UsageError('The client is closed');
    session ??= openSession(settings, systemClock, Math.random);
    return session;
  };
  const closeSession = async () => {
    // The calls tell why it could not be opened.
    const opened = await session?.catch(() => undefined);
    await opened?.close();
  };
  const close = () => {
    closed ??= closeSession();
    return closed;
  };
  return {
    async call(endpoint, input, { mayRepeat, signal } = {}) {
      const options = {
        ...(mayRepeat !== undefined && { mayRepeat }),
        ...(signal !== undefined && { stop: signal, cancel: signal }),
      };
      const { dispatcher } = await open();
      return (await dispatcher.send(endpoint, input, options)).answer;
    },
    async *list(endpoint, input = {}) {
      const { readPages } = await open();
      for await (const page of readPages(endpoint, input)) yield* page;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
