import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a recording server was posted. */
export interface RecordedPost {
  readonly url: string;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the body that it expects.
  readonly json: any;
}

/** An answer: a status and a body. */
export type RecordedAnswer = readonly [status: number, body: string, headers?: Readonly<Record<string, string>>];

/** A server on this machine that records what arrives, and answers with the given answers, the last one from then on. */
export async function recordingServer(...answers: readonly RecordedAnswer[]) {
  const posts: RecordedPost[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const [status, body, headers = {}] = answers[Math.min(posts.length, answers.length - 1)] ?? [200, '{}'];
      posts.push({ url: request.url ?? '', text, json: JSON.parse(text) });
      response.writeHead(status, headers).end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    posts,
    /** The body of the first post. Throws if there is none. */
    get first(): RecordedPost['json'] {
      const [post] = posts;
      if (post === undefined) throw new Error('nothing was posted');
      return post.json;
    },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
}
