import { AdaptivePace } from '../dispatch/adaptive-pace.ts';
import type { Clock } from '../dispatch/clock.ts';
import { createDispatcher, type Dispatcher } from '../dispatch/dispatcher.ts';
import { fixedPace } from '../dispatch/fixed-pace.ts';
import { Line } from '../dispatch/line.ts';
import type { Pace } from '../dispatch/pace.ts';
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
  readList(endpoint: Endpoint, input?: Record<string, unknown>): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface SessionEvents {
  /** The line went down or came back. */
  readonly onLine?: (state: 'down' | 'up', reason: string) => void;
}

const LIST_PAGE_SIZE = 100;

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
  const client = createClient({
    baseUrl,
    appId,
    appKey,
    language,
    transport,
    tokenStore: ledger.tokens(scope),
    now: clock.now,
  });
  const pace =
    settings.rate === undefined
      ? new AdaptivePace(clock, settings.maxRate)
      : fixedPace(
          Math.min(settings.rate, settings.maxRate ?? Number.POSITIVE_INFINITY),
          ledger.pace(scope, clock.now),
          clock,
        );
  const line = new Line({
    probe: () => client.call(endpoints.listSources, {}),
    patienceMs: settings.outagePatienceMs,
    clock,
    random,
    ...(events.onLine && { onChange: events.onLine }),
  });
  const dispatcher = createDispatcher({ client, pace, line, maxAttempts: settings.maxAttempts, clock, random });

  return {
    settings,
    scope,
    ledger,
    client,
    dispatcher,
    pace,
    async readList(endpoint, input = {}) {
      const call = async (to: Endpoint, request: Record<string, unknown>) =>
        (await dispatcher.send(to, request)).answer;
      if (!endpoint.paged) {
        const answer = (await call(endpoint, input)) as { items?: Record<string, unknown>[] };
        return answer.items ?? [];
      }
      const rows: Record<string, unknown>[] = [];
      for await (const page of pages(call, endpoint, input, { pageSize: LIST_PAGE_SIZE }))
        rows.push(...(page.items as Record<string, unknown>[]));
      return rows;
    },
    async close() {
      await transport.close();
      ledger.close();
    },
  };
}
