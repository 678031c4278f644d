import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Hooks } from 'ky';
import { Agent } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createConnectionPool } from '../../src/api/connection-pool.ts';
import { Exchange } from '../../src/api/exchange.ts';
import { createTransport } from '../../src/api/transport.ts';
import { httpAnswer, rawServer } from '../support/raw-server.ts';

/** A server that answers with `status`, `headers` and `body`, and remembers what it was sent. */
async function recordingServer(status: number, headers: Record<string, string | string[]>, body: string) {
  const received: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const origin = `http://${request.headers.host}`;
    received.push({ method: `${request.method}`, url: origin + request.url, headers: request.headers, body: text });
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

function transportWith(hooks: Hooks = {}) {
  const transport = createTransport({ connections: 1, timeoutMs: 5000, hooks });
  onTestFinished(() => transport.close());
  return transport;
}

/** What the connection adds to a request on its own. */
const OF_THE_CONNECTION = ['connection', 'content-length', 'host'];

const without = (headers: IncomingHttpHeaders, names: readonly string[]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

describe('ky', () => {
  test.each([
    ['POST', '{"nick":"né 客户 😀"}'],
    ['GET', undefined],
  ] as const)('is given the very request that leaves: %s', async (method, body) => {
    const server = await recordingServer(200, {}, '{}');
    const seen: unknown[] = [];
    const transport = transportWith({
      beforeRequest: [
        async ({ request }) => {
          const headers = Object.fromEntries(request.headers);
          seen.push({ method: request.method, url: request.url, headers, body: await request.clone().text() });
        },
      ],
    });
    const url = `${server.url}/api/scrm/5/user/a%2Fb%20c?q=%E5%AE%A2&at=1'2`;
    await transport.send({ method, url, body, token: 't-0123456789', language: 'zh', mayRepeat: false });
    const received = server.received.map((each) => ({ ...each, headers: without(each.headers, OF_THE_CONNECTION) }));
    expect(received).toEqual(seen);
    expect(received).toMatchObject([
      { headers: { token: 't-0123456789', language: 'zh', accept: 'application/json' }, body: body ?? '' },
    ]);
  });

  test('sends the request that a hook returns', async () => {
    const server = await recordingServer(200, {}, '{}');
    const transport = transportWith({
      beforeRequest: [
        ({ request }) =>
          new Request(`${request.url}?b=2`, { method: 'POST', headers: { 'x-trace': '7' }, body: 'text' }),
      ],
    });
    await transport.send({ method: 'GET', url: `${server.url}/a`, mayRepeat: false });
    expect(server.received).toMatchObject([
      { method: 'POST', url: `${server.url}/a?b=2`, headers: { 'x-trace': '7' }, body: 'text' },
    ]);
  });

  test('passes the response of the server to its hooks, and their result to the transport', async () => {
    const headers = { 'content-type': 'text/plain', 'x-list': ['a', 'b'], date: 'Thu, 01 Jan 1970 00:00:10 GMT' };
    const server = await recordingServer(418, headers, 'né 客户');
    const seen: unknown[] = [];
    const transport = transportWith({
      afterResponse: [
        async ({ response }) => {
          const { status } = response;
          seen.push({ status, headers: Object.fromEntries(response.headers), body: await response.text() });
        },
        () => new Response('changed', { status: 203 }),
      ],
    });
    const answer = await transport.send({ method: 'GET', url: server.url, mayRepeat: false });
    expect(seen).toMatchObject([
      { status: 418, headers: { 'content-type': 'text/plain', 'x-list': 'a, b', date: headers.date }, body: 'né 客户' },
    ]);
    expect(answer).toMatchObject({ status: 203, text: 'changed' });
  });
});

describe('an exchange', () => {
  test.each([421, 407, 401, 408, 425, 429, 503])(
    'sends a write that is answered with HTTP %i once, and returns that answer',
    async (status) => {
      const server = await recordingServer(status, { 'retry-after': '0' }, 'no');
      const transport = transportWith();
      const call = { method: 'POST', url: server.url, body: '{}', mayRepeat: true } as const;
      expect(await transport.send(call)).toMatchObject({ status, text: 'no' });
      expect(server.received).toHaveLength(1);
    },
  );

  test.each([
    ['600 x', 'no', 600],
    ['999 x', '', 999],
    ['205 x', '{"ret_code":"000000"}', 205],
    ['205 x', '', 205],
  ])('hands on HTTP %s with %j, which is no response of a browser', async (line, body, status) => {
    await using server = await rawServer((socket) => socket.on('data', () => socket.end(httpAnswer(line, body))));
    const answer = await transportWith().send({ method: 'GET', url: server.url, mayRepeat: false });
    expect(answer).toMatchObject({ status, text: body });
  });

  test('returns the bytes of a body unchanged, whatever the headers say', async () => {
    const bytes = gzipSync('{"ret_code":"000000"}');
    await using server = await rawServer((socket) =>
      socket.on('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bytes.length}\r\n\r\n`);
        socket.end(bytes);
      }),
    );
    const answer = await transportWith().send({ method: 'GET', url: server.url, mayRepeat: false });
    expect(answer.bytes?.equals(bytes)).toBe(true);
  });

  test('returns every header that a server can send', async () => {
    const bytes = Array.from({ length: 256 }, (_, index) => index).filter((byte) => byte === 9 || byte > 31);
    const value = Buffer.from(bytes.filter((byte) => byte !== 127)).toString('latin1');
    await using server = await rawServer((socket) =>
      socket.on('data', () =>
        socket.end(
          Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-all: ${value}\r\nx-none:\r\n\r\n{}`, 'latin1'),
        ),
      ),
    );
    const { headers } = await transportWith().send({ method: 'GET', url: server.url, mayRepeat: false });
    expect(headers).toMatchObject({ 'x-all': value.trim(), 'x-none': '' });
  });

  test('never leaves once it was abandoned, and leaves at most once', async () => {
    const server = await recordingServer(200, {}, '{}');
    const pool = createConnectionPool({ connections: 1, timeoutMs: 5000 });
    onTestFinished(() => pool.destroy());
    const exchange = new Exchange(pool);
    exchange.abandon();
    await expect(exchange.fetch(new Request(server.url, { method: 'POST', body: '{}' }))).rejects.toThrow(
      'was cancelled',
    );
    const later = new Exchange(pool);
    const sent = later.fetch(new Request(server.url, { method: 'POST', body: '{}' }));
    later.abandon();
    await expect(sent).rejects.toThrow('was cancelled');
    expect([exchange.left, later.left, server.received]).toEqual([false, false, []]);
  });

  test('does not leave after the signal of its request has ended the wait for a connection', async () => {
    const received: string[] = [];
    await using server = await rawServer((socket) => socket.on('data', (data) => received.push(String(data))));
    const pool = new Agent({ connections: 1, pipelining: 1 });
    onTestFinished(() => pool.destroy());
    const [first, second] = [new Exchange(pool), new Exchange(pool)];
    const limit = AbortSignal.timeout(100);
    const sent = [first, second].map((each) => each.fetch(new Request(server.url, { signal: limit })));
    expect((await Promise.allSettled(sent)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([first.left, second.left]).toEqual([true, false]);
    // The connection is free again, and the second would be the next.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([received.length, second.left]).toEqual([1, false]);
  });

  test('is cancelled by the signal of its caller, before it leaves and after', async () => {
    await using server = await rawServer(() => {});
    const transport = transportWith();
    const call = { method: 'POST', url: server.url, body: '{}', mayRepeat: false } as const;
    const failure = (signal: AbortSignal) => transport.send({ ...call, signal }).catch((error: unknown) => error);
    expect(await failure(AbortSignal.abort())).toMatchObject({
      code: 'cancelled',
      disposition: 'retry',
      notProcessed: true,
    });
    expect(server.connections()).toBe(0);
    const cancelled = await failure(AbortSignal.timeout(200));
    expect(cancelled).toMatchObject({ code: 'cancelled', disposition: 'in-doubt', notProcessed: false });
  });
});
