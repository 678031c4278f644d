import type { ExportSummary } from '../export/index.ts';
import type { ImportSummary } from '../import/index.ts';
import { type GateWait, type RequestCounts, RequestMetrics, type RequestObserver } from '../resilience/index.ts';
import type { ChangePlanSummary, VerifySummary } from './change/change-summary.ts';
import type { NextStep } from './import/next-step.ts';
import type { PlanSummary } from './plan/plan-summary.ts';

/** `info`: what happens. `detail`: more of it (`--verbose`). `problem`: what went wrong. */
type MessageLevel = 'info' | 'detail' | 'problem';

/** A text, or its lines; a line break inside a line does not start a new one. */
type Text = string | readonly string[];

/** The progress of one run. */
export interface RunProgress extends ProgressFacts {
  readonly run: string;
  /** The run is over. */
  readonly isLast: boolean;
}

/** How a run ended, and what is next. */
export type EndedRun =
  | {
      readonly kind: 'import';
      readonly summary: ImportSummary;
      readonly next: NextStep | undefined;
      /** It is one file of a plan, whose end says what is next. */
      readonly isStep: boolean;
    }
  | { readonly kind: 'plan'; readonly summary: PlanSummary; readonly next: NextStep | undefined }
  | { readonly kind: 'change-plan'; readonly summary: ChangePlanSummary; readonly next: NextStep | undefined }
  | { readonly kind: 'verify'; readonly summary: VerifySummary; readonly next: NextStep | undefined }
  | {
      readonly kind: 'export';
      readonly summary: ExportSummary;
      readonly next: NextStep | undefined;
      /** The rows went to standard output. */
      readonly isStreamed: boolean;
    };

/** A question before something is deleted or replaced. */
interface Confirmation {
  /** What would happen, shown before the question. */
  readonly details: readonly string[];
  readonly question: string;
}

/** Is notified during a run, and asks for confirmations. Every member is optional. */
export interface Reporter {
  /** What happens, in sentences for people. */
  message?(level: MessageLevel, text: Text): void;
  /** The progress of the run, four times a second. */
  progress?(progress: RunProgress): void;
  /** How the run ended. Messages may follow. */
  end?(ended: EndedRun): void;
  /** Asks before something is deleted or replaced. Without it nobody can be asked, and that is a `UsageError`. */
  confirm?(confirmation: Confirmation): Promise<boolean>;
  /** Plain data for programs: `progress` about once a second, and `end`. */
  onEvent?(event: RunEvent): void;
}

/** A reporter that takes every message. */
export interface RunReporter
  extends Pick<Reporter, 'confirm' | 'onEvent'>,
    Required<Pick<Reporter, 'message' | 'progress'>> {
  /** Notifies, then reports the end of the run; resolves to it, with what became of the notifications in its summary. */
  end<Ended extends EndedRun>(ended: Ended): Promise<Ended>;
}

/** Tells others how a run ended. */
interface EndNotifier {
  ended<Ended extends EndedRun>(ended: Ended): Promise<Ended>;
}

/** Completes a reporter. `onMessage` gets every message except details, each as one string. */
export function runReporter(
  reporter: Reporter = {},
  onMessage: (text: string) => void = () => {},
  notifier?: EndNotifier,
): RunReporter {
  const { onEvent, confirm } = reporter;
  return {
    message(level, text) {
      reporter.message?.(level, text);
      if (level !== 'detail') onMessage(typeof text === 'string' ? text : text.join('\n'));
    },
    progress: (progress) => reporter.progress?.(progress),
    async end(given) {
      const ended = notifier === undefined ? given : await notifier.ended(given);
      if (ended.kind !== 'plan') reporter.onEvent?.(endEvent(ended));
      reporter.end?.(ended);
      return ended;
    },
    ...(onEvent && { onEvent: (event) => reporter.onEvent?.(event) }),
    ...(confirm && { confirm: (confirmation) => confirm.call(reporter, confirmation) }),
  };
}

/** The files of a plan of several files each have an end of their own. */
function endEvent(ended: Exclude<EndedRun, { kind: 'plan' }>): EndEvent {
  const next = ended.next?.command ?? null;
  if (ended.kind === 'verify') {
    const { verifies, status, records, files } = ended.summary;
    return { type: 'end', run: verifies, status, reason: null, rows: { ...records }, files, next };
  }
  const { status, reason = null, rows, files } = ended.summary;
  const run = ended.kind === 'change-plan' ? ended.summary.plan : ended.summary.run;
  const complete = ended.kind === 'export' ? { complete: ended.summary.complete } : {};
  return { type: 'end', run, status, reason, ...complete, rows: { ...rows }, files, next };
}

/** The progress of a run, about once a second; the last one has `end`. */
export interface ProgressEvent {
  readonly type: 'progress';
  /** ISO time. */
  readonly time: string;
  readonly run: string;
  /** `Importing`, `Checking`, `Exporting`, … */
  readonly doing: string;
  /** Rows with an outcome, and those that did not succeed. */
  readonly rows: number;
  readonly errors: number;
  /** Expected number of rows; too high if cells have line breaks. */
  readonly total: number | null;
  readonly rows_per_second: number;
  readonly eta_seconds: number | null;
  readonly requests: { readonly sent: number; readonly retried: number; readonly throttled: number };
  readonly waiting: 'throttled' | 'outage' | GateWait['for'] | null;
  /** Only while the run waits for its window, its budget or the daily limit of the API: the ISO time at which it goes on. */
  readonly resumes_at?: string;
  /** The rest of the pause that the API asked for. */
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
  /** As in the summary; of a verification, its records. */
  readonly rows: Readonly<Record<string, number>>;
  readonly files: object;
  /** The command to run next. */
  readonly next: string | null;
}

export type RunEvent = ProgressEvent | EndEvent;

/** The progress of a run. */
export interface ProgressFacts {
  /** `Importing`, `Checking`, `Tagging`, `Exporting`; in a plan with the number of the file: `Importing 2/3`. */
  readonly title: string;
  /** Rows with an outcome. */
  readonly rows: number;
  /** Expected number of rows; too high if cells have line breaks. */
  readonly total: number | undefined;
  readonly errors: number;
  /** Over the last seconds. */
  readonly ratePerSecond: number;
  readonly secondsLeft: number | undefined;
  readonly requests: RequestCounts;
  readonly waiting: Waiting | undefined;
}

/** What a run is waiting for. */
type Waiting =
  | { readonly for: 'pause'; readonly leftMs: number }
  | { readonly for: 'server'; readonly reason: string }
  | GateWait;

/** Monitors a run's requests, for its progress and the charts of its report. */
export class RunMonitor implements RequestObserver {
  readonly metrics: RequestMetrics;
  readonly #now: () => number;
  #pausedUntil = 0;
  #downBecause: string | undefined;
  #gateWait: GateWait | undefined;

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

  /** The server stopped answering, or answers again. */
  serverStateChanged(state: 'down' | 'up', reason: string): void {
    this.#downBecause = state === 'down' ? reason : undefined;
  }

  /** Calls wait for a time of the day, or go on. */
  gateChanged(wait: GateWait | undefined): void {
    this.#gateWait = wait;
  }

  get waiting(): Waiting | undefined {
    if (this.#gateWait) return this.#gateWait;
    if (this.#downBecause !== undefined) return { for: 'server', reason: this.#downBecause };
    const leftMs = this.#pausedUntil - this.#now();
    return leftMs > 0 ? { for: 'pause', leftMs } : undefined;
  }
}
