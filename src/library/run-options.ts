import type { Surroundings } from '../cli/run/surroundings.ts';
import type { Terminal } from '../cli/terminal.ts';
import { type Connection, settingsOf } from './connection.ts';

/** What every run takes. */
export interface RunOptions {
  readonly connection: Connection;
  /** Aborted: what is in flight is finished, and the run can be resumed. After eight seconds that is given up, too. */
  readonly signal?: AbortSignal;
  /** Is told, in sentences for people, how the run goes on. */
  readonly onMessage?: (text: string) => void;
}

const PATIENCE_MS = 8000;

/** Surrounds a run with its options instead of a process. */
export async function surrounded<Answer>(
  { connection, signal, onMessage = () => {} }: RunOptions,
  run: (surroundings: Surroundings) => Promise<Answer>,
): Promise<Answer> {
  const stop = new AbortController();
  const cancel = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const halt = () => {
    stop.abort();
    timer ??= setTimeout(() => cancel.abort(), PATIENCE_MS);
  };
  if (signal?.aborted) halt();
  signal?.addEventListener('abort', halt, { once: true });
  const signals = { stop: stop.signal, cancel: cancel.signal, halt: () => stop.abort(), dispose: () => {} };
  try {
    return await run({ settings: settingsOf(connection), signals, terminal: quietTerminal(onMessage) });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', halt);
  }
}

/** Nobody sits at it, and nothing is written to the streams of the process. */
export function quietTerminal(onMessage: (text: string) => void): Terminal {
  const silent = () => {};
  return {
    say: onMessage,
    complain: onMessage,
    detail: silent,
    data: silent,
    status: silent,
    progress: silent,
    paint: (_, text) => text,
    progressMode: 'none',
    width: 80,
    isInteractive: false,
  };
}
