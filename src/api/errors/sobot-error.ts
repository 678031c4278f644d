/** What a failed call means for the row that caused it. */
export type Disposition = 'retry' | 'reject-row' | 'in-doubt' | 'stop-run';

/** Facts about a failed call. Never a header, a token or a key. */
export interface SobotErrorFacts {
  /** Stable code: the API's `ret_code`, or a word of ours (`timeout`, `refused`, `not-json`, …). */
  readonly code: string;
  readonly disposition: Disposition;
  /** The server surely did not process the request. */
  readonly notProcessed?: boolean;
  /** The line or the server is down, as opposed to this request being wrong. */
  readonly outage?: boolean;
  /** The server asked to slow down. */
  readonly throttled?: boolean;
  /** What `Retry-After` asked for. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** Base of every error that a call of the API can end with. */
export class SobotError extends Error {
  override name = 'SobotError';
  readonly code: string;
  readonly disposition: Disposition;
  readonly notProcessed: boolean;
  readonly outage: boolean;
  readonly throttled: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, facts: SobotErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.disposition = facts.disposition;
    this.notProcessed = facts.notProcessed ?? false;
    this.outage = facts.outage ?? false;
    this.throttled = facts.throttled ?? false;
    this.retryAfterMs = facts.retryAfterMs;
  }
}
