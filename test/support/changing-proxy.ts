import { createServer, request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call on its way to the server. What a test changes in it is what the server gets. */
export interface PassingCall {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** An answer on its way back. What a test changes in it is what the client gets. */
export interface PassingAnswer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Record<string, unknown>;
}

/** How a proxy changes calls and answers. */
export interface Changes {
  call?(call: PassingCall): void;
  answer?(answer: PassingAnswer, call: PassingCall): void;
}

/** A proxy before a server whose answers are JSON objects, which changes calls and answers as a test says. */
export async function changingProxy(target: string, changes: Changes): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', target);
    const call = { path: url.pathname.replace(/^\/api\/(scrm\/5\/)?/, ''), query: url.searchParams };
    changes.call?.(call);
    const sent = await read(request);
    const onward = httpRequest(url, { method: request.method ?? 'GET', headers: request.headers }, async (reply) => {
      const body = JSON.parse((await read(reply)).toString('utf8')) as Record<string, unknown>;
      const answer: PassingAnswer = { status: reply.statusCode ?? 502, headers: kept(reply.headers), body };
      changes.answer?.(answer, call);
      response.writeHead(answer.status, answer.headers);
      response.end(JSON.stringify(answer.body));
    });
    onward.on('error', () => response.destroy());
    onward.end(sent);
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

function kept({ date, 'content-type': type }: IncomingHttpHeaders): OutgoingHttpHeaders {
  return { ...(date && { date }), ...(type && { 'content-type': type }) };
}

async function read(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
