import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { type PageOptions, type RunningPage, startPage } from '../../src/web/index.ts';
import type { JobRequest, JobState } from '../../src/web/schemas/jobs.ts';
import { jobState } from '../../src/web/schemas/jobs.ts';
import { NO_KEYCHAIN } from './run-cli.ts';

/** An answer of the page's server. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A page on a sandbox, used over HTTP as a browser does. */
export interface PageClient {
  readonly sandbox: Sandbox;
  readonly home: string;
  readonly url: string;
  readonly token: string;
  readonly page: RunningPage;
  /** Errors that nobody expected. */
  readonly unexpected: unknown[];
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<PageAnswer>;
  /** The answer, which has to be a success and to fit the schema. */
  call<Schema extends z.ZodType>(
    schema: Schema,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<z.output<Schema>>;
  /** Sends a body piece by piece. */
  stream(path: string, body: ReadableStream<Uint8Array>): Promise<PageAnswer>;
  upload(name: string, text: string | Uint8Array): Promise<string>;
  /** Starts a job and waits for its end, or for its question. */
  job(request: JobRequest): Promise<JobState>;
  /** Follows the job's events until its end, or its question. */
  follow(job: string): Promise<JobState>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface PageClientOptions {
  readonly sandbox?: SandboxOptions;
  readonly page?: Partial<PageOptions>;
  readonly env?: Readonly<Record<string, string>>;
  readonly connection?: PageOptions['connection'];
  readonly signedIn?: boolean;
}

/** Starts a sandbox and a page that is connected to it. */
export async function openPage({
  sandbox: options = {},
  page: given = {},
  env = {},
  connection = {},
  signedIn = true,
}: PageClientOptions = {}): Promise<PageClient> {
  const sandbox = await startSandbox(options);
  const home = mkdtempSync(join(tmpdir(), 'sobot-page-'));
  const unexpected: unknown[] = [];
  const page = await startPage({
    port: 0,
    env: {
      SOBOT_APP_ID: sandbox.appId,
      SOBOT_APP_KEY: sandbox.appKey,
      SOBOT_BASE_URL: sandbox.url,
      ...NO_KEYCHAIN,
      ...env,
    },
    connection: { ...connection, home },
    pageFolder: join(home, 'no-page'),
    node: process.versions.node,
    workFolder: home,
    startRehearsal: () => startSandbox({ customers: 5 }),
    runCommand: () => Promise.reject(new Error('not in this test')),
    sharedArgs: [],
    onUnexpected: (error) => unexpected.push(error),
    ...given,
  });
  const { origin, hash } = new URL(page.url);
  const token = hash.replace('#token=', '');
  let cookie = '';
  const send = async (
    method: string,
    path: string,
    body: string | Uint8Array<ArrayBuffer> | undefined,
    headers: Record<string, string>,
  ) => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: { ...(cookie && { cookie }), ...headers },
      ...(body !== undefined && { body }),
    });
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) cookie = set.split(';')[0] ?? '';
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const client: PageClient = {
    ...{ sandbox, home, url: origin, token, page, unexpected },
    request: (method, path, body, headers = {}) =>
      send(method, path, body === undefined ? undefined : JSON.stringify(body), {
        'content-type': 'application/json',
        ...headers,
      }),
    async call(schema, method, path, body) {
      const { status, text } = await client.request(method, path, body);
      if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`);
      return schema.parse(JSON.parse(text));
    },
    async stream(path, body) {
      const init = { method: 'POST', body, duplex: 'half', headers: { cookie } };
      const answer = await fetch(`${origin}${path}`, init as RequestInit);
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    },
    async upload(name, text) {
      const bytes = typeof text === 'string' ? text : new Uint8Array(text);
      const answer = await send('POST', `/api/uploads?name=${encodeURIComponent(name)}`, bytes, {});
      return (JSON.parse(answer.text) as { upload: string }).upload;
    },
    async job(request) {
      const { status, text } = await client.request('POST', '/api/jobs', request);
      if (status !== 200) throw new Error(`${status} ${text}`);
      return client.follow((JSON.parse(text) as { job: string }).job);
    },
    async follow(job) {
      const leave = new AbortController();
      const answer = await fetch(`${origin}/api/jobs/${job}/events`, { headers: { cookie }, signal: leave.signal });
      let text = '';
      const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        text += value ?? '';
        const events = text.split('\n\n').filter((event) => event.includes('data: ') && text.includes(`${event}\n\n`));
        const last = events.at(-1);
        const state = last && jobState.parse(JSON.parse(/^data: (.*)$/m.exec(last)?.[1] ?? ''));
        if (state && (state.ended !== null || state.state === 'confirm')) {
          leave.abort();
          return state;
        }
        if (done) throw new Error(`the events of job ${job} ended: ${text.slice(-500)}`);
      }
    },
    async [Symbol.asyncDispose]() {
      await page.close();
      await sandbox.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  if (signedIn) await client.request('POST', '/api/session', { token });
  return client;
}
