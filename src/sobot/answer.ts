import { adviceFor } from './codes/error-codes.ts';
import { ApiError } from './errors/api-error.ts';
import { BadAnswer } from './errors/bad-answer.ts';
import type { Verdict } from './errors/sobot-error.ts';
import type { IncomingAnswer } from './transport.ts';

/** A successful answer's body, before its schema is applied. */
export type AnswerBody = Record<string, unknown>;

export interface ReadOptions {
  /** May the call be sent again even if it was processed? */
  readonly mayRepeat: boolean;
  readonly now: () => number;
  /** Takes secrets out of a text that goes into a message. */
  readonly conceal: (text: string) => string;
  /** What may be shown of an answer that is none of the API; by default all of it that `conceal` leaves. */
  readonly show?: (text: string) => string;
}

/** The codes that say that the token is blank or expired: the client renews it and sends the call again. */
export function isTokenRefusal(error: unknown): boolean {
  return error instanceof ApiError && (error.code === '900001' || error.code === '900002');
}

/**
 * Reads an answer: the outcome is in the body's `ret_code`, not in the HTTP status, unless a gateway answered.
 * Throws `ApiError` or `BadAnswer` with their verdict. Source: reading notes, "Conventions of every call" and "Errors".
 */
export function readAnswer(
  answer: IncomingAnswer,
  { mayRepeat, now, conceal, show = conceal }: ReadOptions,
): AnswerBody {
  const { status } = answer;
  const text = status >= 300 ? show(answer.text) : '';
  const uncertain: Verdict = mayRepeat ? 'retry' : 'in-doubt';
  if (status === 429) {
    const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], now());
    const facts = { verdict: 'retry', notProcessed: true, throttled: true, retryAfterMs } as const;
    throw new BadAnswer({ code: 'http-429', status, what: 'the server asks to slow down (HTTP 429)', text, ...facts });
  }
  if (status >= 500 || status === 408 || status === 425) {
    const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], now());
    const facts = { verdict: uncertain, outage: status !== 500, retryAfterMs } as const;
    throw new BadAnswer({
      code: `http-${status}`,
      status,
      what: `the server failed with HTTP ${status}`,
      text,
      ...facts,
    });
  }
  const body = parseObject(answer.text);
  const code = retCode(body);
  if (!body || code === undefined) {
    const refused = status >= 300;
    throw new BadAnswer({
      code: refused ? `http-${status}` : 'not-json',
      status,
      what: refused
        ? `HTTP ${status} instead of an answer of the API; is the base URL right?`
        : 'the answer is not one of the API',
      text: show(answer.text),
      verdict: refused ? 'reject-row' : uncertain,
      notProcessed: refused,
      outage: !refused,
    });
  }
  if (code === '000000') return body;
  throw refusal(code, body, uncertain, conceal);
}

const SUCCESS = Buffer.from('"ret_code":"000000"');

/** Does an answer seem to tell of success? Only that it does not is sure. */
export function seemsSuccessful(status: number, bytes: Buffer): boolean {
  return status === 200 && bytes.lastIndexOf(SUCCESS) >= 0;
}

function refusal(code: string, body: AnswerBody, uncertain: Verdict, conceal: ReadOptions['conceal']): ApiError {
  const said =
    typeof body['ret_msg'] === 'string' && body['ret_msg'] !== '' ? conceal(body['ret_msg']) : 'no reason given';
  const { verdict, advice } = adviceFor(code);
  const message = advice ? `${said} (${code}). ${advice}` : `${said} (${code})`;
  return new ApiError({
    code,
    message,
    verdict: verdict === 'retry' && code === '999999' ? uncertain : verdict,
    notProcessed: code !== '999999',
  });
}

function parseObject(text: string): AnswerBody | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as AnswerBody) : undefined;
  } catch {
    return undefined;
  }
}

function retCode(body: AnswerBody | undefined): string | undefined {
  const code = body?.['ret_code'];
  if (typeof code === 'string' && code !== '') return code;
  return typeof code === 'number' ? String(code).padStart(6, '0') : undefined;
}

/** `Retry-After` in seconds or as a date, as milliseconds from `nowMs`; undefined where absent or unreadable. */
export function parseRetryAfter(header: string | string[] | undefined, nowMs: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
