import type { Disposition } from './errors/sobot-error.ts';

/** What a failed call means. `left` speaks of failures on the way: had the request gone out when it failed? */
export interface DispositionRule {
  /** For a call that may be sent again even if it was processed. */
  readonly repeatable: Disposition;
  /** For a call that may not. */
  readonly once: Disposition;
  /** The server surely did not process the request. */
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

/** What an answer can be that does not tell, by its `ret_code`, how the call ended. */
export type AnswerFailure = keyof typeof DISPOSITIONS;

/** The same for failures on the way, by whether the request had left. */
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

/** How a call can fail on the way, before there is an answer to read. */
export type TransportFailure = keyof typeof TRANSPORT_DISPOSITIONS;

/** What an answer's status says before anything of its body counts; undefined where the body decides. */
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
