import { fileURLToPath } from 'node:url';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Request,
} from 'playwright-core';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { openPage, type PageClient } from './page-client.ts';
import { until } from './until.ts';

/** The built client. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../dist/web', import.meta.url));

/** Waiting longer than this for anything on the screen is a failure. */
const TIMEOUT_MS = 45_000;

/** Starts a browser without a window. */
export function launchBrowser(executablePath: string, args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });
}

/** The page in a browser, on a server and a sandbox of its own. */
export interface OpenedTab {
  readonly tab: Page;
  readonly context: BrowserContext;
  readonly server: PageClient;
  /** What the browser had to say: console messages, errors of scripts, dialogs, requests to elsewhere. */
  readonly complaints: string[];
  /** Opens the link that the server has printed. */
  open(): Promise<void>;
  /** Waits until the page has what it asked the server for, and shows it. */
  settle(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface TabOptions extends BrowserContextOptions {
  readonly sandbox?: SandboxOptions;
  /** Set in the environment of the server, beside the address and the credentials of the sandbox. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Opens the page in a context of its own: no cookie, no storage, nothing of the other tests. */
export async function openTab(
  browser: Browser,
  { sandbox = { customers: 10 }, env = {}, ...options }: TabOptions = {},
): Promise<OpenedTab> {
  const server = await openPage({ sandbox, signedIn: false, env, page: { pageFolder: PAGE_FOLDER } });
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 }, ...options });
  const complaints: string[] = [];
  context.setDefaultTimeout(TIMEOUT_MS);
  context.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== server.url) {
      complaints.push(`request: ${request.url()}`);
    }
  });
  const pending = new Set<Request>();
  context.on('request', (request) => !request.url().endsWith('/events') && pending.add(request));
  for (const end of ['requestfinished', 'requestfailed'] as const) {
    (context as { on(event: string, listener: (request: Request) => void): unknown }).on(end, (request) => {
      pending.delete(request);
    });
  }
  const tab = await context.newPage();
  const rendered = () => tab.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
  return {
    ...{ tab, context, server, complaints },
    open: async () => {
      await tab.goto(`${server.url}/#token=${server.token}`);
      await tab.getByRole('navigation').first().waitFor();
    },
    async settle() {
      do {
        await rendered();
        await until(() => pending.size === 0);
        await rendered();
      } while (pending.size > 0);
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Chooses a file that exists only here. */
export async function chooseFile(tab: Page, label: string, name: string, content: string): Promise<void> {
  await tab
    .getByLabel(label, { exact: true })
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
}
