import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OutgoingRequest } from '../../src/api/http-messages.ts';
import { createTransport } from '../../src/api/transport.ts';
import { httpAnswer, rawServer } from '../support/raw-server.ts';
import { newFolder } from '../support/run-cli.ts';

const request = (url: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  method: 'POST',
  url,
  body: '{"a":1}',
  mayRepeat: false,
  ...more,
});

async function failureOf(url: string, more: Partial<OutgoingRequest> = {}, timeoutMs = 2000) {
  const transport = createTransport({ connections: 2, timeoutMs });
  try {
    return await transport.send(request(url, more)).then(
      () => undefined,
      (error: unknown) => error,
    );
  } finally {
    await transport.close();
  }
}

/** A key and a certificate for 127.0.0.1 that nobody has signed but itself. */
function certificate(): { readonly key: string; readonly cert: string } {
  const folder = newFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...names], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

describe('a transport', () => {
  test('returns status, headers and body of any answer', async () => {
    await using server = await rawServer((socket) =>
      socket.on('data', () => socket.end(httpAnswer('418 x', 'né 客户', 'a: b\r\n'))),
    );
    const transport = createTransport({ connections: 1, timeoutMs: 2000 });
    const answer = await transport.send(request(server.url));
    await transport.close();
    expect(answer).toMatchObject({ status: 418, text: 'né 客户', headers: { a: 'b' } });
  });

  test('allows any write to be sent again after a refused connection', async () => {
    expect(await failureOf('http://127.0.0.1:1')).toMatchObject({
      code: 'refused',
      disposition: 'retry',
      notProcessed: true,
      outage: true,
    });
  });

  test('leaves a write in doubt if the connection breaks after it left', async () => {
    await using server = await rawServer((socket) => socket.on('data', () => socket.resetAndDestroy()));
    expect(await failureOf(server.url)).toMatchObject({ code: 'reset', disposition: 'in-doubt', notProcessed: false });
  });

  test('allows a repeatable write to be retried if the connection breaks', async () => {
    await using server = await rawServer((socket) => socket.on('data', () => socket.resetAndDestroy()));
    expect(await failureOf(server.url, { mayRepeat: true })).toMatchObject({ code: 'reset', disposition: 'retry' });
  });

  test('times out an attempt that hangs, also one whose answer trickles in', async () => {
    await using silent = await rawServer(() => {});
    expect(await failureOf(silent.url, {}, 100)).toMatchObject({ code: 'timeout', disposition: 'in-doubt' });
    await using trickle = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await failureOf(trickle.url, {}, 150)).toMatchObject({ code: 'timeout', disposition: 'in-doubt' });
  });

  // On a busy machine the second request may be sent so much later that it gets the connection of the first one.
  test('does not send a request that timed out while it waited for a connection', { retry: 3 }, async () => {
    const received: string[] = [];
    await using server = await rawServer((socket) => socket.on('data', (data) => received.push(String(data))));
    const transport = createTransport({ connections: 1, timeoutMs: 150 });
    const both = await Promise.allSettled([transport.send(request(server.url)), transport.send(request(server.url))]);
    await transport.close();
    expect(both.map((one) => (one.status === 'rejected' ? one.reason.notProcessed : one))).toEqual([false, true]);
    expect(received).toHaveLength(1);
  });

  test('refuses an answer of more than 32 MB', async () => {
    const server = createHttpServer((_, response) => response.end(Buffer.alloc(33 * 1024 * 1024, 32)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await failureOf(`http://127.0.0.1:${port}`, {}, 20_000)).toMatchObject({ code: 'too-large' });
    server.closeAllConnections();
    server.close();
  });

  test('treats half an answer as no answer', async () => {
    await using server = await rawServer((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"ret_code":"0000')),
    );
    expect(await failureOf(server.url)).toMatchObject({ code: 'reset', disposition: 'in-doubt' });
  });

  test('keeps connections alive and opens no more than its limit', async () => {
    await using server = await rawServer((socket) => socket.on('data', () => socket.write(httpAnswer('200 OK', '{}'))));
    const transport = createTransport({ connections: 4, timeoutMs: 5000 });
    await Promise.all(Array.from({ length: 100 }, () => transport.send(request(server.url))));
    await transport.close();
    expect(server.connections()).toBe(4);
  });

  test('trusts no certificate that it cannot verify, whatever the environment says', async () => {
    const { key, cert } = certificate();
    const server = createHttpsServer({ key, cert }, (_, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const failure = await failureOf(`https://127.0.0.1:${port}`);
      expect(failure).toMatchObject({ code: 'tls', disposition: 'stop-run', notProcessed: true });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      server.closeAllConnections();
      server.close();
    }
  });

  test('uses the given proxy, except for excluded hosts', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer((request, response) => {
      asked.push(String(request.url));
      response.end('{"by":"proxy"}');
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.end('HTTP/1.1 502 no\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    await using direct = await rawServer((socket) =>
      socket.on('data', () => socket.end(httpAnswer('200 OK', '{"by":"server"}'))),
    );
    const transport = createTransport({
      connections: 1,
      timeoutMs: 3000,
      proxy: { http: `http://127.0.0.1:${port}`, except: '127.0.0.1' },
    });
    expect((await transport.send(request(direct.url))).text).toContain('server');
    await transport.send(request('http://crm.invalid', { mayRepeat: true })).catch(() => {});
    await transport.close();
    proxy.closeAllConnections();
    proxy.close();
    expect(asked.join()).toContain('crm.invalid');
  });

  test.each([
    ['a server that speaks HTTP/2 first', ['h2', 'http/1.1']],
    ['a server of HTTP/1.1', ['http/1.1']],
  ])(
    'sends each request once over TLS to %s, in HTTP/1.1, although the server aborts half of them',
    async (_, protocols) => {
      const { key, cert } = certificate();
      const versions: string[] = [];
      const bodies: string[] = [];
      const server = createSecureServer(
        { key, cert, allowHTTP1: true, ALPNProtocols: protocols },
        (request, response) => {
          versions.push(request.httpVersion);
          let body = '';
          request.setEncoding('utf8').on('data', (text) => {
            body += text;
          });
          request.on('end', () => {
            bodies.push(body);
            // Over HTTP/2 this is a GOAWAY, after which a client may send again whatever the server says it has not seen.
            if (bodies.length % 2 === 0) request.socket.destroy();
            else response.end('{}');
          });
        },
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const transport = createTransport({ connections: 4, timeoutMs: 20_000, trust: cert });
      const sent = Array.from({ length: 40 }, (_, index) => JSON.stringify({ index }));
      const ends = await Promise.allSettled(
        sent.map((body) => transport.send(request(`https://127.0.0.1:${port}`, { body }))),
      );
      await transport.close();
      server.close();
      expect(bodies.sort()).toEqual(sent.sort());
      expect(new Set(versions)).toEqual(new Set(['1.1']));
      expect(ends.filter(({ status }) => status === 'rejected').length).toBe(20);
    },
  );
});
