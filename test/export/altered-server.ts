import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands between the client and the sandbox, and answers otherwise than the sandbox would. */
export interface Alteration {
  /** Changes the parameters of a list of customers before the sandbox sees them. */
  query?(query: URLSearchParams): void;
  /** Changes the answer of a list of customers. */
  answer?(answer: Record<string, unknown>, query: URLSearchParams): void;
}

/** Starts a server that passes all on to another and alters the lists of customers. */
export async function alterServer(
  target: string,
  alteration: Alteration,
): Promise<{ readonly url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', target);
    const isList = url.pathname.endsWith('/user/list_by_page');
    const asked = new URLSearchParams(url.searchParams);
    if (isList) alteration.query?.(url.searchParams);
    const answer = await fetch(url, {
      method: request.method ?? 'GET',
      headers: Object.entries(request.headers)
        .filter(([name]) => ['token', 'language', 'content-type'].includes(name))
        .map(([name, value]) => [name, String(value)] as [string, string]),
      ...(body.length > 0 && { body: Buffer.concat(body) }),
    });
    const parsed = (await answer.json()) as Record<string, unknown>;
    if (isList) alteration.answer?.(parsed, asked);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(parsed));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
