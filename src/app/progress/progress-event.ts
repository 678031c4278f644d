import type { ProgressFacts } from './progress-facts.ts';

/** A line of `--progress json`. Its fields are documented in docs/progress.md. */
export function progressJson(
  { rows, total, errors, ratePerSecond, secondsLeft, requests, waiting, title }: ProgressFacts,
  { run, time, end }: { readonly run: string; readonly time: Date; readonly end: boolean },
): string {
  return JSON.stringify({
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
    end,
  });
}
