import type { Clock, RequestCounts } from '../resilience/index.ts';
import { durationText, t } from '../words/index.ts';
import { gateMessage, goingOnMessage } from './gate-text.ts';
import type { ProgressEvent, RunMonitor, RunProgress, RunReporter } from './reporter.ts';
import type { SessionEvents } from './session.ts';

const PROGRESS_INTERVAL_MS = 250;
const EVENT_INTERVAL_MS = 1000;
const PERSIST_INTERVAL_MS = 5000;

/** The facts of a run whose progress is reported. */
interface MonitoredRun {
  readonly run: string;
  /** `Importing`, … */
  readonly title: string;
  /** Rows with an outcome, those that did not succeed, and the expected total. */
  counts(): { readonly rows: number; readonly errors: number; readonly total: number | undefined };
  readonly requests: RequestCounts;
  readonly watch: RunMonitor;
  /** Called periodically, to save what a crash must not lose. Never rejects. */
  readonly persist?: () => Promise<void>;
}

/** Reports the progress of a run, and records it for the run's report. Returns a function that ends it, once what was to be saved is. */
export function reportProgress(
  reporter: Pick<RunReporter, 'progress' | 'onEvent'>,
  watched: MonitoredRun,
  clock: Clock,
): () => Promise<void> {
  const rates = new RateWindow();
  const { run, title, requests, watch } = watched;
  const measure = (isLast = false): RunProgress => {
    const { rows, errors, total } = watched.counts();
    watch.metrics.note(rows, errors);
    const ratePerSecond = rates.sample(clock.elapsed(), rows);
    const known = total !== undefined && total >= rows ? total : undefined;
    const { waiting } = watch;
    const left = known === undefined || ratePerSecond <= 0 || waiting ? undefined : (known - rows) / ratePerSecond;
    return { run, title, rows, total: known, errors, ratePerSecond, secondsLeft: left, requests, waiting, isLast };
  };
  const emit = (progress: RunProgress) => reporter.onEvent?.(progressEvent(progress, new Date(clock.now())));
  let persisting: Promise<void> | undefined;
  const persist = () => {
    persisting ??= watched.persist?.().finally(() => {
      persisting = undefined;
    });
  };
  measure();
  const timers = [
    setInterval(() => reporter.progress(measure()), PROGRESS_INTERVAL_MS),
    ...(reporter.onEvent ? [setInterval(() => emit(measure()), EVENT_INTERVAL_MS)] : []),
    setInterval(persist, PERSIST_INTERVAL_MS),
  ];
  return async () => {
    for (const timer of timers) clearInterval(timer);
    const last = measure(true);
    reporter.progress(last);
    emit(last);
    await persisting;
    await watched.persist?.();
  };
}

/** The progress of a run, for programs. Its members are documented in docs/watch-a-run.md. */
function progressEvent(progress: RunProgress, time: Date): ProgressEvent {
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
    waiting: waiting === undefined ? null : WAITING_CODES[waiting.for],
    ...(waiting !== undefined && 'untilMs' in waiting && { resumes_at: new Date(waiting.untilMs).toISOString() }),
    pause_ms: waiting?.for === 'pause' ? Math.ceil(waiting.leftMs) : 0,
    end: isLast,
  };
}

const WAITING_CODES = {
  pause: 'throttled',
  server: 'outage',
  window: 'window',
  budget: 'budget',
  'daily-limit': 'daily-limit',
} as const;

const WINDOW_MS = 15_000;

/** The growth rate of a count over the last fifteen seconds, or since the start. */
class RateWindow {
  readonly #samples: { readonly at: number; readonly count: number }[] = [];

  /** Records the count at a time, and returns its growth per second. */
  sample(at: number, count: number): number {
    const samples = this.#samples;
    const isNear = (index: number) => at - (samples[index]?.at ?? 0) < WINDOW_MS / 60;
    // A sample each quarter of a second is enough.
    if (samples.length < 2 || !isNear(samples.length - 1)) samples.push({ at, count });
    while (samples.length > 2 && at - (samples[1]?.at ?? at) >= WINDOW_MS) samples.shift();
    const first = samples[0];
    if (!first || at <= first.at) return 0;
    return ((count - first.count) * 1000) / (at - first.at);
  }
}

/** Session events that are reported to people and to the run's monitor. */
export function sessionEventsFor(
  reporter: Pick<RunReporter, 'message'>,
  watch: RunMonitor,
): Pick<SessionEvents, 'onServer' | 'onWait' | 'traffic'> {
  return {
    onWait(wait) {
      watch.gateChanged(wait);
      reporter.message('info', wait === undefined ? goingOnMessage() : gateMessage(wait));
    },
    onServer(state, reason) {
      watch.serverStateChanged(state, reason);
      reporter.message(
        'info',
        state === 'down' ? t`The server does not answer (${reason}); waiting for it.` : t`The server answers again.`,
      );
    },
    traffic: {
      answered: (latencyMs) => watch.answered(latencyMs),
      throttled(pauseMs) {
        watch.throttled(pauseMs);
        reporter.message('detail', t`The API asks for a pause of ${durationText(pauseMs)}.`);
      },
    },
  };
}
