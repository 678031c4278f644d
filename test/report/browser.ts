import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { newFolder } from '../support/run-cli.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser of this machine. CI must have one; elsewhere a test can be skipped, and says so. */
export function findBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
  if (found === undefined && process.env['CI'] === 'true') throw new Error('CI needs the Debian package chromium');
  if (found === undefined) process.stderr.write('Skipped: no Chromium here (Debian package chromium).\n');
  return found;
}

type Message = { id?: number; method?: string; params?: Record<string, unknown>; result?: unknown; error?: unknown };

/** A page in a headless browser, driven over its DevTools protocol. */
export interface Page {
  /** Everything on the console, exceptions and refused content included. */
  readonly complaints: string[];
  /** The address of every request. */
  readonly requests: string[];
  /** Dialogs that something on the page opened. */
  readonly dialogs: string[];
  open(url: string): Promise<void>;
  /** The value of an expression in the page. */
  evaluate<Value>(expression: string): Promise<Value>;
  send(method: string, params?: object): Promise<Record<string, unknown>>;
}

/** A headless browser. */
export interface Browser {
  newPage(): Promise<Page>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a browser for one test; it ends with it. */
export async function startBrowser(
  path: string,
): Promise<{ newPage(): Promise<Page>; [Symbol.asyncDispose](): Promise<void> }> {
  const profile = newFolder();
  const child = spawn(
    path,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(child, 'exit');
  const socket = new WebSocket(await addressOf(child.stderr));
  await once(socket, 'open');
  const waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>();
  const listeners: ((message: Message & { sessionId?: string }) => void)[] = [];
  let calls = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    for (const listener of listeners) listener(message);
    const call = waiting.get(message.id ?? -1);
    if (!call) return;
    if (message.error) call.reject(new Error(JSON.stringify(message.error)));
    else call.resolve((message.result ?? {}) as Record<string, unknown>);
  });
  const call = (method: string, params: object, sessionId?: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      calls += 1;
      waiting.set(calls, { resolve, reject });
      socket.send(JSON.stringify({ id: calls, method, params, ...(sessionId !== undefined && { sessionId }) }));
    });

  return {
    async newPage() {
      const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
      const [complaints, requests, dialogs]: [string[], string[], string[]] = [[], [], []];
      const loads: (() => void)[] = [];
      listeners.push(({ method, params = {}, sessionId: from }) => {
        if (from !== sessionId) return;
        if (
          method === 'Runtime.consoleAPICalled' ||
          method === 'Runtime.exceptionThrown' ||
          method === 'Log.entryAdded'
        ) {
          complaints.push(JSON.stringify(params));
        }
        if (method === 'Network.requestWillBeSent') requests.push((params['request'] as { url: string }).url);
        if (method === 'Page.javascriptDialogOpening') dialogs.push(String(params['message']));
        if (method === 'Page.loadEventFired') loads.shift()?.();
      });
      const send = (method: string, params: object = {}) => call(method, params, String(sessionId));
      for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
      return {
        complaints,
        requests,
        dialogs,
        send,
        async open(url) {
          const loaded = new Promise<void>((resolve) => loads.push(resolve));
          await send('Page.navigate', { url });
          await loaded;
        },
        async evaluate<Value>(expression: string) {
          const { result, exceptionDetails } = await send('Runtime.evaluate', {
            expression,
            returnByValue: true,
            awaitPromise: true,
          });
          if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
          return (result as { value: Value }).value;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await call('Browser.close', {}).catch(() => {});
      socket.close();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function addressOf(stderr: NodeJS.ReadableStream): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      stderr.resume();
      return address;
    }
    said.push(line);
  }
  throw new Error(`the browser did not start: ${said.join('\n')}`);
}
