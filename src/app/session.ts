import { AdaptivePace } from '../dispatch/adaptive-pace.ts';
import type { Clock } from '../dispatch/clock.ts';
import { createDispatcher, type Dispatcher } from '../dispatch/dispatcher.ts';
import { FixedPace } from '../dispatch/fixed-pace.ts';
import { Line } from '../dispatch/line.ts';
import type { Pace } from '../dispatch/pace.ts';
import type { Traffic } from '../dispatch/traffic.ts';
import { Ledger, scopeOf } from '../ledger/index.ts';
import { type Client, createClient } from '../sobot/client.ts';
import type { Endpoint } from '../sobot/endpoint.ts';
import { endpoints } from '../sobot/endpoints/index.ts';
import { pages } from '../sobot/pages.ts';
import { createTransport } from '../sobot/transport.ts';
import type { Settings } from './settings.ts';

/** A command's way to the API: one client, one pace, one ledger. */
export interface Session {
  readonly settings: Settings;
  /** Names the tenant in the ledger. */
  readonly scope: string;
  readonly ledger: Ledger;
  readonly client: Client;
  readonly dispatcher: Dispatcher;
  readonly pace: Pace;
  /** All rows of a list, its pages joined. */
  readList(endpoint: Endpoint, input?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>[]>;
  /** The rows of a list page by page, for lists too long to hold. */
  readPages(endpoint: Endpoint, input?: Readonly<Record<string, unknown>>): AsyncIterable<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface SessionEvents {
  /** The line went down or came back. */
  readonly onLine?: (state: 'down' | 'up', reason: string) => void;
  /** Aborted: no new call begins. */
  readonly stop?: AbortSignal;
  /** Aborted: calls in flight are given up, too. */
  readonly cancel?: AbortSignal;
  /** Hears of answers and pauses. */
  readonly traffic?: Traffic;
}

const LIST_PAGE_SIZE = 100;
/** Requests arrive less evenly than they leave: with so much of `--rate` no second at the server exceeds it. */
const USED_SHARE = 0.99;

export function openSession(
  settings: Settings,
  clock: Clock,
  random: () => number,
  events: SessionEvents = {},
): Session {
  const scope = scopeOf(settings.baseUrl, settings.appId);
  const ledger = new Ledger(settings.home);
  const transport = createTransport({
    connections: settings.concurrency,
    timeoutMs: settings.timeoutMs,
    proxy: settings.proxy,
  });
  const { baseUrl, appId, appKey, language } = settings;
  const pace =
    settings.rate === undefined
      ? new AdaptivePace(clock, settings.maxRate)
      : new FixedPace(
          Math.min(settings.rate, settings.maxRate ?? Number.POSITIVE_INFINITY) * USED_SHARE,
          ledger.pace(scope, clock.now),
          clock,
        );
  const client = createClient({
    pace: () => pace.take(events.stop),
    baseUrl,
    appId,
    appKey,
    language,
    transport,
    tokenStore: ledger.tokens(scope),
    now: clock.now,
  });
  const line = new Line({
    probe: (signal) => client.call(endpoints.listSources, {}, { signal }),
    patienceMs: settings.outagePatienceMs,
    clock,
    random,
    ...(events.onLine && { onChange: events.onLine }),
  });
  const { concurrency, maxAttempts } = settings;
  const { stop, cancel, traffic } = events;
  const dispatcher = createDispatcher({
    client,
    pace,
    line,
    concurrency,
    maxAttempts,
    clock,
    random,
    stop,
    cancel,
    traffic,
  });

  const call = async (endpoint: Endpoint, input: Record<string, unknown>) =>
    (await dispatcher.send(endpoint, input)).answer;
  async function* readPages(endpoint: Endpoint, input: Readonly<Record<string, unknown>> = {}) {
    if (!endpoint.paged) {
      const answer = (await call(endpoint, input)) as {
        items?: Record<string, unknown>[];
        item?: Record<string, unknown> | null;
      };
      yield answer.items ?? (answer.item ? [answer.item] : []);
      return;
    }
    for await (const page of pages(call, endpoint, input, { pageSize: LIST_PAGE_SIZE })) {
      yield page.items as Record<string, unknown>[];
    }
  }

  return {
    settings,
    scope,
    ledger,
    client,
    dispatcher,
    pace,
    readPages,
    async readList(endpoint, input) {
      const rows: Record<string, unknown>[] = [];
      for await (const page of readPages(endpoint, input)) rows.push(...page);
      return rows;
    },
    async close() {
      line.close();
      await transport.close();
      ledger.close();
    },
  };
}
