import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApiClient } from '../../src/api/client.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import {
  type AnswerFailure,
  DISPOSITIONS,
  type DispositionRule,
  TRANSPORT_DISPOSITIONS,
  type TransportFailure,
} from '../../src/api/errors/sobot-error.ts';
import { createTransport } from '../../src/api/transport.ts';
import { httpAnswer, rawServer } from '../support/raw-server.ts';

const TOKEN = httpAnswer('200 OK', '{"ret_code":"000000","item":{"token":"t-0123456789","expires_in":"86400"}}');
const OK = '{"ret_code":"000000","item":{"id":"e1"}}';

/** How a server reacts to a write: with an answer, or by breaking the connection. */
type Reaction = string | ((socket: Socket) => void);

const HTML = '<html><body>Please sign in</body></html>';
const JSON_HEADER = 'content-type: application/json\r\n';

/** Every status and every kind of body, with its row of the table. */
const ANSWERS: readonly (readonly [what: string, reaction: string, failure: AnswerFailure])[] = [
  ['HTTP 429', httpAnswer('429 x', ''), 'throttled'],
  ['HTTP 429 that says success', httpAnswer('429 x', OK), 'throttled'],
  ['HTTP 500', httpAnswer('500 x', ''), 'server-error'],
  ['HTTP 500 that says success', httpAnswer('500 x', OK), 'server-error'],
  ...['408', '425', '501', '502', '503', '504', '511', '520', '599'].map(
    (status) => [`HTTP ${status}`, httpAnswer(`${status} x`, HTML), 'gateway-error'] as const,
  ),
  ...['300', '301', '302', '303', '304', '307', '308'].map(
    (status) =>
      [`HTTP ${status}`, httpAnswer(`${status} x`, '', 'location: http://127.0.0.1:1/login\r\n'), 'redirect'] as const,
  ),
  ['a redirect without a location', httpAnswer('302 x', ''), 'redirect'],
  ['a redirect that says success', httpAnswer('302 x', OK), 'redirect'],
  ...['400', '401', '403', '404', '405', '407', '409', '410', '413', '415', '418', '422', '431', '451', '499'].map(
    (status) => [`HTTP ${status} without a code`, httpAnswer(`${status} x`, HTML), 'gateway-refusal'] as const,
  ),
  ['HTTP 403 with JSON of another kind', httpAnswer('403 x', '{"error":"denied"}', JSON_HEADER), 'gateway-refusal'],
  ['HTML', httpAnswer('200 OK', HTML), 'not-json'],
  ['an empty answer', httpAnswer('200 OK', ''), 'not-json'],
  ['no content', 'HTTP/1.1 204 No Content\r\n\r\n', 'not-json'],
  ['accepted', httpAnswer('202 Accepted', '{}'), 'not-json'],
  ['half an answer', httpAnswer('200 OK', OK.slice(0, 15)), 'not-json'],
  ['a list', httpAnswer('200 OK', '[]', JSON_HEADER), 'not-json'],
  ['a text', httpAnswer('200 OK', '"000000"', JSON_HEADER), 'not-json'],
  ['a number', httpAnswer('200 OK', '0', JSON_HEADER), 'not-json'],
  ['null', httpAnswer('200 OK', 'null', JSON_HEADER), 'not-json'],
  ['no code', httpAnswer('200 OK', '{"item":{"id":"e1"}}', JSON_HEADER), 'not-json'],
  ['a code that is blank', httpAnswer('200 OK', '{"ret_code":""}', JSON_HEADER), 'not-json'],
  ['a code that is a list', httpAnswer('200 OK', '{"ret_code":["000000"]}', JSON_HEADER), 'not-json'],
  ['a code that is a word', httpAnswer('200 OK', '{"ret_code":"ok"}', JSON_HEADER), 'not-json'],
  ['a code of three digits', httpAnswer('200 OK', '{"ret_code":"500"}', JSON_HEADER), 'not-json'],
  ['success that cannot be read', httpAnswer('200 OK', '{"ret_code":"000000"}', JSON_HEADER), 'malformed-answer'],
  ['the code 999999', httpAnswer('200 OK', '{"ret_code":"999999","ret_msg":"no"}', JSON_HEADER), 'unknown-exception'],
  ['the code 999999 in HTTP 400', httpAnswer('400 x', '{"ret_code":"999999"}', JSON_HEADER), 'unknown-exception'],
];

/** The failures that a write can meet after it left. */
const ON_THE_WAY: readonly (readonly [what: string, reaction: Reaction, failure: TransportFailure])[] = [
  ['a reset', (socket) => socket.resetAndDestroy(), 'reset'],
  ['an end without an answer', (socket) => socket.end(), 'reset'],
  ['an answer that is cut', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"ret_code":"0000', 'reset'],
  ['headers that are cut', 'HTTP/1.1 200 OK\r\ncontent-le', 'reset'],
  ['an answer that is no HTTP', 'SSH-2.0-OpenSSH\r\n', 'reset'],
  ['silence', () => {}, 'timeout'],
  [
    'an answer without an end',
    (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'),
    'timeout',
  ],
];

/** Reactions after which the server closes the connection. */
const ENDS_ITSELF = /^HTTP\/1\.1 200 OK\r\ncontent-le(ngth: 100\b|$)/;

async function serverThat(reaction: Reaction) {
  let writes = 0;
  const server = await rawServer((socket) =>
    socket.on('data', (data) => {
      if (String(data).includes('/get_token')) return void socket.write(TOKEN);
      writes += 1;
      if (typeof reaction !== 'string') return reaction(socket);
      if (ENDS_ITSELF.test(reaction)) socket.end(reaction);
      else socket.write(reaction);
    }),
  );
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { url: server.url, writes: () => writes };
}

async function errorOf(url: string, mayRepeat: boolean, timeoutMs = 10_000): Promise<unknown> {
  const transport = createTransport({ connections: 1, timeoutMs });
  onTestFinished(() => transport.close());
  const client = createApiClient({ baseUrl: url, appId: 'a', appKey: 'key', language: 'en', transport, now: Date.now });
  await client.authenticate();
  return client
    .call(endpoints.saveEnterprise, { enterprise_name: 'A' }, { mayRepeat })
    .catch((error: unknown) => error);
}

function factsOf({ repeatable, once, notProcessed, outage, throttled }: DispositionRule, repeat: boolean) {
  const disposition = repeat ? repeatable : once;
  return { disposition, notProcessed: notProcessed === true, outage: outage === true, throttled: throttled === true };
}

describe('the disposition of a write that has left', () => {
  test('is tested for every row of the table', () => {
    const tested = new Set(ANSWERS.map(([, , failure]) => failure));
    expect([...tested].sort()).toEqual(Object.keys(DISPOSITIONS).sort());
  });

  test.each(ANSWERS)('follows the table after an answer with %s', async (_, reaction, failure) => {
    for (const repeat of [true, false]) {
      const server = await serverThat(reaction);
      expect(await errorOf(server.url, repeat)).toMatchObject(factsOf(DISPOSITIONS[failure], repeat));
      expect(server.writes()).toBe(1);
    }
  });

  test.each(ON_THE_WAY)('follows the table after %s', async (_, reaction, failure) => {
    for (const repeat of [true, false]) {
      const server = await serverThat(reaction);
      const facts = factsOf(TRANSPORT_DISPOSITIONS[failure].left, repeat);
      const timeoutMs = failure === 'timeout' ? 1500 : 10_000;
      expect(await errorOf(server.url, repeat, timeoutMs)).toMatchObject({ code: failure, ...facts });
      expect(server.writes()).toBe(1);
    }
  });

  test('is in doubt for a write that may not be repeated, except if it was throttled', () => {
    const after = [
      ...Object.entries(DISPOSITIONS),
      ...Object.entries(TRANSPORT_DISPOSITIONS).map(([name, { left }]) => [name, left]),
    ];
    for (const [name, disposition] of after as [string, DispositionRule][]) {
      if (name === 'throttled') continue;
      expect([name, disposition.once, disposition.notProcessed]).toEqual([name, 'in-doubt', undefined]);
    }
  });
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])(
    'with HTTP %i is not followed, and the token is sent nowhere',
    async (status) => {
      const visits: string[] = [];
      const other = createServer((request, response) => {
        visits.push(`${request.method} ${request.url} ${request.headers['token']}`);
        response.end(OK);
      });
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void other.close());
      const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/login?back=t-0123456789`;
      const server = await serverThat(httpAnswer(`${status} x`, '', `location: ${location}\r\n`));
      const error = await errorOf(server.url, false);
      expect(error).toMatchObject({ code: `http-${status}`, disposition: 'in-doubt' });
      expect(String(error)).toContain('a redirect to http://127.0.0.1');
      expect(String(error)).not.toContain('t-0123456789');
      expect(visits).toEqual([]);
    },
  );
});
