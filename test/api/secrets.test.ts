import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createApiClient } from '../../src/api/client.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { createTransport } from '../../src/api/transport.ts';
import { faultKinds, startSandbox } from '../../src/sandbox/index.ts';
import { recordingProxy } from '../support/recording-proxy.ts';

const APP_KEY = 'marked-key-4f6b1c';

/** All text of an error: message, members, stack, and its causes. */
const everythingIn = (error: unknown): string =>
  inspect(error, {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    maxStringLength: Number.POSITIVE_INFINITY,
    breakLength: Number.POSITIVE_INFINITY,
  });

async function errorOf(baseUrl: string): Promise<unknown> {
  const transport = createTransport({ connections: 2, timeoutMs: 600 });
  const client = createApiClient({
    baseUrl,
    appId: 'sandbox',
    appKey: APP_KEY,
    language: 'en',
    transport,
    now: Date.now,
  });
  try {
    await client.call(endpoints.saveCustomer, { nick: 'A', crm_status: 1, tel: '1' });
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await transport.close();
  }
}

describe('an error of a call and its causes contain neither key nor token nor signature', () => {
  test.each(Object.keys(faultKinds))('after the fault %s on every call', async (kind) => {
    await using sandbox = await startSandbox({ appKey: APP_KEY, faults: { [kind]: 1 } });
    await using proxy = await recordingProxy(sandbox.url);
    const failure = everythingIn(await errorOf(proxy.url));
    for (const secret of [APP_KEY, ...proxy.secrets]) expect(failure).not.toContain(secret);
  });

  test.each(Object.keys(faultKinds))('after the fault %s once there is a token', async (kind) => {
    await using sandbox = await startSandbox({
      appKey: APP_KEY,
      script: [{ on: 'saveCustomer', fault: kind as never }],
    });
    await using proxy = await recordingProxy(sandbox.url);
    const failure = everythingIn(await errorOf(proxy.url));
    expect(proxy.secrets.size).toBeGreaterThan(1);
    for (const secret of [APP_KEY, ...proxy.secrets]) expect(failure).not.toContain(secret);
  });

  test.each([
    ['an error page', 500],
    ['an answer that is no JSON', 200],
    ['a refusal', 403],
  ])('after a gateway echoes the request in %s', async (_, status) => {
    const secrets = new Set<string>();
    const server = createServer((request, response) => {
      if (request.url?.startsWith('/api/get_token')) {
        secrets.add('marked-token-77aa');
        response.end(
          JSON.stringify({
            item: { token: 'marked-token-77aa', expires_in: '86400' },
            ret_code: '000000',
            ret_msg: '',
          }),
        );
        return;
      }
      response.statusCode = status;
      response.end(`You sent ${JSON.stringify(request.headers)} ${APP_KEY}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const failure = everythingIn(await errorOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    server.closeAllConnections();
    server.close();
    expect(failure).toContain('You sent');
    for (const secret of [APP_KEY, ...secrets]) expect(failure).not.toContain(secret);
  });

  test.each([
    '{"item":{"token":"marked-token-88bb","expires_in":"864',
    '{"item":{"token":"marked-token-88bb"},"ret_code":"000000"}',
  ])('after a token answer that cannot be read: %s', async (body) => {
    const server = createServer((_, response) => response.end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const failure = everythingIn(await errorOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    server.closeAllConnections();
    server.close();
    expect(failure).toMatch(/get_token|answer/);
    expect(failure).not.toContain('marked-token');
  });

  test.each(['\n', '客'])('after a token that no header can carry: it contains %j', async (char) => {
    const received: string[] = [];
    const server = createServer((request, response) => {
      received.push(String(request.url));
      const item = { token: `marked-token-55aa${char}x`, expires_in: '86400' };
      response.end(JSON.stringify({ item, ret_code: '000000' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const failure = await errorOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.closeAllConnections();
    server.close();
    expect(failure).toMatchObject({ disposition: 'retry', notProcessed: true });
    expect(everythingIn(failure)).not.toContain('marked-token');
    expect(received.filter((url) => !url.startsWith('/api/get_token'))).toEqual([]);
  });

  test.each([
    ['in a success answer without the id', '{"ret_code":"000000","item":{"echo":TOKEN}}'],
    ['escaped, in a success answer without the id', '{"ret_code":"000000","item":{"echo":ESCAPED}}'],
    ['as the code itself', '{"ret_code":TOKEN,"ret_msg":"no"}'],
    ['as the reason of a refusal', '{"ret_code":"400123","ret_msg":TOKEN}'],
    ['escaped, as the reason of a refusal', '{"ret_code":"400123","ret_msg":ESCAPED}'],
    ['as the id of the record', '{"ret_code":"000000","item":{"userid":TOKEN},"action":"add"}'],
  ])('after a server echoes the token %s', async (_, body) => {
    const token = 'marked-token-99cc';
    const server = createServer((request, response) => {
      if (request.url?.startsWith('/api/get_token')) {
        response.end(JSON.stringify({ item: { token, expires_in: '86400' }, ret_code: '000000' }));
        return;
      }
      const escaped = [...token].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
      response.end(body.replace('TOKEN', JSON.stringify(token)).replace('ESCAPED', `"${escaped}"`));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const transport = createTransport({ connections: 1, timeoutMs: 10_000 });
    const client = createApiClient({
      baseUrl: url,
      appId: 'a',
      appKey: APP_KEY,
      language: 'en',
      transport,
      now: Date.now,
    });
    const failure = await client
      .call(endpoints.saveCustomer, { nick: 'A', crm_status: 1, tel: '1' })
      .catch((error: unknown) => error);
    await transport.close();
    server.closeAllConnections();
    server.close();
    expect(everythingIn(failure)).not.toContain(token);
    expect(everythingIn(failure)).not.toContain('\\u006d\\u0061');
  });
});
