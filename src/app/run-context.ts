import type { Readable, Writable } from 'node:stream';
import { type AnyConnection, type Environment, splitConnection } from './connection.ts';
import { openNotifier } from './notify/open-notifier.ts';
import { type Reporter, type RunReporter, runReporter } from './reporter.ts';
import { resolveSettings, type Settings } from './settings.ts';

/** The options of every use case that calls the API. */
export interface RunOptions {
  readonly connection: AnyConnection;
  /** Aborted: requests in flight finish, and the run can be resumed. After eight seconds they are cancelled, too. */
  readonly signal?: AbortSignal;
  /** Aborted: requests in flight are cancelled. */
  readonly cancel?: AbortSignal;
  /** Called with messages for people. Progress and the end of the run are events of the reporter. */
  readonly onMessage?: (text: string) => void;
  /** Receives messages, progress and the end of the run. */
  readonly reporter?: Reporter;
  /** What notifications of an error call the run, such as `import`. */
  readonly command?: string;
  /** The streams that `-` stands for. Without them, `-` is rejected. */
  readonly streams?: StandardStreams;
}

/** The streams that rows are read from and written to instead of files. */
interface StandardStreams {
  readonly stdin?: Readable;
  readonly stdout?: Writable;
}

/** The signals that stop a run. */
export interface StopSignals {
  /** Aborted: finish requests in flight and stop. */
  readonly stop: AbortSignal;
  /** Aborted: cancel them. */
  readonly cancel: AbortSignal;
  /** Stops by the run's own decision. */
  halt(): void;
}

/** What every run needs in addition to its own options. */
export interface RunContext {
  readonly settings: Settings;
  readonly env: Environment;
  readonly signals: StopSignals;
  readonly reporter: RunReporter;
  readonly streams: StandardStreams;
}

/** Requests in flight have this long to finish after `signal`. */
const MAX_STOPPING_MS = 8000;

/** Runs a use case in the context of its options. Errors: `UsageError` that names the wrong option. */
export async function withContext<Answer>(
  { connection, signal, cancel: cancelled, onMessage, reporter, streams = {}, command = 'run' }: RunOptions,
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
    const { home, proxy } = settings;
    const notifier = await openNotifier(options.notify, {
      ...{ home, env, proxy, stop: stop.signal, cancel: cancelled },
      reporter: runReporter(reporter, onMessage),
    });
    try {
      return await run({ settings, env, signals, reporter: runReporter(reporter, onMessage, notifier), streams });
    } catch (error) {
      await notifier?.failed(error, command);
      throw error;
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', halt);
    cancelled?.removeEventListener('abort', giveUp);
  }
}
