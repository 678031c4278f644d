import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { PUSH_POLICY } from './policy.ts';

const POLICY = PUSH_POLICY.receiving;

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
): Promise<PushServer> {
  const serverOptions = {
    maxHeaderSize: POLICY.maxHeaderBytes,
    headersTimeout: POLICY.headersTimeoutMs,
    requestTimeout: POLICY.requestTimeoutMs,
    keepAliveTimeout: POLICY.keepAliveMs,
    connectionsCheckingInterval: POLICY.timeoutCheckMs,
    noDelay: true,
  };
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    ...(tls
      ? { createServer: createHttpsServer, serverOptions: { ...serverOptions, ...tls } }
      : { createServer: createHttpServer, serverOptions }),
  }) as Server;
  server.maxConnections = POLICY.maxConnections;
  server.listen(port, host);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    origin: `${tls ? 'https' : 'http'}://${name}:${bound}`,
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), POLICY.maxStoppingMs);
      await closed;
      clearTimeout(timer);
    },
  };
}
