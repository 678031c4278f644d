import { shortened } from '../../words/index.ts';
import { API_MESSAGES } from '../messages.ts';

/** What a failed call means for the row that caused it. */
export type Disposition = 'retry' | 'reject-row' | 'in-doubt' | 'stop-run';

/** Facts about a failed call. Never a header, a token or a key. */
interface SobotErrorFacts {
  /** Stable code: the API's `ret_code`, or one of ours (`timeout`, `refused`, `not-json`, …). `messages.ts` lists them all. */
  readonly code: string;
  readonly disposition: Disposition;
  /** The server certainly did not process the request. */
  readonly notProcessed?: boolean;
  /** The network or the server is down, as opposed to this request being wrong. */
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

/** The API answered, and its answer is not success: `code` is its `ret_code`, the message its `ret_msg` and what to do. */
export class ApiError extends SobotError {
  override name = 'ApiError';

  constructor(facts: {
    code: string;
    message: string;
    disposition: Disposition;
    notProcessed: boolean;
    throttled?: boolean;
  }) {
    super(facts.message, facts);
  }
}

/** Including the ellipsis that marks a shortened text. */
const MAX_EXCERPT_CHARS = 201;

/** The answer does not come from the API: an HTTP error status, HTML, half an answer. The message shows at most 200 characters of it. */
export class BadAnswer extends SobotError {
  override name = 'BadAnswer';
  readonly status: number;

  constructor(facts: {
    code: string;
    status: number;
    what: string;
    text: string;
    disposition: Disposition;
    notProcessed?: boolean;
    outage?: boolean;
    throttled?: boolean;
    retryAfterMs?: number | undefined;
  }) {
    const { retryAfterMs, ...rest } = facts;
    super(`${facts.what}${excerpt(facts.text)}`, retryAfterMs === undefined ? rest : { ...rest, retryAfterMs });
    this.status = facts.status;
  }

  /** A redirect or a refusal (HTTP 3xx or 4xx) by something other than the API, and not a request to slow down. */
  get isForeign(): boolean {
    return this.status >= 300 && this.status < 500 && !this.throttled && ![408, 425].includes(this.status);
  }
}

function excerpt(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain === '') return ' (empty answer)';
  return `: ${shortened(plain, MAX_EXCERPT_CHARS)}`;
}

/** What a failed call means for its row. */
export interface DispositionRule {
  /** For a call that may be sent again even if it was processed. */
  readonly repeatable: Disposition;
  /** For a call that may not. */
  readonly once: Disposition;
  /** The server certainly did not process the request. */
  readonly notProcessed?: true;
  /** The server or the way to it is at fault, not this request. */
  readonly outage?: true;
  /** The server asked to slow down. */
  readonly throttled?: true;
}

const NEVER_LEFT = { repeatable: 'retry', once: 'retry', notProcessed: true, outage: true } as const;
/** The server may have processed the call, whatever it answered. */
const UNKNOWN_OUTCOME = { repeatable: 'retry', once: 'in-doubt' } as const;
const OUTAGE = { ...UNKNOWN_OUTCOME, outage: true } as const;

/**
 * Every way in which a call can fail without an answer of the API, and what that means for its row. An answer with a
 * `ret_code` below HTTP 300 or in HTTP 4xx is one of the API: `error-codes.ts` says what each code means.
 */
export const DISPOSITIONS = {
  /** HTTP 429: refused before it was processed. */
  throttled: { repeatable: 'retry', once: 'retry', notProcessed: true, throttled: true },
  /** HTTP 500, whatever its body says. */
  'server-error': UNKNOWN_OUTCOME,
  /** HTTP 408, 425 and 501 to 599, whatever their body says. */
  'gateway-error': OUTAGE,
  /** HTTP 3xx: a gateway that signs in, or moves, may answer so after the call went through. */
  redirect: OUTAGE,
  /** Another HTTP 4xx without a `ret_code`: a firewall or a gateway, before or after the call went through. */
  'gateway-refusal': OUTAGE,
  /** HTTP 2xx without a `ret_code`: HTML, nothing, half an answer, a list, a number. */
  'not-json': OUTAGE,
  /** The API said success, in an answer that cannot be read. */
  'malformed-answer': UNKNOWN_OUTCOME,
  /** The code 999999. */
  'unknown-exception': UNKNOWN_OUTCOME,
} as const satisfies Readonly<Record<string, DispositionRule>>;

/** How an answer can fail to say, by its `ret_code`, how the call ended. */
export type AnswerFailure = keyof typeof DISPOSITIONS;

/** The same for failures in transit: `before` the request left, or after it had `left`. */
export const TRANSPORT_DISPOSITIONS = {
  refused: { before: NEVER_LEFT, left: OUTAGE },
  dns: { before: NEVER_LEFT, left: OUTAGE },
  'connect-timeout': { before: NEVER_LEFT, left: OUTAGE },
  tls: { before: { ...NEVER_LEFT, repeatable: 'stop-run', once: 'stop-run' }, left: OUTAGE },
  reset: { before: NEVER_LEFT, left: OUTAGE },
  timeout: { before: NEVER_LEFT, left: OUTAGE },
  'too-large': { before: NEVER_LEFT, left: UNKNOWN_OUTCOME },
  cancelled: { before: { repeatable: 'retry', once: 'retry', notProcessed: true }, left: UNKNOWN_OUTCOME },
} as const satisfies Readonly<Record<string, { readonly before: DispositionRule; readonly left: DispositionRule }>>;

/** How a call can fail in transit, before there is an answer to read. */
export type TransportFailure = keyof typeof TRANSPORT_DISPOSITIONS;

/** The failure that an HTTP status means whatever the body says; undefined where the body decides. */
export function failureOfStatus(status: number): AnswerFailure | undefined {
  if (status === 429) return 'throttled';
  if (status === 500) return 'server-error';
  if (status > 500 || status === 408 || status === 425) return 'gateway-error';
  if (status >= 300 && status < 400) return 'redirect';
  return undefined;
}

/** The facts of an error, as `SobotError` takes them. */
export function dispositionFacts(disposition: DispositionRule, mayRepeat: boolean) {
  const { repeatable, once, notProcessed = false, outage = false, throttled = false } = disposition;
  return { disposition: mayRepeat ? repeatable : once, notProcessed, outage, throttled };
}

/** The network failed: the request did not leave, or its answer did not arrive. */
export class TransportError extends SobotError {
  override name = 'TransportError';

  constructor(failure: TransportFailure, facts: { host: string; left: boolean; mayRepeat: boolean; cause?: unknown }) {
    const disposition = TRANSPORT_DISPOSITIONS[failure][facts.left ? 'left' : 'before'];
    super(`${facts.host}: ${API_MESSAGES[failure].text.error()}`, {
      code: failure,
      ...dispositionFacts(disposition, facts.mayRepeat),
      cause: facts.cause,
    });
  }
}
