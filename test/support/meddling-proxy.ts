import { createServer, request as httpRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What happens to a call on its way. */
export interface Meddling {
  /** Delay before it reaches the server, whether or not its caller still waits. */
  readonly lateMs?: number;
  /** Its caller gets this body instead of the server's. */
  readonly answer?: string;
}

/** A proxy; `meddle` decides what happens to the nth call of a path, counted from 0, with this body. */
export async function meddlingProxy(
  target: string,
  meddle: (path: string, nth: number, body: string) => Meddling | undefined,
): Promise<{ url: string } & AsyncDisposable> {
  const calls = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', target);
    const nth = calls.get(url.pathname) ?? 0;
    calls.set(url.pathname, nth + 1);
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const { lateMs = 0, answer } = meddle(url.pathname, nth, Buffer.concat(body).toString('utf8')) ?? {};
    if (lateMs > 0) await sleep(lateMs);
    const onward = httpRequest(url, { method: request.method ?? 'GET', headers: request.headers }, async (reply) => {
      const chunks: Buffer[] = [];
      for await (const chunk of reply) chunks.push(chunk as Buffer);
      send(response, reply.statusCode ?? 502, answer ?? Buffer.concat(chunks).toString('utf8'));
    });
    onward.on('error', () => response.destroy());
    onward.end(Buffer.concat(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body);
}
