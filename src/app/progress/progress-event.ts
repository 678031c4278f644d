import type { RunProgress } from '../reporter.ts';
import type { ProgressEvent } from '../run-event.ts';

/** How far a run is, for programs. Its members are documented in docs/progress.md. */
export function progressEvent(progress: RunProgress, time: Date): ProgressEvent {
  const { run, rows, total, errors, ratePerSecond, secondsLeft, requests, waiting, title, isLast } = progress;
  return {
    type: 'progress',
    time: time.toISOString(),
    run,
    doing: title,
    rows,
    total: total ?? null,
    errors,
    rows_per_second: Math.round(ratePerSecond * 10) / 10,
    eta_seconds: secondsLeft === undefined ? null : Math.ceil(secondsLeft),
    requests: { ...requests },
    waiting: waiting === undefined ? null : waiting.for === 'pause' ? 'throttled' : 'outage',
    pause_ms: waiting?.for === 'pause' ? Math.ceil(waiting.leftMs) : 0,
    end: isLast,
  };
}
