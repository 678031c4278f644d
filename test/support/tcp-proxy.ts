import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Passes bytes on between clients and a server on this machine, as long as a test lets it. */
export interface TcpProxy {
  readonly port: number;
  /** Is shown everything that clients send, before it is passed on. */
  onSent: ((data: Buffer) => void) | undefined;
  /** How many connections have ended. */
  readonly ended: number;
  /** From now on nothing is passed on in this direction, as if the network were gone. */
  silence(direction: 'to server' | 'to client'): void;
  /** Passes everything on again; what was not is lost. */
  heal(): void;
  /** Ends all connections. */
  reset(): void;
  /** Ends all connections, and from now on new ones as well. */
  block(): void;
  close(): Promise<void>;
}

export async function startProxy(serverPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const silent = new Set<string>();
  let isBlocked = false;
  let ended = 0;
  const server = createServer((client) => {
    if (isBlocked) {
      client.destroy();
      return;
    }
    const upstream = connect(serverPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          for (const other of [client, upstream]) other.destroy();
        });
    }
    client.on('close', () => {
      ended += 1;
    });
    client.on('data', (data) => {
      proxy.onSent?.(data);
      if (!silent.has('to server')) upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (!silent.has('to client')) client.write(data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: TcpProxy = {
    port: (server.address() as AddressInfo).port,
    onSent: undefined,
    get ended() {
      return ended;
    },
    silence(direction) {
      silent.add(direction);
    },
    block() {
      isBlocked = true;
      proxy.reset();
    },
    heal() {
      isBlocked = false;
      silent.clear();
    },
    reset() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
