import type { Transport, TransportOptions } from './http-messages.ts';

/** A transport that is loaded with its first request: what sends nothing, such as a check whose lists are stored, starts faster. */
export function createTransport(options: TransportOptions): Transport {
  let opened: Promise<Transport> | undefined;
  const open = async () => {
    const { createKyTransport } = await import('./ky-transport.ts');
    return createKyTransport(options);
  };
  return {
    async send(request) {
      opened ??= open();
      return (await opened).send(request);
    },
    async close() {
      await (await opened)?.close();
    },
  };
}
