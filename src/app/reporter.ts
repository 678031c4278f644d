import type { ExportSummary } from '../export/index.ts';
import type { ImportSummary } from '../import/index.ts';
import { type RequestCounts, RequestMetrics, type RequestObserver } from '../resilience/index.ts';
import type { NextStep } from './import/next-step.ts';
import type { PlanSummary } from './plan/plan-summary.ts';

/** `info`: what happens. `detail`: more of it, for those who ask. `problem`: what went wrong. */
type MessageLevel = 'info' | 'detail' | 'problem';

/** A text, or its lines: what stands in one of these cannot begin another. */
type Text = string | readonly string[];

/** How far a run is. */
export interface RunProgress extends ProgressFacts {
  readonly run: string;
  /** The run is over. */
  readonly isLast: boolean;
}

/** How a run ended, and what is next. */
type EndedRun =
  | {
      readonly kind: 'import';
      readonly summary: ImportSummary;
      readonly next: NextStep | undefined;
      /** It is one file of a plan, whose end says what is next. */
      readonly isStep: boolean;
    }
  | { readonly kind: 'plan'; readonly summary: PlanSummary; readonly next: NextStep | undefined }
  | {
      readonly kind: 'export';
      readonly summary: ExportSummary;
      readonly next: NextStep | undefined;
      /** The rows went to standard output. */
      readonly isStreamed: boolean;
    };

/** What somebody is asked. */
interface Confirmation {
  /** What is about to happen, to be read before the question. */
  readonly details: readonly string[];
  readonly question: string;
}

/** Hears of a run while it goes on, and asks where somebody is there to be asked. Every member may be left out. */
export interface Reporter {
  /** What happens, in sentences for people. */
  message?(level: MessageLevel, text: Text): void;
  /** How far the run is, four times a second. */
  progress?(progress: RunProgress): void;
  /** How the run ended. Messages may follow. */
  end?(ended: EndedRun): void;
  /** Asks before something is destroyed or replaced. Left out: nobody can be asked, and that is a `UsageError`. */
  confirm?(confirmation: Confirmation): Promise<boolean>;
  /** The same for programs: `progress` about once a second, and `end`. */
  onEvent?(event: RunEvent): void;
}

/** A reporter that can be told everything. */
export type RunReporter = Reporter & Required<Pick<Reporter, 'message' | 'progress' | 'end'>>;

/** Completes a reporter. `onMessage` hears the messages that are no details, each as one text. */
export function runReporter(reporter: Reporter = {}, onMessage: (text: string) => void = () => {}): RunReporter {
  const { onEvent, confirm } = reporter;
  return {
    message(level, text) {
      reporter.message?.(level, text);
      if (level !== 'detail') onMessage(typeof text === 'string' ? text : text.join('\n'));
    },
    progress: (progress) => reporter.progress?.(progress),
    end(ended) {
      if (ended.kind !== 'plan') reporter.onEvent?.(endEvent(ended));
      reporter.end?.(ended);
    },
    ...(onEvent && { onEvent: (event) => reporter.onEvent?.(event) }),
    ...(confirm && { confirm: (confirmation) => confirm.call(reporter, confirmation) }),
  };
}

function endEvent(ended: Exclude<EndedRun, { kind: 'plan' }>): EndEvent {
  const { run, status, reason = null, rows, files } = ended.summary;
  const complete = ended.kind === 'export' ? { complete: ended.summary.complete } : {};
  return { type: 'end', run, status, reason, ...complete, rows: { ...rows }, files, next: ended.next?.command ?? null };
}

/** How far a run is, about once a second; with `end`, for the last time. */
export interface ProgressEvent {
  readonly type: 'progress';
  /** ISO time. */
  readonly time: string;
  readonly run: string;
  /** `Importing`, `Checking`, `Exporting`, … */
  readonly doing: string;
  /** Rows that have come to an end, and how many of them did not succeed. */
  readonly rows: number;
  readonly errors: number;
  /** Rows that there will be, as far as that can be told; line breaks within cells make it too large. */
  readonly total: number | null;
  readonly rows_per_second: number;
  readonly eta_seconds: number | null;
  readonly requests: { readonly sent: number; readonly retried: number; readonly throttled: number };
  readonly waiting: 'throttled' | 'outage' | null;
  /** What is left of the pause that the API asked for. */
  readonly pause_ms: number;
  readonly end: boolean;
}

/** How a run ended; the summary has more. */
export interface EndEvent {
  readonly type: 'end';
  readonly run: string;
  readonly status: string;
  readonly reason: string | null;
  /** Of an export: does the file hold the whole list? */
  readonly complete?: boolean;
  readonly rows: Readonly<Record<string, number>>;
  readonly files: object;
  /** The command that goes on from here. */
  readonly next: string | null;
}

export type RunEvent = ProgressEvent | EndEvent;

/** How far a run has come. */
export interface ProgressFacts {
  /** `Importing`, `Checking`, `Tagging`, `Exporting`; of a plan with the place of the file: `Importing 2/3`. */
  readonly title: string;
  /** Rows that have come to an end. */
  readonly rows: number;
  /** Rows that there will be, as far as that can be told; line breaks within cells make it too large. */
  readonly total: number | undefined;
  readonly errors: number;
  /** Over the last seconds. */
  readonly ratePerSecond: number;
  readonly secondsLeft: number | undefined;
  readonly requests: RequestCounts;
  readonly waiting: Waiting | undefined;
}

/** What a run waits for just now, by no fault of its own. */
type Waiting = { readonly for: 'pause'; readonly leftMs: number } | { readonly for: 'server'; readonly reason: string };

/** Watches a run's way to the API: for its progress, and for the charts of its report. */
export class RunMonitor implements RequestObserver {
  readonly metrics: RequestMetrics;
  readonly #now: () => number;
  #pausedUntil = 0;
  #downBecause: string | undefined;

  constructor(now: () => number) {
    this.#now = now;
    this.metrics = new RequestMetrics(now);
  }

  answered(latencyMs: number): void {
    this.metrics.answered(latencyMs);
  }

  throttled(pauseMs: number): void {
    this.metrics.throttled();
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + pauseMs);
  }

  /** The line went down or came back. */
  serverStateChanged(state: 'down' | 'up', reason: string): void {
    this.#downBecause = state === 'down' ? reason : undefined;
  }

  get waiting(): Waiting | undefined {
    if (this.#downBecause !== undefined) return { for: 'server', reason: this.#downBecause };
    const leftMs = this.#pausedUntil - this.#now();
    return leftMs > 0 ? { for: 'pause', leftMs } : undefined;
  }
}
