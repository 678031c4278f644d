import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';

export interface ConnectionPoolOptions {
  /** Most connections to the server at once; the pool is no larger than the pipeline's concurrency. */
  readonly connections: number;
  /** Most time for a connection to come about, at most ten seconds. */
  readonly timeoutMs: number;
  /** A certificate that is trusted besides those of the system, as PEM. */
  readonly trust?: string;
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly except?: string } | undefined;
}

/**
 * Connections of HTTP/1.1 that are kept alive and carry one request at a time, straight or through a proxy. TLS is
 * always verified, whatever the environment says.
 */
export function createConnectionPool({ connections, timeoutMs, trust, proxy }: ConnectionPoolOptions): Dispatcher {
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
