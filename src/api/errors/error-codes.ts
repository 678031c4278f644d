import { API_MESSAGES } from '../messages.ts';
import type { Disposition } from './sobot-error.ts';

/** What is known about a return code. */
interface ErrorCode {
  /** The document's words. */
  readonly meaning: string;
  /** `retry` only where a write may be repeated; of 900001 and 900002 after the token was renewed. */
  readonly disposition: Extract<Disposition, 'retry' | 'reject-row' | 'stop-run'>;
  /** What to do next, for people. */
  readonly remediation: string;
}

/** Every return code of the API document's section "API return code", but `000000`, which is success. */
export const ERROR_CODES = {
  '700046': { ...API_MESSAGES['700046'], disposition: 'stop-run' },
  '900001': { ...API_MESSAGES['900001'], disposition: 'retry' },
  '900002': { ...API_MESSAGES['900002'], disposition: 'retry' },
  '900003': { ...API_MESSAGES['900003'], disposition: 'stop-run' },
  '900004': { ...API_MESSAGES['900004'], disposition: 'stop-run' },
  '999999': { ...API_MESSAGES['999999'], disposition: 'retry' },
  '510001': { ...API_MESSAGES['510001'], disposition: 'reject-row' },
  '510002': { ...API_MESSAGES['510002'], disposition: 'reject-row' },
  '510003': { ...API_MESSAGES['510003'], disposition: 'reject-row' },
  '510004': { ...API_MESSAGES['510004'], disposition: 'reject-row' },
  '510005': { ...API_MESSAGES['510005'], disposition: 'reject-row' },
  '510006': { ...API_MESSAGES['510006'], disposition: 'reject-row' },
  '510007': { ...API_MESSAGES['510007'], disposition: 'reject-row' },
  '510008': { ...API_MESSAGES['510008'], disposition: 'reject-row' },
} as const satisfies Readonly<Record<string, ErrorCode>>;

/** The disposition of a return code and what to do about it. A code that the document does not list is the row's own error, without remediation. */
export function lookUpErrorCode(code: string): {
  readonly disposition: ErrorCode['disposition'];
  readonly remediation?: string;
} {
  const known: Readonly<Record<string, ErrorCode>> = ERROR_CODES;
  return (Object.hasOwn(known, code) ? known[code] : undefined) ?? { disposition: 'reject-row' };
}
