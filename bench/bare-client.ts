import { Agent, request } from 'undici';
import { signTokenRequest } from '../src/api/token.ts';

/** A token for a sandbox. */
export async function takeToken(url: string): Promise<string> {
  const createTime = String(Math.floor(Date.now() / 1000));
  const sign = signTokenRequest('sandbox', createTime, 'sandbox-key');
  const answer = await request(`${url}/api/get_token?appid=sandbox&create_time=${createTime}&sign=${sign}`);
  const { item } = (await answer.body.json()) as { item: { token: string } };
  return item.token;
}

/** Requests per second of a bare loop over a connection pool, which only sends requests and reads answers. */
export async function bareRate(url: string, { calls, concurrency, path, body }: BareCalls): Promise<number> {
  const dispatcher = new Agent({ connections: concurrency, pipelining: 1 });
  const headers = { token: await takeToken(url), 'content-type': 'application/json' };
  let next = 0;
  const startedAt = performance.now();
  const worker = async () => {
    while (next < calls) {
      const index = next++;
      const options = { method: body ? ('POST' as const) : ('GET' as const), headers, dispatcher };
      const answer = await request(url + path(index), body ? { ...options, body: body(index) } : options);
      JSON.parse(await answer.body.text());
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const rate = calls / ((performance.now() - startedAt) / 1000);
  await dispatcher.close();
  return rate;
}

interface BareCalls {
  readonly calls: number;
  readonly concurrency: number;
  path(index: number): string;
  body?(index: number): string;
}
