import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, createApiClient } from '../../src/api/client.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import type { Transport } from '../../src/api/http-messages.ts';
import { createTransport } from '../../src/api/transport.ts';
import { apiFixtures } from '../support/api-fixtures.ts';

interface SeenRequest {
  readonly method: string | undefined;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const tokenFixture = apiFixtures.find(({ key }) => key === 'getToken')!.fixture;

/** The credentials and the time of the document's token example. */
const CREDENTIALS = { appId: '1', appKey: '2', now: () => 1569397773_000 };

let server: Server;
let transport: Transport;
let client: ApiClient;
let answer: unknown;
let seen: SeenRequest[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '', 'http://localhost');
    const query = Object.fromEntries(url.searchParams);
    const text = Buffer.concat(chunks).toString('utf8');
    seen.push({ method: request.method, path: url.pathname, query, headers: request.headers, text });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(url.pathname === tokenFixture.request.path ? tokenFixture.answer : answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  transport = createTransport({ connections: 1, timeoutMs: 10_000 });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = createApiClient({ ...CREDENTIALS, baseUrl, language: 'en', transport });
});

afterAll(async () => {
  await transport.close();
  await new Promise((resolve) => server.close(resolve));
});

describe("what the client sends is the document's example", () => {
  it('for getToken', async () => {
    seen = [];
    await client.authenticate();
    expect(seen).toHaveLength(1);
    expectRequest(seen[0]!, tokenFixture.request);
  });

  it.each(apiFixtures.filter(({ endpoint }) => endpoint.name !== endpoints.getToken.name))(
    'for $key',
    async ({ endpoint, fixture }) => {
      await client.authenticate();
      seen = [];
      answer = fixture.answer;
      const read = await client.call(endpoint, fixture.input);
      expect(seen).toHaveLength(1);
      expectRequest(seen[0]!, fixture.request);
      expect(read).toEqual(endpoint.answer.parse(fixture.answer));
    },
  );
});

function expectRequest(sent: SeenRequest, expected: (typeof tokenFixture)['request']) {
  expect(sent).toMatchObject({ method: expected.method, path: expected.path });
  expect(sent.query).toEqual(expected.query);
  for (const name of ['token', 'language', 'content-type'])
    expect(sent.headers[name], name).toBe(expected.headers[name]);
  if ('body' in expected) expect(JSON.parse(sent.text)).toEqual(expected.body);
  else expect(sent.text).toBe('');
}
