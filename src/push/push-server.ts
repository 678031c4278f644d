import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { PUSH_POLICY } from './policy.ts';

type ServerLimits = Readonly<
  Record<
    | 'maxHeaderBytes'
    | 'headersTimeoutMs'
    | 'requestTimeoutMs'
    | 'keepAliveMs'
    | 'timeoutCheckMs'
    | 'maxConnections'
    | 'maxStoppingMs',
    number
  >
>;

/** Where to listen, and the certificate with its key, in PEM, for HTTPS. */
export interface ServerAddress {
  readonly port: number;
  readonly host: string;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

/** A server that listens. */
export interface PushServer {
  /** Without a path: `http://127.0.0.1:4800`. */
  readonly origin: string;
  /** Accepts no more requests, and resolves when those in flight are answered, or have taken too long. */
  stop(): Promise<void>;
}

/** Serves an application with bounds for connections, headers and time. Rejects if the address cannot be used. */
export async function servePushes(
  app: Hono<{ Bindings: HttpBindings }>,
  { port, host, tls }: ServerAddress,
  limits: ServerLimits = PUSH_POLICY.receiving,
): Promise<PushServer> {
  const serverOptions = {
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.timeoutCheckMs,
    noDelay: true,
  };
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    ...(tls
      ? { createServer: createHttpsServer, serverOptions: { ...serverOptions, ...tls } }
      : { createServer: createHttpServer, serverOptions }),
  }) as Server;
  server.maxConnections = limits.maxConnections;
  server.listen(port, host);
  await once(server, 'listening');
  // Such as too many open files: that connection fails, and the next ones may not.
  server.on('error', () => {});
  const { port: bound } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    origin: `${tls ? 'https' : 'http'}://${name}:${bound}`,
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), limits.maxStoppingMs);
      await closed;
      clearTimeout(timer);
    },
  };
}
