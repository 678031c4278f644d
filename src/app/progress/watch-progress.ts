import type { Clock } from '../../resilience/clock.ts';
import type { RequestCounts } from '../../resilience/dispatcher.ts';
import type { RunProgress, RunReporter } from '../reporter.ts';
import { progressEvent } from './progress-event.ts';
import { RateWindow } from './rate-window.ts';
import type { RunMonitor } from './run-watch.ts';

const PROGRESS_INTERVAL_MS = 250;
const EVENT_INTERVAL_MS = 1000;
const PERSIST_INTERVAL_MS = 5000;

/** A run as its progress sees it. */
export interface MonitoredRun {
  readonly run: string;
  /** `Importing`, … */
  readonly title: string;
  /** Rows that have come to an end, how many of them did not succeed, and how many there will be. */
  counts(): { readonly rows: number; readonly errors: number; readonly total: number | undefined };
  readonly requests: RequestCounts;
  readonly watch: RunMonitor;
  /** Is called now and then, to keep what a crash must not take. */
  readonly persist?: () => void;
}

/** Reports how a run goes on, and notes it for the report of the run. Returns how to end it. */
export function reportProgress(
  reporter: Pick<RunReporter, 'progress' | 'onEvent'>,
  watched: MonitoredRun,
  clock: Clock,
): () => void {
  const rates = new RateWindow();
  const { run, title, requests, watch } = watched;
  const look = (isLast = false): RunProgress => {
    const { rows, errors, total } = watched.counts();
    watch.metrics.note(rows, errors);
    const ratePerSecond = rates.sample(clock.elapsed(), rows);
    const known = total !== undefined && total >= rows ? total : undefined;
    const { waiting } = watch;
    const left = known === undefined || ratePerSecond <= 0 || waiting ? undefined : (known - rows) / ratePerSecond;
    return { run, title, rows, total: known, errors, ratePerSecond, secondsLeft: left, requests, waiting, isLast };
  };
  const tell = (progress: RunProgress) => reporter.onEvent?.(progressEvent(progress, new Date(clock.now())));
  look();
  const timers = [
    setInterval(() => reporter.progress(look()), PROGRESS_INTERVAL_MS),
    ...(reporter.onEvent ? [setInterval(() => tell(look()), EVENT_INTERVAL_MS)] : []),
    setInterval(() => watched.persist?.(), PERSIST_INTERVAL_MS),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
    const last = look(true);
    reporter.progress(last);
    tell(last);
    watched.persist?.();
  };
}
