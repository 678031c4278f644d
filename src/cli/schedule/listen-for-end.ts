/** How a schedule is asked to end. */
interface ScheduleSignals {
  /** Aborted by the first signal. */
  readonly stop: AbortSignal;
  /** Aborted by the second. */
  readonly interrupt: AbortSignal;
  dispose(): void;
}

/** The first signal lets the runs in hand finish, the second interrupts them: they can be resumed. */
export function listenForScheduleStop(say: (text: string) => void): ScheduleSignals {
  const stop = new AbortController();
  const interrupt = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) return interrupt.abort();
    say('Stopping: what is running is finished first. Once more interrupts it, too.');
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
