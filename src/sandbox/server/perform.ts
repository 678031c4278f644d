import type { IncomingMessage } from 'node:http';
import { type Body, errorBody, successBody } from '../answer-body.ts';
import { handlers } from '../handlers/index.ts';
import { checkToken } from '../handlers/token.ts';
import { type Language, RetCodeError, refuse } from '../refusal.ts';
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

/** Does what a request asks for. Refusals are answered with HTTP 200, since the API tells outcomes in the body. */
export function handleCall(match: RouteMatch, request: IncomingMessage, body: string | undefined, world: World): Reply {
  const language = languageOf(request);
  try {
    const { route, pathParams } = match;
    if (route.key !== 'getToken') checkToken(headerText(request, 'token'), world);
    const url = request.url ?? '';
    const cut = url.indexOf('?');
    const call = {
      pathParams,
      query: new URLSearchParams(cut < 0 ? '' : url.slice(cut + 1)),
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

/** A refusal as it is sent. */
export function errorReply(refusal: RetCodeError, language: Language, headers: Record<string, string> = {}): Reply {
  return {
    status: HTTP_STATUSES[refusal.kind] ?? 200,
    body: errorBody(refusal, language),
    code: refusal.code,
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
