import { rootCertificates } from 'node:tls';
import ky, { type BeforeErrorHook, type BeforeRequestHook, type Hooks, isNetworkError, isTimeoutError } from 'ky';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { TransportError, type TransportFailure } from './errors/sobot-error.ts';
import { ANSWER_TOO_LARGE, Exchange } from './exchange.ts';

interface TransportOptions extends ConnectionPoolOptions {
  /** Time for one attempt, from hand-over to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Hooks of ky that see each request as it leaves and each answer as it arrived; they run after the transport's own. */
  readonly hooks?: Hooks;
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly url: string;
  /** JSON. */
  readonly body?: string | undefined;
  /** The access token, where the call needs one. */
  readonly token?: string | undefined;
  /** Language of the answer's messages: `en` or `zh`. */
  readonly language?: string;
  /** May the call be sent again even if this attempt was processed? Decides the disposition of a failure. */
  readonly mayRepeat: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface IncomingAnswer {
  readonly status: number;
  /** By their names in lower case; repeated headers are joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The text as it arrived. */
  readonly bytes?: Buffer;
}

/** Sends one request and reads its whole answer. Errors: `TransportError`, whose facts say whether the request left. */
export interface Transport {
  send(request: OutgoingRequest): Promise<IncomingAnswer>;
  close(): Promise<void>;
}

/** A transport over ky on a pool of connections. ky's retry is off: retries belong to the dispatcher, which knows whether a call may be repeated. */
export function createTransport(options: TransportOptions): Transport {
  const pool = createConnectionPool(options);
  const http = ky
    .create({
      retry: 0,
      timeout: options.timeoutMs,
      throwHttpErrors: false,
      redirect: 'manual',
      headers: { accept: 'application/json' },
      hooks: { beforeRequest: [addHeaders], beforeError: [toTransportError] },
    })
    .extend(options.hooks ? { hooks: options.hooks } : {});
  return {
    async send(request) {
      const { method, url, body, signal } = request;
      // ky would combine the signal, which all calls share, with one of its own: that doubles the cost of a call.
      const exchange = new Exchange(pool, signal);
      const context: CallContext = { request, exchange };
      try {
        const response = await http(url, {
          method,
          context,
          fetch: (sent) => exchange.fetch(sent as Request),
          ...(body !== undefined && { body }),
        });
        const bytes = Buffer.from(await response.arrayBuffer());
        return answerOf(response.status, Object.fromEntries(response.headers), bytes);
      } finally {
        exchange.abandon();
      }
    },
    close: () => pool.destroy(),
  };
}

/** What ky's hooks know about a call. */
type CallContext = {
  readonly request: OutgoingRequest;
  readonly exchange: Exchange;
};

const addHeaders: BeforeRequestHook = ({ request: { headers }, options }) => {
  const { token, language, body } = (options.context as CallContext).request;
  if (language !== undefined) headers.set('language', language);
  if (token !== undefined) headers.set('token', token);
  if (body !== undefined) headers.set('content-type', 'application/json');
};

/** Only the pool's own error is kept as the cause: ky's errors hold the request with its token, and others may quote it. */
const toTransportError: BeforeErrorHook = ({ error, request, options }) => {
  const { exchange, request: outgoing } = options.context as CallContext;
  // Before `left` is read: the request must not leave afterwards.
  exchange.abandon();
  const { left } = exchange;
  const cause = isNetworkError(error) && error.cause instanceof Error ? error.cause.cause : undefined;
  const facts = { host: new URL(request.url).host, left, mayRepeat: outgoing.mayRepeat, cause };
  return new TransportError(failureOf(error, cause, left), facts);
};

/** The text is decoded only when it is read. */
function answerOf(status: number, headers: IncomingAnswer['headers'], bytes: Buffer): IncomingAnswer {
  return {
    status,
    headers,
    bytes,
    get text() {
      return bytes.toString('utf8');
    },
  };
}

const FAILURES: Readonly<Record<string, TransportFailure>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EADDRNOTAVAIL: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  ETIMEDOUT: 'connect-timeout',
};

/** A connection that fails after the request left counts as reset, whatever the cause. */
function failureOf(error: Error, cause: unknown, left: boolean): TransportFailure {
  if (isTimeoutError(error)) return 'timeout';
  if (error.name === 'AbortError') return 'cancelled';
  const code = String((cause as NodeJS.ErrnoException | undefined)?.code ?? '');
  if (code === ANSWER_TOO_LARGE) return 'too-large';
  if (left) return 'reset';
  if (/^(CERT_|DEPTH_|UNABLE_|SELF_SIGNED|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH)/.test(code)) return 'tls';
  return FAILURES[code] ?? 'reset';
}

interface ConnectionPoolOptions {
  /** Maximum number of connections to the server; the pool is no larger than the pipeline's concurrency. */
  readonly connections: number;
  /** Time for a connection to be established, at most ten seconds. */
  readonly timeoutMs: number;
  /** A certificate in PEM that is trusted in addition to those of the system. */
  readonly trust?: string;
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly except?: string } | undefined;
}

/**
 * HTTP/1.1 connections that are kept alive and carry one request at a time, directly or through a proxy. TLS is always
 * verified, whatever the environment says.
 */
export function createConnectionPool({ connections, timeoutMs, trust, proxy }: ConnectionPoolOptions): Dispatcher {
  const pool = {
    connections,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: timeoutMs,
    // Over HTTP/2 the pool silently repeats requests that a server reports as refused.
    allowH2: false,
    connect: {
      rejectUnauthorized: true,
      timeout: Math.min(timeoutMs, 10_000),
      ...(trust !== undefined && { ca: [...rootCertificates, trust] }),
    },
  };
  if (!proxy?.http && !proxy?.https) return new Agent(pool);
  return new EnvHttpProxyAgent({
    ...pool,
    requestTls: { rejectUnauthorized: true },
    proxyTls: { rejectUnauthorized: true },
    httpProxy: proxy.http ?? '',
    httpsProxy: proxy.https ?? proxy.http ?? '',
    noProxy: proxy.except ?? '',
  });
}
