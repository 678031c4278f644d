import type { Surroundings } from '../app/run-context.ts';
import type { Terminal } from '../cli/terminal.ts';
import { type Connection, settingsOf } from './connection.ts';

/** What every run takes. */
export interface RunOptions {
  readonly connection: Connection;
  /** Aborted: what is in flight is finished, and the run can be resumed. After eight seconds that is given up, too. */
  readonly signal?: AbortSignal;
  /** Is told, in sentences for people, what happens. How the run goes on and ends is told by events. */
  readonly onMessage?: (text: string) => void;
  /** Hears of the run: how far it is, and how it ended. */
  readonly reporter?: Reporter;
}

/** How far a run is, about once a second; with `end`, for the last time. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly run: string;
  /** Rows that have come to an end, and how many of them did not succeed. */
  readonly rows: number;
  readonly errors: number;
  /** Rows that there will be, as far as that can be told; line breaks within cells make it too large. */
  readonly total: number | null;
  readonly rows_per_second: number;
  readonly eta_seconds: number | null;
  readonly requests: { readonly sent: number; readonly retried: number; readonly throttled: number };
  readonly waiting: 'throttled' | 'outage' | null;
  readonly end: boolean;
}

/** How a run ended; the summary has more. */
export interface EndEvent {
  readonly type: 'end';
  readonly run: string;
  readonly status: string;
  readonly reason: string | null;
  readonly rows: Readonly<Record<string, number>>;
}

export type RunEvent = ProgressEvent | EndEvent;

/** Who hears of a run while it goes on. */
export interface Reporter {
  onEvent(event: RunEvent): void;
}

const PATIENCE_MS = 8000;

/** Surrounds a run with its options instead of a process. */
export async function surrounded<Answer>(
  { connection, signal, onMessage = () => {}, reporter }: RunOptions,
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
    return await run({ settings: settingsOf(connection), signals, terminal: quietTerminal(onMessage, reporter) });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', halt);
  }
}

/** Nobody sits at it, and nothing is written to the streams of the process. */
export function quietTerminal(onMessage: (text: string) => void, reporter?: Reporter): Terminal {
  const silent = () => {};
  return {
    say: (text) => onMessage(typeof text === 'string' ? text : text.join('\n')),
    complain: (text) => onMessage(typeof text === 'string' ? text : text.join('\n')),
    detail: silent,
    data: silent,
    status: silent,
    progress: (line) => reporter?.onEvent(JSON.parse(line) as RunEvent),
    paint: (_, text) => text,
    // What is made for programs is taken apart again, so that events are what `--progress json` prints.
    progressMode: 'json',
    width: 80,
    isInteractive: false,
  };
}
