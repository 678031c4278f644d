import { rootCertificates } from 'node:tls';
import ky from 'ky';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { TransportFailure } from './dispositions.ts';
import { TransportError } from './errors/transport-error.ts';

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

export interface TransportOptions {
  /** Most connections to the server at once; the pool is no larger than the pipeline's concurrency. */
  readonly connections: number;
  /** Time for one try, from hand-over to the last byte of the answer. */
  readonly timeoutMs: number;
  /** A certificate that is trusted besides those of the system, as PEM. */
  readonly trust?: string;
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly except?: string } | undefined;
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  /** `https://sg.sobot.io` */
  readonly origin: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | undefined;
  /** May the call be sent again even if this try was processed? Decides the verdict of a failure. */
  readonly mayRepeat: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface IncomingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The text as it came. */
  readonly bytes?: Buffer;
}

/** Sends one request and reads its whole answer. Errors: `TransportError`, which knows whether the request left. */
export interface Transport {
  send(request: OutgoingRequest): Promise<IncomingAnswer>;
  close(): Promise<void>;
}

// ky is the client; its retry, timeout and status errors are off because the pipeline, which knows the row, decides those.
const http = ky.create({ retry: 0, timeout: false, throwHttpErrors: false });

/** A transport over ky on an undici pool. TLS is always verified, whatever the environment says. */
export function createTransport(options: TransportOptions): Transport {
  const dispatcher = createDispatcher(options);
  return {
    async send(request) {
      let answer: IncomingAnswer | undefined;
      // Headers and body go straight to the pool: a trip through Request and Response halves the throughput.
      const fetch = async (): Promise<Response> => {
        answer = await exchange(dispatcher, request, options.timeoutMs);
        return new Response();
      };
      await http(request.origin + request.path, { method: request.method, fetch });
      if (!answer) throw new TypeError('the transport answered without an exchange');
      return answer;
    },
    close: () => dispatcher.destroy(),
  };
}

function createDispatcher({ connections, timeoutMs, trust, proxy }: TransportOptions): Dispatcher {
  const pool = {
    connections,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: timeoutMs,
    // Over HTTP/2 the pool repeats on its own what a server says that it has refused, and nobody here would know.
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

function exchange(dispatcher: Dispatcher, request: OutgoingRequest, timeoutMs: number): Promise<IncomingAnswer> {
  const { origin, path } = request;
  const host = origin.slice(origin.indexOf('://') + 3);
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let left = false;
    let over = false;
    let status = 0;
    let headers: IncomingAnswer['headers'] = {};
    let size = 0;
    const chunks: Buffer[] = [];

    const finish = () => {
      over = true;
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', cancel);
    };
    const fail = (failure: TransportFailure, cause?: unknown) => {
      if (over) return;
      finish();
      reject(new TransportError(failure, { host, left, mayRepeat: request.mayRepeat, cause }));
      controller?.abort(new Error(failure));
    };
    const cancel = () => fail('cancelled');
    const timer = setTimeout(() => fail('timeout'), timeoutMs);
    if (request.signal?.aborted) return cancel();
    request.signal?.addEventListener('abort', cancel, { once: true });

    dispatcher.dispatch(
      { origin, path, method: request.method, headers: request.headers, body: request.body ?? null },
      {
        onRequestStart(started) {
          controller = started;
          // A request that waited for a connection longer than its caller did must not leave any more.
          if (over) started.abort(new Error('given up'));
          else left = true;
        },
        onResponseStart(_, code, fields) {
          status = code;
          headers = fields;
        },
        onResponseData(_, chunk) {
          size += chunk.length;
          if (size > MAX_ANSWER_BYTES) fail('too-large');
          else chunks.push(chunk);
        },
        onResponseEnd() {
          if (over) return;
          finish();
          resolve(answerOf(status, headers, Buffer.concat(chunks)));
        },
        onResponseError(_, error) {
          fail(failureOf(error, left), error);
        },
      },
    );
  });
}

/** The text is made once somebody reads it. */
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

/** A connection that fails after the request left has broken, whatever broke it. */
function failureOf(error: Error, left: boolean): TransportFailure {
  if (left) return 'reset';
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  if (/^(CERT_|DEPTH_|UNABLE_|SELF_SIGNED|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH)/.test(code)) return 'tls';
  return FAILURES[code] ?? 'reset';
}
