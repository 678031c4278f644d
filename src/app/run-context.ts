import type { Readable, Writable } from 'node:stream';
import { type AnyConnection, type Environment, splitConnection } from './connection.ts';
import { type Reporter, type RunReporter, runReporter } from './reporter.ts';
import { resolveSettings, type Settings } from './settings.ts';

/** What every use case that talks to the API takes. */
export interface RunOptions {
  readonly connection: AnyConnection;
  /** Aborted: what is in flight is finished, and the run can be resumed. After eight seconds that is given up, too. */
  readonly signal?: AbortSignal;
  /** Aborted: what is in flight is given up. */
  readonly cancel?: AbortSignal;
  /** Is told, in sentences for people, what happens. How the run goes on and ends is told by events. */
  readonly onMessage?: (text: string) => void;
  /** Hears of the run: how far it is, and how it ended. */
  readonly reporter?: Reporter;
  /** What `-` stands for. Left out: it is refused. */
  readonly streams?: StandardStreams;
}

/** Where rows that are in no file come from and go to. */
interface StandardStreams {
  readonly stdin?: Readable;
  readonly stdout?: Writable;
}

/** How a run is asked to stop. */
export interface StopSignals {
  /** Aborted: finish what is in flight and stop. */
  readonly stop: AbortSignal;
  /** Aborted: give it up. */
  readonly cancel: AbortSignal;
  /** Stops by the run's own decision. */
  halt(): void;
}

/** What a run is surrounded by, whoever began it. */
export interface RunContext {
  readonly settings: Settings;
  readonly env: Environment;
  readonly signals: StopSignals;
  readonly reporter: RunReporter;
  readonly streams: StandardStreams;
}

/** What is in flight has this long to end after `signal`. */
const MAX_STOPPING_MS = 8000;

/** Runs a use case in the context that its options make. Errors: `UsageError` that names what cannot be. */
export async function withContext<Answer>(
  { connection, signal, cancel: cancelled, onMessage, reporter, streams = {} }: RunOptions,
  run: (context: RunContext) => Promise<Answer>,
): Promise<Answer> {
  const stop = new AbortController();
  const cancel = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const halt = () => {
    stop.abort();
    timer ??= setTimeout(() => cancel.abort(), MAX_STOPPING_MS);
  };
  const giveUp = () => {
    stop.abort();
    cancel.abort();
  };
  if (signal?.aborted) halt();
  if (cancelled?.aborted) giveUp();
  signal?.addEventListener('abort', halt, { once: true });
  cancelled?.addEventListener('abort', giveUp, { once: true });
  const signals = { stop: stop.signal, cancel: cancel.signal, halt: () => stop.abort() };
  try {
    const { options, env } = splitConnection(connection);
    const settings = resolveSettings(options, env);
    return await run({ settings, env, signals, reporter: runReporter(reporter, onMessage), streams });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', halt);
    cancelled?.removeEventListener('abort', giveUp);
  }
}
