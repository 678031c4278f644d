import { goingOnMessage, isGateMessage } from '../gate-text.ts';

/** Listens to a run of a job, so that the schedule says what it waits for, and stops it while it does nothing else. */
interface JobWaits {
  /** Aborted to stop the run so that it can be resumed. */
  readonly interrupt: AbortSignal;
  /** Takes a line of what the run says to people. */
  onLine(line: string): void;
  dispose(): void;
}

interface WaitsContext {
  readonly log: (job: string, text: string) => void;
  /** Aborted: a run that only waits is interrupted. */
  readonly stop: AbortSignal;
  /** Aborted: any run is interrupted. */
  readonly interrupt: AbortSignal;
}

/** What a run of a job says about its window, its budget or a daily limit is logged; `stop` interrupts it only while it waits. */
export function followWaits(job: string, { log, stop, interrupt }: WaitsContext): JobWaits {
  const own = new AbortController();
  let isWaiting = false;
  const stopIfWaiting = () => {
    if (isWaiting && stop.aborted) own.abort();
  };
  stop.addEventListener('abort', stopIfWaiting);
  return {
    interrupt: AbortSignal.any([interrupt, own.signal]),
    onLine(line) {
      const waits = isGateMessage(line);
      if (!waits && !(isWaiting && line === goingOnMessage())) return;
      isWaiting = waits;
      log(job, line);
      stopIfWaiting();
    },
    dispose: () => stop.removeEventListener('abort', stopIfWaiting),
  };
}
