import { readPushFixture } from '../support/api-fixtures.ts';

type Members = Readonly<Record<string, unknown>>;

/** The document's example of a message, with other members in its entry. */
export function pushMessage(kind: 'add' | 'update' | 'combine', members: Members = {}) {
  const { message } = readPushFixture(`${kind}-customer`) as { message: { content: Members[] } };
  return { ...message, content: [{ ...message.content[0], ...members }] };
}

/** Posts a body as the CRM does; an object as JSON. */
export async function post(url: string, body: unknown): Promise<Response> {
  const text = typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body);
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: text,
  });
}
