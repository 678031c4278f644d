import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApiClient } from '../../src/api/client.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { createTransport } from '../../src/api/transport.ts';
import { CircuitBreaker } from '../../src/resilience/circuit-breaker.ts';
import { systemClock } from '../../src/resilience/clock.ts';
import type { RateLimiter } from '../../src/resilience/rate-limiter.ts';
import {
  attemptsBefore,
  createRetryingDispatcher,
  type Dispatcher,
  type DispatcherOptions,
  Stopped,
} from '../../src/resilience/retrying-dispatcher.ts';
import { type FaultKind, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { until } from '../support/until.ts';

/** A rate limiter that never limits, but records the pauses that were asked for. */
function freeRateLimiter(): RateLimiter & { readonly pauses: number[] } {
  const pauses: number[] = [];
  return {
    pauses,
    ratePerSecond: Number.POSITIVE_INFINITY,
    acquire: async () => {},
    answered() {},
    async throttled(ms) {
      pauses.push(ms);
    },
    pausedElsewhere() {},
    timedOut() {},
  };
}

function dispatcherTo(
  url: string,
  options: Partial<DispatcherOptions> & { timeoutMs?: number; maxOutageMs?: number } = {},
) {
  const transport = createTransport({ connections: 8, timeoutMs: options.timeoutMs ?? 2000 });
  onTestFinished(() => transport.close());
  const credentials = { baseUrl: url, appId: 'sandbox', appKey: 'sandbox-key', language: 'en' };
  const client = createApiClient({ ...credentials, transport, now: Date.now });
  // No jitter: the shortest backoff.
  const random = () => 0;
  const changes: string[] = [];
  const breaker = new CircuitBreaker({
    probe: (signal) => client.call(endpoints.listSources, {}, { signal }),
    maxOutageMs: options.maxOutageMs ?? 60_000,
    clock: systemClock,
    random,
    onChange: (state) => changes.push(state),
  });
  const rateLimiter = freeRateLimiter();
  const settings = { rateLimiter, breaker, concurrency: 8, maxAttempts: 3, clock: systemClock, random };
  return { ...createRetryingDispatcher({ client, ...settings, ...options }), rateLimiter, changes };
}

const CUSTOMER = { nick: 'Ada', tel: '13800000001', crm_status: 1 } as const;
const ENTERPRISE = { enterprise_name: 'Analytical Engines' };

const AMBIGUOUS: FaultKind[] = ['500', '502', '503', '999999', 'html', 'reset-before', 'reset-after', 'cut', 'hang'];

describe('a request that may be repeated', () => {
  test.each([...AMBIGUOUS, '429', 'expire-token'] as FaultKind[])('is retried after: %s', async (fault) => {
    await using sandbox = await startSandbox({ script: [fault], retryAfter: 'none' });
    const dispatcher = dispatcherTo(sandbox.url, { timeoutMs: 1500 });
    await dispatcher.send(endpoints.saveCustomer, CUSTOMER, { mayRepeat: true });
    expect(sandbox.snapshot().customerCount()).toBe(1);
    // Getting a new token does not count as an attempt of the row.
    expect(dispatcher.counts.retried).toBe(fault === 'expire-token' ? 0 : 1);
  });

  test('fails after --max-attempts, and says how many attempts there were', async () => {
    await using sandbox = await startSandbox({ script: ['500', '500', '500', '500'] });
    const dispatcher = dispatcherTo(sandbox.url);
    const error = await dispatcher.send(endpoints.saveCustomer, CUSTOMER, { mayRepeat: true }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'http-500', disposition: 'retry' });
    expect(attemptsBefore(error)).toBe(3);
    expect(sandbox.stats().byEndpoint.saveCustomer).toBe(3);
  });

  test('is not retried when the server refuses its content', async () => {
    await using sandbox = await startSandbox();
    const dispatcher = dispatcherTo(sandbox.url);
    const send = dispatcher.send(
      endpoints.saveCustomer,
      { ...CUSTOMER, liable_serviceid: 'nobody' },
      { mayRepeat: true },
    );
    await expect(send).rejects.toMatchObject({ disposition: 'reject-row' });
    expect(sandbox.stats().byEndpoint.saveCustomer).toBe(1);
  });
});

describe('a request that may not be repeated', () => {
  test.each(AMBIGUOUS)('is in doubt, and not retried, after: %s', async (fault) => {
    await using sandbox = await startSandbox({ script: [fault] });
    const dispatcher = dispatcherTo(sandbox.url, { timeoutMs: 1500 });
    await expect(dispatcher.send(endpoints.saveEnterprise, ENTERPRISE)).rejects.toMatchObject({
      disposition: 'in-doubt',
    });
    expect(sandbox.stats().byEndpoint.saveEnterprise).toBe(1);
  });

  test.each(['429', 'expire-token'] as FaultKind[])(
    'is retried after %s, which surely had no effect',
    async (fault) => {
      await using sandbox = await startSandbox({ script: [fault], retryAfter: 'none' });
      await dispatcherTo(sandbox.url).send(endpoints.saveEnterprise, ENTERPRISE);
      expect(sandbox.snapshot().enterpriseCount()).toBe(1);
    },
  );

  test('is retried after refused connections, once the server accepts one', async () => {
    const first = await startSandbox({ identifiedBy: ['tel'] });
    const port = Number(new URL(first.url).port);
    const dispatcher = dispatcherTo(first.url);
    await dispatcher.send(endpoints.listSources, {});
    const { read } = await outageBegins(dispatcher, first);
    const sent = dispatcher.send(endpoints.saveEnterprise, ENTERPRISE);
    await until(() => dispatcher.changes.includes('down'));
    await using second = await startSandbox({ port, tokensStay: true });
    await Promise.all([sent, read]);
    expect(second.snapshot().enterpriseCount()).toBe(1);
  });
});

describe('an answer of 429', () => {
  test.each([
    ['seconds', 1000],
    ['date', 1000],
    ['none', 1000],
  ] as const)('pauses all requests after a 429 with Retry-After as %s', async (retryAfter, ms) => {
    await using sandbox = await startSandbox({ script: ['429'], retryAfter });
    const dispatcher = dispatcherTo(sandbox.url);
    await dispatcher.send(endpoints.saveEnterprise, ENTERPRISE);
    expect(dispatcher.rateLimiter.pauses.length).toBe(1);
    // A date has whole seconds.
    expect(dispatcher.rateLimiter.pauses[0]).toBeGreaterThan(retryAfter === 'date' ? -1 : ms - 1);
    expect(dispatcher.rateLimiter.pauses[0]).toBeLessThanOrEqual(ms + 1000);
    expect(dispatcher.counts).toMatchObject({ sent: 2, retried: 1, throttled: 1 });
  });

  test('does not count a 429 as an attempt', async () => {
    await using sandbox = await startSandbox({ script: Array(10).fill('429'), retryAfter: 'none' });
    await dispatcherTo(sandbox.url, { maxAttempts: 1 }).send(endpoints.saveEnterprise, ENTERPRISE);
    expect(sandbox.snapshot().enterpriseCount()).toBe(1);
  });
});

describe('rejected credentials', () => {
  test('stop the run at once', async () => {
    await using sandbox = await startSandbox({ appKey: 'another-key' });
    const send = dispatcherTo(sandbox.url).send(endpoints.saveEnterprise, ENTERPRISE);
    await expect(send).rejects.toMatchObject({ disposition: 'stop-run', code: '900003' });
  });
});

describe('the concurrency', () => {
  test('limits the requests in flight of all callers together', async () => {
    await using sandbox = await startSandbox({ latencyMs: 30 });
    const dispatcher = dispatcherTo(sandbox.url, { concurrency: 3 });
    await Promise.all(Array.from({ length: 30 }, () => dispatcher.send(endpoints.listSources, {})));
    expect(sandbox.stats().peakInFlight).toBe(3);
  });
});

describe('an outage', () => {
  test('does not use up attempts in an outage: all requests wait until the server answers', async () => {
    const first = await startSandbox();
    const port = Number(new URL(first.url).port);
    const dispatcher = dispatcherTo(first.url, { maxAttempts: 2 });
    await dispatcher.send(endpoints.listSources, {});
    const { read } = await outageBegins(dispatcher, first);
    const names = Array.from({ length: 20 }, (_, index) => `Engines ${index}`);
    const sent = Promise.all(
      names.map((enterprise_name) => dispatcher.send(endpoints.saveEnterprise, { enterprise_name })),
    );
    await until(() => dispatcher.changes.includes('down'));
    await using second = await startSandbox({ port, tokensStay: true });
    await Promise.all([sent, read]);
    expect(second.snapshot().enterpriseCount()).toBe(20);
    expect(dispatcher.changes).toEqual(['down', 'up']);
  });

  test('ends the run when the outage lasts too long, for waiting and for later requests', async () => {
    const sandbox = await startSandbox();
    await sandbox.close();
    const dispatcher = dispatcherTo(sandbox.url, { maxAttempts: 1, maxOutageMs: 600 });
    const sends = Array.from({ length: 12 }, () => dispatcher.send(endpoints.saveEnterprise, ENTERPRISE));
    for (const end of await Promise.allSettled(sends)) {
      expect(end).toMatchObject({ status: 'rejected', reason: { code: 'outage', disposition: 'stop-run' } });
    }
    await expect(dispatcher.send(endpoints.saveEnterprise, ENTERPRISE)).rejects.toMatchObject({ code: 'outage' });
  });
});

describe('stopping', () => {
  test('ends every wait at once, and lets requests in flight end', async () => {
    const answers: (() => void)[] = [];
    const url = await serve((request, response) => {
      const token = { item: { token: 't', expires_in: '86400' }, ret_code: '000000' };
      if (request.url?.startsWith('/api/get_token')) return answer(response, token);
      answers.push(() => answer(response, { items: [], ret_code: '000000' }));
    });
    const stop = new AbortController();
    const dispatcher = dispatcherTo(url, { concurrency: 2, stop: stop.signal });
    const sends = Array.from({ length: 5 }, () => dispatcher.send(endpoints.listSources, {}));
    const ends = Promise.allSettled(sends);
    await until(() => answers.length === 2);
    stop.abort();
    for (const give of answers) give();
    const results = await ends;
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(2);
    const reasons = results.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(reasons.every((reason) => reason instanceof Stopped)).toBe(true);
    expect(answers.length).toBe(2);
  });

  test('does not wait for the end of an outage', async () => {
    const sandbox = await startSandbox();
    await sandbox.close();
    const stop = new AbortController();
    const dispatcher = dispatcherTo(sandbox.url, { maxAttempts: 1, stop: stop.signal });
    const sends = Array.from({ length: 12 }, () => dispatcher.send(endpoints.listSources, {}));
    const ends = Promise.allSettled(sends);
    await until(() => dispatcher.changes.includes('down'));
    stop.abort();
    for (const end of await ends) expect(end).toMatchObject({ reason: { name: 'Stopped' } });
  });
});

/** Ends the server, and waits until its connections are known to be gone: a request on one of them would be in doubt. */
async function outageBegins(dispatcher: Dispatcher, sandbox: Sandbox): Promise<{ readonly read: Promise<unknown> }> {
  await sandbox.close();
  const read = dispatcher.send(endpoints.listSources, {});
  await until(() => dispatcher.counts.retried >= 1);
  return { read };
}

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}
