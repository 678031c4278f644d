import type { Failure } from '../../app/failure.ts';
import type { Reporter, RunProgress } from '../../app/reporter.ts';
import { withoutUploadFolders } from '../shown-text.ts';

/** What a job is told about what it works on. */
export interface JobControl {
  readonly signal: AbortSignal;
  readonly cancel: AbortSignal;
  readonly reporter: Reporter;
}

type JobPhase = 'running' | 'confirm' | 'stopping' | 'ended' | 'failed';

/** How a job's run ended, as the reporter of the use cases tells it. */
type ReportedEnd = Parameters<NonNullable<Reporter['end']>>[0];

/** The last messages are kept. */
const MAX_MESSAGES = 50;
const MAX_MESSAGE_CHARS = 2000;

interface Question {
  readonly details: readonly string[];
  readonly question: string;
  answer(agreed: boolean): void;
}

/** Work that goes on whether or not a page is open: its progress, its messages, the question it waits for, and its end. */
export class Job {
  readonly id: string;
  readonly kind: string;
  /** What it works on, for people. */
  readonly about: string;
  readonly startedAt = new Date();
  endedAt: Date | undefined;
  progress: RunProgress | undefined;
  readonly messages: { readonly level: 'info' | 'problem'; readonly text: string }[] = [];
  end: ReportedEnd | undefined;
  /** What the use case returned. */
  result: unknown;
  failure: Failure | undefined;
  question: Question | undefined;
  /** Has its question been answered with no? Then it ends without having begun. */
  isDeclined = false;
  readonly #stop = new AbortController();
  readonly #cancel = new AbortController();
  readonly #listeners = new Set<() => void>();

  constructor(id: string, kind: string, about: string) {
    this.id = id;
    this.kind = kind;
    this.about = about;
  }

  get phase(): JobPhase {
    if (this.failure !== undefined) return 'failed';
    if (this.endedAt !== undefined) return 'ended';
    if (this.#stop.signal.aborted) return 'stopping';
    return this.question === undefined ? 'running' : 'confirm';
  }

  get isOver(): boolean {
    return this.endedAt !== undefined;
  }

  /** The signals and the reporter for a use case. */
  get control(): JobControl {
    return {
      signal: this.#stop.signal,
      cancel: this.#cancel.signal,
      reporter: {
        message: (level, text) => {
          if (level === 'detail') return;
          const whole = withoutUploadFolders(typeof text === 'string' ? text : text.join('\n')).trim();
          if (whole === '') return;
          this.messages.push({ level, text: whole.slice(0, MAX_MESSAGE_CHARS) });
          if (this.messages.length > MAX_MESSAGES) this.messages.shift();
          this.changed();
        },
        progress: (progress) => {
          this.progress = { ...progress, requests: { ...progress.requests } };
          this.changed();
        },
        end: (end) => {
          this.end = end;
          this.changed();
        },
        confirm: (confirmation) => this.#ask(confirmation),
      },
    };
  }

  /** Requests in flight finish; the run can be resumed. */
  stop(): void {
    this.#stop.abort();
    this.question?.answer(false);
    this.changed();
  }

  /** Stops, and cancels requests in flight. */
  cancel(): void {
    this.stop();
    this.#cancel.abort();
  }

  /** Calls the listener after every change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #ask({ details, question }: { readonly details: readonly string[]; readonly question: string }): Promise<boolean> {
    if (this.#stop.signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.question = {
        details: details.map(withoutUploadFolders),
        question: withoutUploadFolders(question),
        answer: (agreed) => {
          this.question = undefined;
          this.isDeclined = !agreed;
          this.changed();
          resolve(agreed);
        },
      };
      this.changed();
    });
  }
}
