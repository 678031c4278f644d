import type { ExportSummary } from '../export/summary.ts';
import type { ImportSummary } from '../import/summary.ts';
import type { NextStep } from './import/next-step.ts';
import type { PlanSummary } from './plan/plan-summary.ts';
import type { ProgressFacts } from './progress/progress-facts.ts';
import type { EndEvent, RunEvent } from './run-event.ts';

/** `info`: what happens. `detail`: more of it, for those who ask. `problem`: what went wrong. */
export type MessageLevel = 'info' | 'detail' | 'problem';

/** A text, or its lines: what stands in one of these cannot begin another. */
export type Text = string | readonly string[];

/** How far a run is. */
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
  | {
      readonly kind: 'export';
      readonly summary: ExportSummary;
      readonly next: NextStep | undefined;
      /** The rows went to standard output. */
      readonly isStreamed: boolean;
    };

/** What somebody is asked. */
export interface Confirmation {
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
