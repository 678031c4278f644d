import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';

export interface ConnectionPoolOptions {
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
