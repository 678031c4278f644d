import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { readConnection, type WrittenConnection } from '../app/connection.ts';
import { startSandbox } from '../sandbox/index.ts';
import { startPage } from '../web/index.ts';
import { t } from '../words/index.ts';
import { sharedArgs, startCommand } from './start-command.ts';
import { listenForStop } from './stop-signals.ts';
import { createTerminal } from './terminal.ts';

/** The arguments of `web`. */
interface PageFlags extends WrittenConnection {
  readonly port: number;
  readonly open: boolean;
  readonly json: boolean;
}

/** Customers of the sandbox that people practise on. */
const REHEARSAL_CUSTOMERS = 500;
/** Fast enough not to bore, slow enough to see the progress of a run. */
const REHEARSAL_LATENCY_MS = 15;

/** Where the built page is: this file is in a folder of `dist`, or in `src/cli`. */
const PAGE_FOLDERS = ['../web/', '../../dist/web/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** Serves the page until SIGINT or SIGTERM; then running jobs stop so that they can be resumed. Errors: those of the port. */
export async function servePage(flags: PageFlags): Promise<void> {
  const terminal = createTerminal({});
  const signals = listenForStop(terminal);
  const built = PAGE_FOLDERS.find((folder) => existsSync(`${folder}index.html`)) ?? (PAGE_FOLDERS[0] as string);
  try {
    const page = await startPage({
      port: flags.port,
      env: process.env,
      connection: readConnection(flags),
      pageFolder: built.replace(/[/\\]$/, ''),
      node: process.versions.node,
      workFolder: process.cwd(),
      startRehearsal: () => startSandbox({ customers: REHEARSAL_CUSTOMERS, latencyMs: REHEARSAL_LATENCY_MS }),
      runCommand: startCommand,
      sharedArgs: sharedArgs({ ...flags, jobs: '', quiet: false, verbose: false }),
      onUnexpected: (error) => terminal.complain(t`Unexpected error: ${textOf(error)}`),
    });
    if (flags.json) terminal.data(JSON.stringify({ url: page.url }));
    terminal.say(t`The page is at ${page.url}\nThe address works once. Press Ctrl-C to stop.`);
    if (flags.open) openBrowser(page.url);
    await aborted(signals.stop);
    const cancel = () => void page.cancel();
    signals.cancel.addEventListener('abort', cancel, { once: true });
    await page.close();
  } finally {
    signals.dispose();
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env['SOBOT_ETL_TRACE'] ? (error.stack ?? error.message) : error.message;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The command that opens an address, by platform. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens the browser; without one the address is on the terminal. */
function openBrowser(url: string): void {
  const [command = 'xdg-open', ...args] = OPENERS[platform()] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
