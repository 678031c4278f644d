import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ListenOptions, listen } from '../../src/app/push/listen.ts';
import { newFolder } from '../support/run-cli.ts';

export const DAY_MS = 86_400_000;

interface ListeningOptions extends Partial<Pick<ListenOptions, 'keepMs' | 'tz' | 'streams'>> {
  readonly folder?: string;
  readonly output?: string;
  readonly server?: Partial<ListenOptions['server']>;
  /** Variables besides the home folder: credentials, for example. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A listener in this process, with its files in a folder of its own. */
export async function listening({ folder = newFolder(), output = 'changes.jsonl', ...options }: ListeningOptions = {}) {
  const stop = new AbortController();
  const started = Promise.withResolvers<string>();
  const messages: string[] = [];
  const path = output === '-' ? output : join(folder, output);
  const ended = listen({
    connection: { env: { SOBOT_ETL_HOME: join(folder, 'home'), ...options.env } },
    server: { port: 0, host: '127.0.0.1', ...options.server },
    output: path,
    tz: options.tz ?? 'UTC',
    keepMs: options.keepMs ?? 90 * DAY_MS,
    signal: stop.signal,
    reporter: { message: (_, text) => messages.push(String(text)) },
    onListening: ({ url }) => started.resolve(url),
    ...(options.streams && { streams: options.streams }),
  });
  ended.catch(started.reject);
  const url = await started.promise;
  return {
    url,
    folder,
    output: path,
    messages,
    ended,
    /** The lines that are whole: it may be writing another one. */
    lines: () => (existsSync(path) ? linesIn(readFileSync(path, 'utf8').replace(/[^\n]*$/, '')) : []),
    /** Stops it, and returns its summary. */
    async stop() {
      stop.abort();
      return ended;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

export type Line = Record<string, unknown> & { readonly seq: number; readonly content: Record<string, unknown> };

/** The lines of a JSONL file that nobody writes; none if it is not there. */
export function linesOf(path: string): Line[] {
  return existsSync(path) ? linesIn(readFileSync(path, 'utf8')) : [];
}

function linesIn(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}
