import ky, { type BeforeErrorHook, type BeforeRequestHook, isNetworkError, isTimeoutError } from 'ky';
import { createConnectionPool } from './connection-pool.ts';
import { TransportError, type TransportFailure } from './errors/sobot-error.ts';
import { ANSWER_TOO_LARGE, Exchange } from './exchange.ts';
import type { IncomingAnswer, OutgoingRequest, Transport, TransportOptions } from './http-messages.ts';

/** A transport over ky on a pool of connections. ky's retry is off: retries belong to the dispatcher, which knows whether a call may be repeated. */
export function createKyTransport(options: TransportOptions): Transport {
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
      const { method, url, body, signal, mayLeave } = request;
      // ky would combine the signal, which all calls share, with one of its own: that doubles the cost of a call.
      const exchange = new Exchange(pool, signal, mayLeave);
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
