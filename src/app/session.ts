import { endpoints } from '../api/endpoints/index.ts';
import { type ApiClient, createApiClient, createTransport, type Endpoint, pages } from '../api/index.ts';
import { type Ledger, scopeOf } from '../ledger/index.ts';
import {
  CircuitBreaker,
  type Clock,
  createRateLimiter,
  createRetryingDispatcher,
  type Dispatcher,
  type GateWait,
  LocalClock,
  type RateLimiter,
  type RequestObserver,
  SendGate,
} from '../resilience/index.ts';
import { openLedgerOf } from './open-ledger.ts';
import type { Settings } from './settings.ts';

/**
 * Connections beyond the requests that may be under way, as a share of them. undici uses a connection again only after a turn of the
 * event loop: without others a request waited 4 ms for one at 64 at a time, and the rate was a sixth lower.
 */
const SPARE_CONNECTIONS = 0.25;

/** One client, one rate limiter, one circuit breaker and one ledger, shared by a command. */
export interface Session {
  readonly settings: Settings;
  /** Identifies the tenant in the ledger. */
  readonly scope: string;
  readonly ledger: Ledger;
  readonly client: ApiClient;
  readonly dispatcher: Dispatcher;
  readonly rateLimiter: RateLimiter;
  readonly breaker: CircuitBreaker;
  readonly gate: SendGate;
  /** All rows of a list. */
  readList(endpoint: Endpoint, input?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>[]>;
  /** The rows of a list page by page, for lists too long to hold. */
  readPages(endpoint: Endpoint, input?: Readonly<Record<string, unknown>>): AsyncIterable<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface SessionEvents {
  /** Called when the server stops answering, and when it answers again. */
  readonly onServer?: (state: 'down' | 'up', reason: string) => void;
  /** Called when calls begin to wait for a time of the day, and with undefined when they go on. */
  readonly onWait?: (wait: GateWait | undefined) => void;
  /** Aborted: no new call begins. */
  readonly stop?: AbortSignal;
  /** Aborted: calls in flight are cancelled, too. */
  readonly cancel?: AbortSignal;
  /** Called for responses and pauses. */
  readonly traffic?: RequestObserver;
  /** Called with the body of every successful answer, before its schema is applied. */
  readonly onAnswer?: (endpoint: Endpoint, body: Record<string, unknown>) => void;
  /** Begin with a new token: one that is still valid proves nothing about the credentials. */
  readonly renewToken?: boolean;
}

const LIST_PAGE_SIZE = 100;

/** Errors: `LedgerError`. */
export async function openSession(
  settings: Settings,
  clock: Clock,
  random: () => number,
  events: SessionEvents = {},
): Promise<Session> {
  const scope = scopeOf(settings.baseUrl, settings.appId);
  const ledger = await openLedgerOf(settings);
  const permits = ledger.permits(scope, clock.now);
  const rateLimiter = createRateLimiter(settings, permits, clock);
  try {
    await permits.listen((pauseMs) => rateLimiter.pausedElsewhere(pauseMs));
  } catch (error) {
    await ledger.close();
    throw error;
  }
  const transport = createTransport({
    connections: settings.concurrency + Math.ceil(settings.concurrency * SPARE_CONNECTIONS),
    timeoutMs: settings.timeoutMs,
    proxy: settings.proxy,
  });
  const { baseUrl, appId, appKey, language } = settings;
  const tokens = ledger.tokens(scope);
  const client = createApiClient({
    acquirePermit: async () => {
      await rateLimiter.acquire(events.stop);
      await gate.count();
    },
    baseUrl,
    appId,
    appKey,
    language,
    transport,
    tokenStore: events.renewToken ? { ...tokens, read: async () => undefined } : tokens,
    onAnswer: events.onAnswer,
    now: clock.now,
  });
  const probe = (signal: AbortSignal) => client.call(endpoints.listSources, {}, { signal });
  let calls: ReturnType<Ledger['dailyCalls']> | undefined;
  const gate = new SendGate({
    ...settings.nights,
    calls: () => {
      calls ??= ledger.dailyCalls(scope);
      return calls;
    },
    localClock: new LocalClock(settings.nights.timeZone),
    clock,
    probe,
    stop: events.stop,
    onWait: events.onWait,
  });
  const breaker = new CircuitBreaker({
    probe: async (signal) => {
      await gate.ready(signal);
      await gate.count();
      return probe(signal);
    },
    maxOutageMs: settings.outagePatienceMs,
    // An outage lasts while calls could be made.
    clock: {
      now: () => clock.now(),
      elapsed: () => clock.elapsed() - gate.waitedMs,
      sleep: (ms, signal) => clock.sleep(ms, signal),
    },
    random,
    ...(events.onServer && { onChange: events.onServer }),
  });
  const { concurrency, maxAttempts } = settings;
  const { stop, cancel, traffic } = events;
  const dispatcher = createRetryingDispatcher({
    client,
    rateLimiter,
    breaker,
    gate,
    concurrency,
    maxAttempts,
    clock,
    random,
    stop,
    cancel,
    observer: traffic,
  });

  const call = async (endpoint: Endpoint, input: Record<string, unknown>) =>
    (await dispatcher.send(endpoint, input)).answer;
  async function* readPages(endpoint: Endpoint, input: Readonly<Record<string, unknown>> = {}) {
    for await (const { items } of pages(call, endpoint, input, { pageSize: LIST_PAGE_SIZE })) {
      yield [...items] as Record<string, unknown>[];
    }
  }

  return {
    settings,
    scope,
    ledger,
    client,
    dispatcher,
    rateLimiter,
    breaker,
    gate,
    readPages,
    async readList(endpoint, input) {
      const rows: Record<string, unknown>[] = [];
      for await (const page of readPages(endpoint, input)) rows.push(...page);
      return rows;
    },
    async close() {
      breaker.close();
      try {
        await gate.close();
      } finally {
        await transport.close();
        await ledger.close();
      }
    },
  };
}
