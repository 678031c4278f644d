import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './read-body.ts';

/** What other processes can ask the sandbox itself, by path below `/__sandbox/`. */
export interface Controls {
  readonly get: Readonly<Record<string, (query: URLSearchParams) => unknown>>;
  readonly post: Readonly<Record<string, (body: unknown) => unknown>>;
}

/** Answers one of the sandbox's own calls. */
export function handleControlCall(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  { get, post }: Controls,
): void {
  const name = path.slice('/__sandbox/'.length);
  readBody(request, (body = '') => {
    const answer = request.method === 'POST' && Object.hasOwn(post, name) ? post[name] : undefined;
    const read = request.method === 'GET' && Object.hasOwn(get, name) ? get[name] : undefined;
    try {
      if (answer) sendJson(response, 200, answer(body === '' ? {} : JSON.parse(body)));
      else if (read) sendJson(response, 200, read(new URL(request.url ?? '', 'http://sandbox').searchParams));
      else
        sendJson(response, 404, { error: `No such call; there are: ${[...Object.keys(get), ...Object.keys(post)]}` });
    } catch (error) {
      sendJson(response, 400, { error: error instanceof Error ? error.message : String(error) });
    }
  });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value ?? null);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
