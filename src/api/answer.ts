import { lookUpErrorCode } from './errors/error-codes.ts';
import {
  type AnswerFailure,
  ApiError,
  BadAnswer,
  DISPOSITIONS,
  dispositionFacts,
  failureOfStatus,
} from './errors/sobot-error.ts';
import type { IncomingAnswer } from './http-messages.ts';
import { API_MESSAGES, API_TEXTS } from './messages.ts';

/** A successful answer's body, before its schema is applied. */
export type AnswerBody = Record<string, unknown>;

interface ReadOptions {
  /** May the call be sent again even if it was processed? */
  readonly mayRepeat: boolean;
  readonly now: () => number;
  /** Takes secrets out of a text that goes into a message. */
  readonly redact: (text: string) => string;
  /** What may be shown of an answer that does not come from the API; by default the redacted text. */
  readonly show?: (text: string) => string;
  /** Takes secrets out of what JSON had escaped. */
  readonly reviver?: (name: string, value: unknown) => unknown;
}

/** The codes that say that the token is blank or expired: the client renews it and sends the call again. */
export function isTokenError(error: unknown): boolean {
  return error instanceof ApiError && (error.code === '900001' || error.code === '900002');
}

/**
 * Reads an answer: the outcome is in the body's `ret_code`, not in the HTTP status, unless a gateway answered.
 * Errors: `ApiError` or `BadAnswer`, with their disposition from `errors/sobot-error.ts`. Source: API document, "API return code".
 */
export function readAnswer(answer: IncomingAnswer, options: ReadOptions): AnswerBody {
  const failure = failureOfStatus(answer.status);
  if (failure) throw badAnswer(failure, answer, options);
  const body = parseObject(answer.text, options.reviver);
  const code = retCode(body);
  if (!body || code === undefined) {
    throw badAnswer(answer.status >= 400 ? 'gateway-refusal' : 'not-json', answer, options);
  }
  if (code === '000000') return body;
  throw apiError(code, body, options);
}

const SUCCESS = Buffer.from('"ret_code":"000000"');

/** Does an answer seem to report success? Only a `false` is certain. */
export function seemsSuccessful(status: number, bytes: Buffer): boolean {
  return status === 200 && bytes.lastIndexOf(SUCCESS) >= 0;
}

function badAnswer(failure: AnswerFailure, answer: IncomingAnswer, options: ReadOptions): BadAnswer {
  const { redact, show = redact, mayRepeat, now } = options;
  const { status, headers } = answer;
  return new BadAnswer({
    code: failure === 'not-json' ? failure : `http-${status}`,
    status,
    what: redact(describeFailure(failure, answer)),
    text: show(answer.text),
    ...dispositionFacts(DISPOSITIONS[failure], mayRepeat),
    ...(ASKS_FOR_PAUSE.has(failure) && { retryAfterMs: parseRetryAfter(headers['retry-after'], now()) }),
  });
}

const ASKS_FOR_PAUSE: ReadonlySet<AnswerFailure> = new Set(['throttled', 'server-error', 'gateway-error']);

function describeFailure(failure: AnswerFailure, { status, headers }: IncomingAnswer): string {
  if (failure === 'throttled') return API_MESSAGES['http-429'].text.error();
  if (failure === 'server-error' || failure === 'gateway-error') return API_MESSAGES['http-5xx'].text.error(status);
  if (failure === 'gateway-refusal') return API_MESSAGES['http-4xx'].text.error(status);
  if (failure !== 'redirect') return API_MESSAGES['not-json'].text.error();
  return API_MESSAGES['http-3xx'].text.error(status, (headers['location'] ?? '').slice(0, MAX_LOCATION_CHARS));
}

const MAX_LOCATION_CHARS = 100;

function apiError(code: string, body: AnswerBody, { mayRepeat, redact }: ReadOptions): ApiError {
  const reason =
    typeof body['ret_msg'] === 'string' && body['ret_msg'] !== ''
      ? redact(body['ret_msg'].replace(/\s+/g, ' '))
      : API_TEXTS.noReason();
  const { disposition, remediation } = lookUpErrorCode(code);
  const message = remediation ? `${reason} (${code}). ${remediation}` : `${reason} (${code})`;
  if (code === '999999') {
    return new ApiError({ code, message, ...dispositionFacts(DISPOSITIONS['unknown-exception'], mayRepeat) });
  }
  return new ApiError({ code, message, disposition, notProcessed: true });
}

function parseObject(text: string, reviver: ReadOptions['reviver']): AnswerBody | undefined {
  try {
    const value: unknown = JSON.parse(text, reviver && /\\[u/]/.test(text) ? reviver : undefined);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as AnswerBody) : undefined;
  } catch {
    return undefined;
  }
}

/** The code of an answer: six digits, or a number that has lost its leading zeros. Any other answer does not come from the API. */
function retCode(body: AnswerBody | undefined): string | undefined {
  const code = body?.['ret_code'];
  const text = typeof code === 'number' ? String(code).padStart(6, '0') : code;
  return typeof text === 'string' && /^\d{6}$/.test(text) ? text : undefined;
}

/**
 * `Retry-After` in seconds or as a date, as milliseconds from `nowMs`; undefined where absent or unreadable. Of several
 * values that are joined with commas the first one counts; a date contains a comma itself.
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header && /^\s*(?:[a-z]+,)?[^,]*/i.exec(header)?.[0].trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
