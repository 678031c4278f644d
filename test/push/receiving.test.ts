import { readFileSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPushReceiver, PUSH_POLICY, servePushes } from '../../src/push/index.ts';
import { systemClock } from '../../src/resilience/index.ts';
import { until } from '../support/until.ts';
import { listening } from './listening.ts';
import { post, pushMessage } from './push-messages.ts';

describe('the listener', () => {
  test('answers pushes with 200, stores a repeat once, and writes all to the output', async () => {
    await using listener = await listening();
    for (const kind of ['add', 'update', 'combine', 'add'] as const) {
      const answer = await post(listener.url, pushMessage(kind));
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ ret_code: '000000' });
    }
    const { messages, written } = await listener.stop();
    expect(messages).toMatchObject({ accepted: 4, rejected: 0 });
    expect(written).toBe(3);
    expect(listener.lines().map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'add'],
      [2, 'update'],
      [3, 'combine'],
    ]);
    expect(statSync(listener.output).mode & 0o777).toBe(0o600);
    expect(statSync(join(listener.folder, 'home/listen/default/pushes.db')).mode & 0o777).toBe(0o600);
  });

  test('answers what is no push with 400 and a reason, and keeps it aside', async () => {
    await using listener = await listening();
    const answer = await post(listener.url, '{"hello":1}');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'push-not-push', reason: expect.stringContaining('"content"') });
    expect((await post(listener.url, Uint8Array.of(0xff, 0xfe))).status).toBe(400);
    const path = join(listener.folder, 'rejected.jsonl');
    const kept = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(kept).toMatchObject([
      { code: 'push-not-push', body: '{"hello":1}', bytes: 11 },
      { code: 'push-not-utf8', body_base64: '//4=' },
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('answers a wrong path with 404 whatever the method, and a wrong method of its own with 405', async () => {
    await using listener = await listening();
    const { origin, pathname } = new URL(listener.url);
    const wrong = ['/', '/push', '/push/', pathname.slice(0, -1), `${pathname}x`, `${pathname}/more`, '/favicon.ico'];
    for (const path of wrong) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
        const body = method === 'GET' ? null : '{}';
        expect((await fetch(`${origin}${path}`, { method, body })).status, `${method} ${path}`).toBe(404);
      }
    }
    const answer = await fetch(listener.url);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await post(`${listener.url}/`, pushMessage('add'))).status).toBe(200);
    expect((await post(`${listener.url}?from=crm`, pushMessage('add'))).status).toBe(200);
  });

  test('answers a message over 10 MB with 413 without reading it all, and goes on', async () => {
    await using listener = await listening();
    const tooLong = await sendSlowly(listener.url, { 'content-length': String(64 * 1024 * 1024) }, 1);
    expect(tooLong.status).toBe(413);
    expect(tooLong.sentBytes).toBeLessThan(8 * 1024 * 1024);
    const chunked = await sendSlowly(listener.url, { 'transfer-encoding': 'chunked' }, 64);
    expect(chunked.status).toBe(413);
    expect(chunked.sentBytes).toBeLessThan(32 * 1024 * 1024);
    expect((await post(listener.url, pushMessage('add'))).status).toBe(200);
    const large = pushMessage('add', { remark: 'x'.repeat(PUSH_POLICY.receiving.maxBodyBytes - 2000) });
    expect((await post(listener.url, large)).status).toBe(200);
    const { messages } = await listener.stop();
    expect(messages).toMatchObject({ accepted: 2, too_large: 2 });
  });

  test('closes connections with too long headers, and survives clients that go away', async () => {
    await using listener = await listening();
    const { port, pathname, hostname } = new URL(listener.url);
    const longHeader = await raw(
      Number(port),
      `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
    );
    expect(longHeader).toContain('431');
    const half = connect(Number(port), '127.0.0.1');
    half.write(`POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"conte`);
    await until(() => half.bytesWritten > 60);
    half.resetAndDestroy();
    expect((await post(listener.url, pushMessage('add'))).status).toBe(200);
  });

  test('ends requests that take too long, and refuses more connections than it can hold', async () => {
    const limits = {
      ...PUSH_POLICY.receiving,
      headersTimeoutMs: 150,
      requestTimeoutMs: 300,
      timeoutCheckMs: 30,
      maxConnections: 2,
    };
    const store = { path: '', add: () => Promise.resolve() };
    const { app } = createPushReceiver({
      ...{ secret: 'a-secret-of-mine-1', store, rejected: { add: () => Promise.resolve() } },
      ...{ clock: systemClock, onStoreState: () => {} },
    });
    const server = await servePushes(app, { port: 0, host: '127.0.0.1' }, limits);
    const port = Number(new URL(server.origin).port);
    const path = '/push/a-secret-of-mine-1';
    const [slowHeaders, slowBody] = await Promise.all([
      raw(port, `POST ${path} HTTP/1.1\r\nhost: x\r\n`),
      raw(port, `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"conte`),
    ]);
    expect(slowHeaders).toContain('408');
    expect(slowBody).toContain('408');
    const held = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    await until(() => held.every((socket) => !socket.connecting));
    expect(await raw(port, `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`)).toBe('');
    for (const socket of held) socket.destroy();
    const whole = `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
    await until(async () => (await raw(port, whole)).includes('405'));
    await server.stop();
  });

  test('receives many pushes on few connections that stay open', async () => {
    await using listener = await listening();
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const statuses = await Promise.all(
      Array.from({ length: 400 }, (_, index) =>
        send(listener.url, agent, pushMessage('update', { userid: `u${index}` })),
      ),
    );
    agent.destroy();
    expect(new Set(statuses)).toEqual(new Set([200]));
    await until(() => listener.lines().length === 400);
    expect(listener.lines().map(({ seq }) => seq)).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
  });

  test('keeps the address across restarts, and takes a given secret', async () => {
    const first = await listening();
    await first.stop();
    const second = await listening({ folder: first.folder });
    expect(new URL(second.url).pathname).toBe(new URL(first.url).pathname);
    await second.stop();
    const third = await listening({ folder: first.folder, server: { pathSecret: 'a-secret-of-mine-1' } });
    expect(new URL(third.url).pathname).toBe('/push/a-secret-of-mine-1');
    await third.stop();
    await expect(listening({ server: { pathSecret: 'short' } })).rejects.toThrow('--path-secret takes 16 to 128');
  });

  test('is the only one with its store', async () => {
    await using listener = await listening();
    await expect(listening({ folder: listener.folder })).rejects.toThrow('Another process is listening');
  });

  test('warns of an address that the network reaches without encryption', async () => {
    await using listener = await listening({ server: { host: '0.0.0.0' } });
    expect(listener.messages.join('\n')).toContain('reachable from the network without encryption');
  });

  test('deletes pushes that are older than it keeps, but none that is not written', async () => {
    const first = await listening();
    await post(first.url, pushMessage('add'));
    await first.stop();
    const second = await listening({ folder: first.folder, keepMs: 0 });
    // It is stored again, since the first one is no longer known.
    await until(async () => {
      await post(second.url, pushMessage('add'));
      return second.lines().length === 2;
    });
    await second.stop();
    expect(second.lines().map(({ seq }) => seq)).toEqual([1, 2]);
  });
});

/** Sends headers and then a body until there is an answer, or so many megabytes are sent. */
function sendSlowly(url: string, headers: Record<string, string>, megabytes: number) {
  return new Promise<{ status: number; sentBytes: number }>((resolve, reject) => {
    const call = request(url, { method: 'POST', headers });
    const piece = Buffer.alloc(256 * 1024, 'x');
    let sentBytes = 0;
    let isAnswered = false;
    call.on('response', (answer) => {
      isAnswered = true;
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, sentBytes });
      call.destroy();
    });
    call.on('error', (error) => {
      if (!isAnswered) reject(error);
    });
    const more = () => {
      if (isAnswered || call.destroyed || sentBytes >= megabytes * 1024 * 1024) return;
      sentBytes += piece.length;
      call.write(piece, () => setImmediate(more));
    };
    more();
  });
}

function send(url: string, agent: Agent, message: unknown): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    call.on('error', reject);
    call.end(JSON.stringify(message));
  });
}

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      received += String(chunk);
    });
    socket.on('close', () => resolve(received));
    socket.on('error', () => resolve(received));
  });
}
