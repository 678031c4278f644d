import type { z } from 'zod';
import { type AnswerBody, isTokenError, readAnswer, seemsSuccessful } from './answer.ts';
import type { Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints/index.ts';
import { BadAnswer, DISPOSITIONS, dispositionFacts, SobotError } from './errors/sobot-error.ts';
import type { Transport } from './http-messages.ts';
import { API_MESSAGES, API_TEXTS } from './messages.ts';
import { API_POLICY } from './policy.ts';
import { SecretRedactor } from './redactor.ts';
import { memoryTokenStore, signTokenRequest, TokenSource, type TokenStore } from './token.ts';

const POLICY = API_POLICY.token;

/** An app key, or a function that gets it from where it is kept; called only when a token is needed. */
export type AppKey = string | (() => Promise<string>);

interface ApiClientOptions {
  readonly baseUrl: string;
  readonly appId: string;
  readonly appKey: AppKey;
  /** Language of `ret_msg`: `en` or `zh`. */
  readonly language: string;
  readonly transport: Transport;
  readonly tokenStore?: TokenStore;
  /** Waits for a permit of the rate limiter before requests that no caller sends: for a token, or again with a new one. */
  readonly acquirePermit?: () => Promise<void>;
  /** Called with the body of every successful answer, before its schema is applied. The token is in that of a token request. */
  readonly onAnswer?: ((endpoint: Endpoint, body: AnswerBody) => void) | undefined;
  readonly now: () => number;
}

interface ApiCallOptions {
  /** May this very call be sent twice? Needed where the endpoint says `when-identified`; false then by default. */
  readonly mayRepeat?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Asked when a connection takes the request; if false, the call ends as one that was cancelled before it left. */
  readonly mayLeave?: (() => boolean) | undefined;
}

/** Calls of the API, with token, headers and decoding. It does not retry: only the caller knows the row. */
export interface ApiClient {
  /** Returns the body as the endpoint's answer schema parses it. Errors: `SobotError` with its disposition. */
  call<Request extends z.ZodObject, Answer extends z.ZodType>(
    endpoint: Endpoint<Request, Answer>,
    input: z.input<Request>,
    options?: ApiCallOptions,
  ): Promise<z.output<Answer>>;
  /** The server's clock in epoch milliseconds, from the `Date` header of its latest answer; undefined before the first. */
  serverNow(): number | undefined;
  /** Makes sure that the credentials work, by getting a token unless one is valid. */
  authenticate(): Promise<void>;
}

export function createApiClient(options: ApiClientOptions): ApiClient {
  const { transport, language, now } = options;
  const { origin, pathname } = new URL(options.baseUrl);
  /** How far the server's clock is ahead of ours. */
  let aheadMs: number | undefined;
  const base = origin + pathname.replace(/\/+$/, '');
  const secrets = new SecretRedactor();
  if (typeof options.appKey === 'string') secrets.addPermanent(options.appKey);
  const redact = (text: string) => secrets.redactText(text);

  async function sendOnce(
    endpoint: Endpoint,
    input: object,
    token: string | undefined,
    call: ApiCallOptions,
  ): Promise<AnswerBody | Uint8Array> {
    const request = encodeRequest(endpoint, input as Record<string, unknown>);
    const mayRepeat = call.mayRepeat ?? endpoint.repeatable === true;
    const answer = await transport.send({
      method: endpoint.method,
      url: base + request.path,
      body: request.body,
      token,
      language,
      mayRepeat,
      signal: call.signal,
      mayLeave: call.mayLeave,
    });
    const date = Date.parse(String(answer.headers['date'] ?? ''));
    if (!Number.isNaN(date)) aheadMs = date - now();
    if (isTokenCall(endpoint)) {
      secrets.add((input as { sign?: string }).sign);
      const body = readAnswer(answer, { mayRepeat, now, redact, show: () => '(not shown)' });
      options.onAnswer?.(endpoint, body);
      return body;
    }
    secrets.add(token);
    // Every answer passes here: a gateway, or the server itself, may echo what it was sent.
    const clean = secrets.redactAnswer(answer);
    if (endpoint.raw && clean.bytes && seemsSuccessful(clean.status, clean.bytes)) return clean.bytes;
    const body = readAnswer(clean, { mayRepeat, now, redact, reviver: secrets.reviver });
    options.onAnswer?.(endpoint, body);
    return body;
  }

  const tokens = new TokenSource({
    store: options.tokenStore ?? memoryTokenStore(),
    now,
    fetch: async () => {
      const appKey = typeof options.appKey === 'string' ? options.appKey : await options.appKey();
      secrets.addPermanent(appKey);
      await options.acquirePermit?.();
      const createTime = String(Math.floor(now() / 1000));
      const sign = signTokenRequest(options.appId, createTime, appKey);
      const input = { appid: options.appId, create_time: createTime, sign };
      const answer = await sendOnce(endpoints.getToken, input, undefined, { mayRepeat: true })
        .then((body) => decode(endpoints.getToken, body, true, () => '(not shown)'))
        .catch((error: unknown) => {
          throw withoutToken(error, options.baseUrl);
        });
      return { token: answer.item.token, expiresInSeconds: Number(answer.item.expires_in) };
    },
  });

  return {
    async call(endpoint, input, call = {}) {
      let token = tokens.ready ?? (await unlessCancelled(tokens.current(), call.signal));
      for (let renewals = 0; ; renewals += 1) {
        try {
          const body = await sendOnce(endpoint, input, token, call);
          tokens.accepted(token);
          return decode(endpoint, body, call.mayRepeat ?? endpoint.repeatable === true, redact);
        } catch (error) {
          if (!isTokenError(error) || renewals === POLICY.maxRenewals) throw error;
          token = await unlessCancelled(tokens.renew(token), call.signal);
          await options.acquirePermit?.();
        }
      }
    },
    serverNow: () => (aheadMs === undefined ? undefined : now() + aheadMs),
    async authenticate() {
      await tokens.current();
    },
  };
}

/** A cancelled caller stops waiting for the token, whose request other callers share. */
function unlessCancelled(token: Promise<string>, signal: AbortSignal | undefined): Promise<string> {
  if (!signal) return token;
  return new Promise((resolve, reject) => {
    const facts = { code: 'cancelled', disposition: 'retry', notProcessed: true } as const;
    const cancel = () => reject(new SobotError(API_MESSAGES.cancelled.text.error(), facts));
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    token.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}

function decode<Answer extends z.ZodType>(
  endpoint: Endpoint<z.ZodObject, Answer>,
  body: AnswerBody | Uint8Array,
  mayRepeat: boolean,
  show: (text: string) => string,
): z.output<Answer> {
  if (body instanceof Uint8Array) return body as z.output<Answer>;
  const parsed = endpoint.answer.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const member = issue?.path.join('.') || 'answer';
  throw new BadAnswer({
    code: 'malformed-answer',
    status: 200,
    what: API_MESSAGES['malformed-answer'].text.error(endpoint.name, member, issue?.message ?? 'unreadable'),
    text: show(JSON.stringify(body)),
    ...dispositionFacts(DISPOSITIONS['malformed-answer'], mayRepeat),
  });
}

function isTokenCall(endpoint: Endpoint): boolean {
  return endpoint === (endpoints.getToken as Endpoint);
}

/**
 * Without a token no row can be sent: a final error of the token request is final for the run. So is the answer of a
 * gateway in place of the API, which mostly means a wrong base URL.
 */
function withoutToken(error: unknown, baseUrl: string): unknown {
  if (!(error instanceof SobotError)) return error;
  const isFinal = error.disposition === 'reject-row' || (error instanceof BadAnswer && error.isForeign);
  if (!isFinal) return error;
  return new SobotError(API_TEXTS.noToken(baseUrl, error.message), {
    code: error.code,
    disposition: 'stop-run',
    notProcessed: true,
    cause: error,
  });
}

/** Where a call goes and what it carries. `path` has its query. */
interface EncodedRequest {
  readonly path: string;
  readonly body?: string;
}

/** Distributes flat parameters as the endpoint requires: path, query (GET), JSON object or bare list (POST). */
function encodeRequest(endpoint: Endpoint, input: Record<string, unknown>): EncodedRequest {
  const rest: Record<string, unknown> = { ...input };
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    const text = String(value ?? '');
    // A URL parser removes segments of one or two dots, so the call would reach another path.
    if (/^\.{0,2}$/.test(text)) throw noPathParameter(endpoint, name, text);
    return encodeURIComponent(text);
  });
  if (endpoint.method === 'POST') {
    return { path, body: JSON.stringify(endpoint.bareBody ? rest[endpoint.bareBody] : rest) };
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) query.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = query.toString();
  return { path: text ? `${path}?${text}` : path };
}

function noPathParameter(endpoint: Endpoint, name: string, text: string): SobotError {
  const message = API_MESSAGES['bad-path-parameter'].text.error(endpoint.name, name, text);
  return new SobotError(message, { code: 'bad-path-parameter', disposition: 'reject-row', notProcessed: true });
}
