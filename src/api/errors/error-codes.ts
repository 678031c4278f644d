import { API_MESSAGES } from '../messages.ts';
import type { Disposition } from './sobot-error.ts';

type ReturnCode = Extract<keyof typeof API_MESSAGES, `${number}`>;

/** What is known about a return code. */
interface ErrorCode {
  /** The document's words. */
  readonly meaning: string;
  /** `retry` only where a write may be repeated; of 900001 and 900002 after the token was renewed. */
  readonly disposition: Extract<Disposition, 'retry' | 'reject-row' | 'stop-run'>;
  /** What to do next, for people. */
  readonly remediation: string;
}

/** A return code with its words in the language of the moment. */
function known<const D extends ErrorCode['disposition']>(code: ReturnCode, disposition: D) {
  return {
    get meaning() {
      return API_MESSAGES[code].meaning;
    },
    get remediation() {
      return API_MESSAGES[code].remediation;
    },
    disposition,
  };
}

/** Every return code of the API document's section "API return code", but `000000`, which is success. */
export const ERROR_CODES = {
  '700046': known('700046', 'stop-run'),
  '900001': known('900001', 'retry'),
  '900002': known('900002', 'retry'),
  '900003': known('900003', 'stop-run'),
  '900004': known('900004', 'stop-run'),
  '999999': known('999999', 'retry'),
  '510001': known('510001', 'reject-row'),
  '510002': known('510002', 'reject-row'),
  '510003': known('510003', 'reject-row'),
  '510004': known('510004', 'reject-row'),
  '510005': known('510005', 'reject-row'),
  '510006': known('510006', 'reject-row'),
  '510007': known('510007', 'reject-row'),
  '510008': known('510008', 'reject-row'),
} as const satisfies Readonly<Record<string, ErrorCode>>;

/** The disposition of a return code and what to do about it. A code that the document does not list is the row's own error, without remediation. */
export function lookUpErrorCode(code: string): {
  readonly disposition: ErrorCode['disposition'];
  readonly remediation?: string;
} {
  const known: Readonly<Record<string, ErrorCode>> = ERROR_CODES;
  return (Object.hasOwn(known, code) ? known[code] : undefined) ?? { disposition: 'reject-row' };
}
