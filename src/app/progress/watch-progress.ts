import { progressBar, progressLine } from '../../cli/progress/progress-text.ts';
import type { Terminal } from '../../cli/terminal.ts';
import type { RequestCounts } from '../../dispatch/dispatcher.ts';
import { progressJson } from './progress-event.ts';
import type { ProgressFacts } from './progress-facts.ts';
import { RateWindow } from './rate-window.ts';
import type { RunWatch } from './run-watch.ts';

const LOOK_MS = 250;
const LINE_MS = 10_000;
const JSON_MS = 1000;
const KEEP_MS = 5000;

/** A run as its progress sees it. */
export interface WatchedRun {
  readonly run: string;
  /** `Importing`, … */
  readonly title: string;
  /** Rows that have come to an end, how many of them did not succeed, and how many there will be. */
  counts(): { readonly rows: number; readonly errors: number; readonly total: number | undefined };
  readonly requests: RequestCounts;
  readonly watch: RunWatch;
  /** Is called now and then, to keep what a crash must not take. */
  readonly keep?: () => void;
}

/**
 * Shows how a run goes on, in the way that the terminal takes: a bar, a line every ten seconds, a JSON line every second, or
 * nothing; and notes it for the report. Answers how to end it.
 */
export function showProgress(terminal: Terminal, watched: WatchedRun, now: () => number): () => void {
  const rates = new RateWindow();
  const { run, watch } = watched;
  const look = (): ProgressFacts => {
    const { rows, errors, total } = watched.counts();
    watch.timeline.note(rows, errors);
    const ratePerSecond = rates.note(now(), rows);
    const known = total !== undefined && total >= rows ? total : undefined;
    const { waiting } = watch;
    const left = known === undefined || ratePerSecond <= 0 || waiting ? undefined : (known - rows) / ratePerSecond;
    return {
      title: watched.title,
      rows,
      total: known,
      errors,
      ratePerSecond,
      secondsLeft: left,
      requests: watched.requests,
      waiting,
    };
  };
  const json = (facts: ProgressFacts, end: boolean) =>
    terminal.progress(progressJson(facts, { run, time: new Date(now()), end }));
  const mode = terminal.progressMode;
  look();
  const timers = [
    setInterval(() => {
      const facts = look();
      if (mode === 'bar') terminal.status(progressBar(facts, terminal));
    }, LOOK_MS),
    setInterval(() => {
      if (mode === 'lines') terminal.progress(progressLine(look()));
    }, LINE_MS),
    setInterval(() => watched.keep?.(), KEEP_MS),
    ...(mode === 'json' ? [setInterval(() => json(look(), false), JSON_MS)] : []),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
    terminal.status('');
    const facts = look();
    if (mode === 'json') json(facts, true);
    watched.keep?.();
  };
}
