import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that records what must stay secret: every token and every signature. */
export async function recordingProxy(target: string): Promise<{ url: string; secrets: Set<string> } & AsyncDisposable> {
  const secrets = new Set<string>();
  const server = createServer((request, response) => {
    const { token } = request.headers;
    if (typeof token === 'string' && token !== '') secrets.add(token);
    const sign = new URL(request.url ?? '/', target).searchParams.get('sign');
    if (sign) secrets.add(sign);
    const onward = httpRequest(
      new URL(request.url ?? '/', target),
      { method: request.method ?? 'GET', headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.on('error', () => response.destroy());
        answer.on('aborted', () => response.destroy());
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
    response.on('close', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    secrets,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
