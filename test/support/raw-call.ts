import { endpoints } from '../../src/api/endpoints/index.ts';
import { type ApiFixture, readApiFixture } from './api-fixtures.ts';

/** A JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** A request as it is on the wire. */
export type RawRequest = ApiFixture['request'];

/** Sends a request and returns the body, whatever its `ret_code`. */
export type RawCall = (request: RawRequest) => Promise<Members>;

/** The credentials and the time of the document's token example, as options of a sandbox. */
export const EXAMPLE_TENANT = { appId: '1', appKey: '2', now: () => 1569397773_000 };

/** Gets a token with the request of the document's example, and sends requests with it. Nothing of our client is used. */
export async function openRawSession(url: string): Promise<RawCall> {
  const { item } = (await send(url, readApiFixture(endpoints.getToken).request)) as { item: { token: string } };
  return (request) => send(url, { ...request, headers: { ...request.headers, token: item.token } });
}

async function send(url: string, { method, path, query, headers, body }: RawRequest): Promise<Members> {
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`${url}${path}${search && `?${search}`}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Members;
}
