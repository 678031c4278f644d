import type { IncomingMessage } from 'node:http';
import { type Body, errorBody, successBody } from '../answers.ts';
import type { FaultKind } from '../faults.ts';
import { checkToken, handlers } from '../handlers/index.ts';
import type { SandboxSettings } from '../options.ts';
import { type Language, RetCodeError, refuse } from '../ret-code-error.ts';
import type { RouteMatch } from '../routes.ts';
import type { World } from '../world.ts';

/** An answer before it is sent. */
export interface Reply {
  readonly status: number;
  readonly body: Body;
  /** The `ret_code` in it. */
  readonly code: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The language of an answer's texts, from the request's header; Chinese unless English is asked for. */
export function languageOf(request: IncomingMessage): Language {
  return request.headers['language'] === 'en' ? 'en' : 'zh';
}

/** Processes a request. Refusals have HTTP 200, since the API reports outcomes in the body. */
export function handleCall(match: RouteMatch, request: IncomingMessage, body: string | undefined, world: World): Reply {
  const language = languageOf(request);
  try {
    const { route, pathParams } = match;
    if (route.key !== 'getToken') checkToken(headerText(request, 'token'), world);
    const url = request.url ?? '';
    const queryStart = url.indexOf('?');
    const call = {
      pathParams,
      query: new URLSearchParams(queryStart < 0 ? '' : url.slice(queryStart + 1)),
      body: route.method === 'POST' ? parseBody(request, body) : undefined,
    };
    const answer = handlers[route.key](call, world);
    return { status: 200, body: successBody(answer, language, world.settings.stringNumbers), code: '000000' };
  } catch (error) {
    if (error instanceof RetCodeError) return errorReply(error, language);
    throw error;
  }
}

const HTTP_STATUSES: Readonly<Record<string, number>> = {
  noSuchPath: 404,
  wrongMethod: 405,
  bodyTooLarge: 413,
  notJsonType: 415,
};

/** The reply to a refused call. */
export function errorReply(error: RetCodeError, language: Language, headers: Record<string, string> = {}): Reply {
  return {
    status: HTTP_STATUSES[error.kind] ?? 200,
    body: errorBody(error, language),
    code: error.code,
    headers,
  };
}

function headerText(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parseBody(request: IncomingMessage, body: string | undefined): unknown {
  if (body === undefined) return refuse('bodyTooLarge', '', '16 MB');
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) refuse('notJsonType');
  try {
    return JSON.parse(body);
  } catch {
    return refuse('notJson');
  }
}

const GATEWAY_PAGE = `<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>nginx</center>
</body>
</html>
`;

const PROXY_PAGE = '<!DOCTYPE html><html><body><h1>Please sign in to the network</h1></body></html>\n';

/** The reply of a gateway or a failing server; undefined for faults of another kind. */
export function faultReply(fault: FaultKind, language: Language, settings: SandboxSettings): Reply | undefined {
  switch (fault) {
    case '429':
      return tooManyRequests(1000, settings);
    case '500':
      return plain(500, 'Internal Server Error\n');
    case '502':
      return { status: 502, body: GATEWAY_PAGE, code: '', headers: { 'content-type': 'text/html' } };
    case '503':
      return plain(503, 'Service Unavailable\n');
    case '999999':
      return errorReply(new RetCodeError('unknownException'), language);
    case 'html':
      return { status: 200, body: PROXY_PAGE, code: '', headers: { 'content-type': 'text/html' } };
    default:
      return undefined;
  }
}

/** HTTP 429, with `Retry-After` in the form of the settings. */
export function tooManyRequests(waitMs: number, { retryAfter, now }: SandboxSettings): Reply {
  const seconds = Math.ceil(waitMs / 1000);
  const reply = plain(429, 'Too Many Requests\n');
  if (retryAfter === 'none') return reply;
  const value = retryAfter === 'date' ? new Date(now() + seconds * 1000).toUTCString() : String(seconds);
  return { ...reply, headers: { ...reply.headers, 'retry-after': value } };
}

function plain(status: number, body: string): Reply {
  return { status, body, code: '', headers: { 'content-type': 'text/plain' } };
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Reads the body as text, and passes it to `done`; undefined if it is larger than 16 MB. */
export function readBody(request: IncomingMessage, done: (text: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  request.on('end', () => {
    if (bytes > MAX_BODY_BYTES) done(undefined);
    else done(chunks.length === 1 ? (chunks[0] as Buffer).toString() : Buffer.concat(chunks).toString());
  });
  // A client that disconnects during its request gets no answer.
  request.on('error', () => {});
}
