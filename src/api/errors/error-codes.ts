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
  '700046': {
    meaning: 'The current version purchased by the enterprise does not support the use of API',
    disposition: 'stop-run',
    remediation: 'Ask Sobot to enable the API for your plan; sobot-etl doctor says when it works',
  },
  '900001': {
    meaning: 'Blank token',
    disposition: 'retry',
    remediation: 'The token is renewed by itself; if this stays, check the credentials with: sobot-etl whoami',
  },
  '900002': {
    meaning: 'Token expired',
    disposition: 'retry',
    remediation: 'The token is renewed by itself; if this stays, make sure that no other program uses the same app id',
  },
  '900003': {
    meaning: 'Signature error',
    disposition: 'stop-run',
    remediation:
      'The app key does not fit the app id (mend it with sobot-etl login), or the clock of this machine is wrong; sobot-etl doctor looks at both',
  },
  '900004': {
    meaning: 'Company api configuration info not found',
    disposition: 'stop-run',
    remediation:
      'The app id is not known at this base URL: check both (sobot-etl whoami shows them), or ask Sobot for API credentials; mend them with: sobot-etl login',
  },
  '999999': {
    meaning: 'Unknown System Exception',
    disposition: 'retry',
    remediation: 'The server failed; wait a while and try again',
  },
  '510001': {
    meaning: 'Tag group not found',
    disposition: 'reject-row',
    remediation: 'Take the id from the list of groups: sobot-etl export tag-groups -o tag-groups.csv',
  },
  '510002': {
    meaning: 'Tag group name already exists',
    disposition: 'reject-row',
    remediation: 'Use the group that is there, or choose another name',
  },
  '510003': {
    meaning: 'Tag name already exists',
    disposition: 'reject-row',
    remediation: 'Use the tag that is there, or choose another name',
  },
  '510004': {
    meaning: 'Tag param name already exists, or tag not found',
    disposition: 'reject-row',
    remediation: 'Choose another param name, and take the id from the list of tags: sobot-etl export tags -o tags.csv',
  },
  '510005': {
    meaning: 'Tag group name cannot be blank',
    disposition: 'reject-row',
    remediation: 'Fill in the name of the tag group',
  },
  '510006': {
    meaning: 'Tag name cannot be blank',
    disposition: 'reject-row',
    remediation: 'Fill in the name of the tag',
  },
  '510007': {
    meaning: 'The name cannot exceed 30 chars',
    disposition: 'reject-row',
    remediation: 'Shorten the name to 30 characters',
  },
  '510008': {
    meaning: 'Param name cannot exceed 30 chars',
    disposition: 'reject-row',
    remediation: 'Shorten the param name to 30 characters',
  },
} as const satisfies Readonly<Record<string, ErrorCode>>;

/** The disposition on a return code and what to do about it. A code that the document does not know is the row's own error, without remediation. */
export function lookUpErrorCode(code: string): {
  readonly disposition: ErrorCode['disposition'];
  readonly remediation?: string;
} {
  const known: Readonly<Record<string, ErrorCode>> = ERROR_CODES;
  return (Object.hasOwn(known, code) ? known[code] : undefined) ?? { disposition: 'reject-row' };
}
