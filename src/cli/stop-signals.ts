import type { Terminal } from './terminal.ts';

const PATIENCE_MS = 9_000;

/** How a run is asked to stop. */
export interface StopSignals {
  /** Aborted by the first signal: finish what is in flight and stop. */
  readonly stop: AbortSignal;
  /** Aborted by the second, or when what is in flight takes too long: give it up. */
  readonly cancel: AbortSignal;
  dispose(): void;
}

/** Listens to SIGINT and SIGTERM: the first stops gently, the second at once. */
export function listenForStop(terminal: Terminal): StopSignals {
  const stop = new AbortController();
  const cancel = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onSignal = () => {
    if (stop.signal.aborted) return cancel.abort();
    terminal.complain('Stopping: what is in flight is finished first. Press Ctrl-C once more to stop at once.');
    stop.abort();
    timer = setTimeout(() => cancel.abort(), PATIENCE_MS);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    stop: stop.signal,
    cancel: cancel.signal,
    dispose() {
      clearTimeout(timer);
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
