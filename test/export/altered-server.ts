import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a proxy between client and sandbox changes requests and answers. */
export interface Alteration {
  /** Changes the parameters of a list of customers before the sandbox sees them. */
  query?(query: URLSearchParams): void;
  /** Changes the answer of a list of customers. */
  answer?(answer: Record<string, unknown>, query: URLSearchParams): void;
  /** The altered list, by the end of its path; the list of customers by default. */
  readonly list?: string;
  /** The server's clock in epoch milliseconds, if it differs from that of this machine. */
  now?(): number;
  /** Answers a list itself, given all its rows that match the query. */
  serve?(rows: readonly Record<string, unknown>[], requested: RequestedPage): ServedPage;
}

/** The page that a query requests. */
export interface RequestedPage {
  readonly number: number;
  readonly size: number;
  readonly query: URLSearchParams;
}

/** The answer of a list: a page, or an error. */
export type ServedPage = Record<string, unknown> & { readonly httpStatus?: number };

function sendServed(response: ServerResponse, { httpStatus = 200, ...page }: ServedPage): void {
  response.writeHead(httpStatus, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ret_code: '000000', ret_msg: 'ok', ...page }));
}

/** Starts a proxy to another server that alters the lists of customers. */
export async function alterServer(
  target: string,
  alteration: Alteration,
): Promise<{ readonly url: string; [Symbol.asyncDispose](): Promise<void> }> {
  let known: Promise<Record<string, unknown>[]> | undefined;
  const rowsOf = (...args: Parameters<typeof allRows>) => {
    known ??= allRows(...args);
    return known;
  };
  const server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', target);
    const isList = url.pathname.endsWith(alteration.list ?? '/user/list_by_page');
    const original = new URLSearchParams(url.searchParams);
    if (isList) alteration.query?.(url.searchParams);
    if (isList && alteration.serve && known) {
      sendServed(response, alteration.serve(within(await known, original), requestedPage(original)));
      return;
    }
    const answer = await fetch(url, {
      method: request.method ?? 'GET',
      headers: Object.entries(request.headers)
        .filter(([name]) => ['token', 'language', 'content-type'].includes(name))
        .map(([name, value]) => [name, String(value)] as [string, string]),
      ...(body.length > 0 && { body: Buffer.concat(body) }),
    }).catch(() => undefined);
    // A connection that the server reset is reset here, too.
    if (!answer) {
      request.socket.destroy();
      return;
    }
    const date = alteration.now && new Date(alteration.now()).toUTCString();
    const text = await answer.text();
    // Other answers than those of the API are passed on unchanged.
    if (!text.startsWith('{')) {
      response.writeHead(answer.status, date ? { date } : {});
      response.end(text);
      return;
    }
    const parsed = JSON.parse(text) as Record<string, unknown>;
    if (isList && alteration.serve && parsed['ret_code'] === '000000') {
      const rows = await rowsOf(url, request.headers);
      sendServed(response, alteration.serve(within(rows, original), requestedPage(original)));
      return;
    }
    if (isList) alteration.answer?.(parsed, original);
    response.writeHead(answer.status, { 'content-type': 'application/json', ...(date && { date }) });
    response.end(JSON.stringify(parsed));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function requestedPage(query: URLSearchParams): RequestedPage {
  return { number: Number(query.get('page_no') ?? 1), size: Number(query.get('page_size') ?? 15), query };
}

/** All rows of a list, whatever part of it is requested. */
async function allRows(requested: URL, headers: IncomingHttpHeaders): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (let number = 1; ; number += 1) {
    const url = new URL(requested.pathname, requested);
    url.searchParams.set('page_no', String(number));
    url.searchParams.set('page_size', '100');
    const answer = await fetch(url, { headers: { token: String(headers['token']) } });
    const { items = [], total_count: total } = (await answer.json()) as { items?: typeof rows; total_count: number };
    rows.push(...items);
    if (rows.length >= total) return rows;
  }
}

function within(rows: readonly Record<string, unknown>[], query: URLSearchParams) {
  const start = Number(query.get('create_start_time') ?? 0);
  const end = Number(query.get('create_end_time') ?? Number.POSITIVE_INFINITY);
  return rows.filter(({ create_time: time }) => !(Number(time) < start) && !(Number(time) > end));
}
