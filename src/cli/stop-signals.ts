import { t } from '../words/index.ts';
import { EXIT } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Requests in flight have this long to finish after the first signal. */
const FINISH_TIMEOUT_MS = 8000;
/** After the second signal the process ends within this time, whatever it is doing: the ledger survives a kill. */
const FORCED_EXIT_MS = 2000;

/** The signals that stop a run. */
interface SignalListener {
  /** Aborted by the first signal: finish requests in flight and stop. */
  readonly stop: AbortSignal;
  /** Aborted by the second, or when requests in flight take too long: cancel them. */
  readonly cancel: AbortSignal;
  /** Stops as the first signal does, by the run's own decision. */
  halt(): void;
  /** Stops listening; a late signal does not change how the run ended. */
  dispose(): void;
}

/** Listens to SIGINT and SIGTERM: the first finishes requests in flight, the second stops at once. */
export function listenForStop(terminal: Terminal): SignalListener {
  const stop = new AbortController();
  const cancel = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  let signals = 0;
  let last: NodeJS.Signals | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    signals += 1;
    last = name;
    if (signals === 1) {
      terminal.complain(t`Stopping: finishing the requests in flight. Press Ctrl-C again to stop at once.`);
      stop.abort();
      timers.push(setTimeout(() => cancel.abort(), FINISH_TIMEOUT_MS));
      return;
    }
    if (signals > 2) exitNow(name);
    cancel.abort();
    timers.push(setTimeout(() => exitNow(name), FORCED_EXIT_MS));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    stop: stop.signal,
    cancel: cancel.signal,
    halt: () => stop.abort(),
    dispose() {
      for (const timer of timers) clearTimeout(timer);
      for (const name of ['SIGINT', 'SIGTERM'] as const) {
        process.off(name, ignoreLateSignal);
        // Comes before the other is taken away: without any listener a signal ends the process.
        process.once(name, ignoreLateSignal);
        process.off(name, onSignal);
      }
      // Cancelled work may keep the process from ending: a write to a pipe without a reader never ends. What was done is not cancelled.
      const name = last;
      const isStuck = () => process.exitCode !== EXIT.done && hasPendingFileWork();
      if (name) setTimeout(() => isStuck() && exitNow(name), FORCED_EXIT_MS).unref();
    },
  };
}

function ignoreLateSignal(): void {}

/** Requests to Node's file system that another thread carries out, such as opening a pipe. */
const FILE_WORK = /^(FSReq|FileHandle)/;

function hasPendingFileWork(): boolean {
  return process.getActiveResourcesInfo().some((resource) => FILE_WORK.test(resource));
}

/**
 * Ends the process, whatever it waits for. An orderly exit waits for threads, and one that waits for a pipe or a
 * network disk never ends: then the signal itself ends the process.
 */
function exitNow(name: NodeJS.Signals): void {
  if (hasPendingFileWork()) {
    process.removeAllListeners(name);
    process.kill(process.pid, name);
    return;
  }
  process.exit(EXIT.interrupted);
}

/** The signals that stop a schedule. */
interface ScheduleSignals {
  /** Aborted by the first signal. */
  readonly stop: AbortSignal;
  /** Aborted by the second. */
  readonly interrupt: AbortSignal;
  dispose(): void;
}

/** The first signal lets current runs finish, the second interrupts them; they can be resumed. */
export function listenForScheduleStop(say: (text: string) => void): ScheduleSignals {
  const stop = new AbortController();
  const interrupt = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) return interrupt.abort();
    say(t`Stopping: waiting for running jobs to finish. Press Ctrl-C again to interrupt them.`);
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    stop: stop.signal,
    interrupt: interrupt.signal,
    dispose() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
