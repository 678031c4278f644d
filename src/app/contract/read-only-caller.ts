import { z } from 'zod';
import { API_MESSAGES, ApiError, BadAnswer, type Endpoint, optionalInteger, SobotError } from '../../api/index.ts';
import type { Dispatcher } from '../../resilience/index.ts';
import { t } from '../../words/index.ts';

/** What a call was answered with. */
export type Asked =
  | {
      readonly is: 'answered';
      /** As it came. */
      readonly body: Readonly<Record<string, unknown>>;
      /** The rows of its list as they came; a bare item is a list of one. */
      readonly rows: readonly Readonly<Record<string, unknown>>[];
      /** The rows of the whole list, if the answer says so. */
      readonly total: number | undefined;
    }
  | { readonly is: 'refused'; readonly code: string };

/** The server cannot be asked any more: it does not answer, the credentials are refused, or there were too many calls. */
export class CannotAsk extends Error {
  override name = 'CannotAsk';
}

/** Makes calls that change nothing, one after the other, up to a limit. No call that writes can leave through it. */
export class ReadOnlyCaller {
  readonly #dispatcher: Dispatcher;
  readonly #maxCalls: number;
  calls = 0;

  constructor(dispatcher: Dispatcher, maxCalls: number) {
    this.#dispatcher = dispatcher;
    this.#maxCalls = maxCalls;
  }

  /** Errors: `CannotAsk`; a `TypeError` for an endpoint that writes. */
  async ask(endpoint: Endpoint, input: Readonly<Record<string, unknown>>): Promise<Asked> {
    if (endpoint.access !== 'read') throw new TypeError(`${endpoint.name} changes data and is never called to look`);
    if (this.calls >= this.#maxCalls) throw new CannotAsk(t`the limit of ${this.#maxCalls} calls is reached`);
    this.calls += 1;
    try {
      // The schema is applied later: an answer that it rejects must not be asked for again.
      const unread = { ...endpoint, answer: z.record(z.string(), z.unknown()) };
      const { answer } = await this.#dispatcher.send(unread, input as Record<string, never>);
      return answered(endpoint, answer);
    } catch (error) {
      if (!(error instanceof SobotError)) throw error;
      if (endsEverything(error)) throw new CannotAsk(refusalText(error.code), { cause: error });
      return { is: 'refused', code: error.code };
    }
  }
}

/** The server is down, or the credentials are refused: other calls would fail in the same way. */
function endsEverything(error: SobotError): boolean {
  const isAnswered = error instanceof ApiError || error instanceof BadAnswer;
  return error.code === 'outage' || (error.disposition === 'stop-run' && !isAnswered);
}

function answered({ paged }: Endpoint, body: Readonly<Record<string, unknown>>): Asked {
  // Whatever the rest of the answer is like: its schema may reject the rows.
  const count = optionalInteger.safeParse(body['total_count']).data ?? -1;
  return { is: 'answered', body, rows: rowsOf(body), total: paged && count >= 0 ? count : undefined };
}

function rowsOf({ items, item }: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  const list = Array.isArray(items) ? items : [items ?? item];
  return list.filter((row) => typeof row === 'object' && row !== null && !Array.isArray(row));
}

/** What a code says, without the words of the server, which may quote what it was sent: `510001: Tag group not found`. */
export function refusalText(code: string): string {
  const messages: Readonly<Record<string, { readonly meaning: string }>> = API_MESSAGES;
  const known = messages[code] ?? messages[code.replace(/^(http-\d)\d\d$/, '$1xx')];
  return `${code}: ${known ? known.meaning.replace(/[.。]$/, '') : t`a code that the document does not list`}`;
}
