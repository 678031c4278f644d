import { LedgerError } from '../ledger-error.ts';
import { LEDGER_MESSAGES } from '../messages.ts';
import type { PostgresAddress } from './address.ts';

/** What the driver, the server or the operating system reports. */
interface Reported {
  /** SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html, or a code of Node.js. */
  readonly code?: string;
  readonly message?: string;
  /** The function of the server that reports it. */
  readonly routine?: string;
}

/** `lost`: the connection is gone, or there is none now. `conflict`: with other transactions. Both kinds of work may be repeated. */
type FailureKind = 'lost' | 'conflict' | 'final';

const LOST_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  // admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  // idle_in_transaction_session_timeout, transaction_timeout
  '25P03',
  '25P04',
  '53300',
]);

/** Of the driver, which has no codes. */
const LOST_MESSAGES =
  /^(?:Connection terminated|timeout expired|Client has encountered a connection error|Client was closed|Cannot use a pool after|server closed the connection)/;

/** serialization_failure, deadlock_detected, lock_not_available */
const CONFLICT_CODES: ReadonlySet<string> = new Set(['40001', '40P01', '55P03']);

/** How a failure of an open database is dealt with. */
export function kindOfFailure(error: unknown): FailureKind {
  const { code = '', message = '', routine } = error as Reported;
  if (LOST_CODES.has(code) || code.startsWith('08') || LOST_MESSAGES.test(message)) return 'lost';
  // Another process has migrated the tables since the connection prepared the statement, and it can no longer be used.
  if (routine === 'RevalidateCachedQuery') return 'lost';
  return CONFLICT_CODES.has(code) ? 'conflict' : 'final';
}

/** Is the server there, but does not accept connections yet? */
export function isStarting(error: unknown): boolean {
  return (error as Reported).code === '57P03';
}

/** Turns a failure into a message that says what to do. */
export function asPostgresError(address: PostgresAddress, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const reported = error as Reported;
  const [code, message] = describe(address, reported);
  return new LedgerError(code, message, withoutValues(reported));
}

type Code = keyof typeof LEDGER_MESSAGES;

function describe(address: PostgresAddress, { code = '', message = '' }: Reported): readonly [Code, string] {
  const { location, host, port } = address;
  const user = address.user ?? '';
  const database = address.database ?? user;
  if (NO_NAME.has(code))
    return ['ledger-no-server', LEDGER_MESSAGES['ledger-no-server'].text.noSuchHost(location, host)];
  if (LOST_CODES.has(code) && !/^\d/.test(code)) {
    return ['ledger-no-server', LEDGER_MESSAGES['ledger-no-server'].text.refused(location, host, port, code)];
  }
  if (message === 'timeout expired') {
    return ['ledger-no-server', LEDGER_MESSAGES['ledger-no-server'].text.silent(location, host, port)];
  }
  const tls = tlsFailure(location, host, code, message);
  if (tls !== undefined) return ['ledger-tls', tls];
  if (/^SASL: .*client password must be/.test(message)) {
    return ['ledger-login', LEDGER_MESSAGES['ledger-login'].text.noPassword(location)];
  }
  switch (code) {
    case '28P01':
      return ['ledger-login', LEDGER_MESSAGES['ledger-login'].text.wrongPassword(location, user)];
    case '28000':
      return ['ledger-login', LEDGER_MESSAGES['ledger-login'].text.refused(location, user, message)];
    case '3D000':
      return [
        'ledger-no-database',
        LEDGER_MESSAGES['ledger-no-database'].text.missing(location, database, createCommand(address, database)),
      ];
    case '42501':
      return ['ledger-permission', LEDGER_MESSAGES['ledger-permission'].text.denied(location, user, database, message)];
    case '53300':
      return ['ledger-connections', LEDGER_MESSAGES['ledger-connections'].text.exhausted(location)];
    case '57P03':
      return ['ledger-no-server', LEDGER_MESSAGES['ledger-no-server'].text.starting(location, message)];
    case '25006':
      return ['ledger-replica', LEDGER_MESSAGES['ledger-replica'].text.readOnly(location)];
    case '53100':
      return ['ledger-full', LEDGER_MESSAGES['ledger-full'].text.server(location)];
    case 'XX001':
    case 'XX002':
      return ['ledger-corrupt', LEDGER_MESSAGES['ledger-corrupt'].text.server(location, message)];
    default:
      if (kindOfFailure({ code, message }) === 'lost') {
        return ['ledger-no-server', LEDGER_MESSAGES['ledger-no-server'].text.ended(location, message)];
      }
      return ['ledger-failed', LEDGER_MESSAGES['ledger-failed'].text.other(location, message)];
  }
}

const NO_NAME: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN']);

/** What is wrong with the protection of the connection, if it is that. */
function tlsFailure(location: string, host: string, code: string, message: string): string | undefined {
  const { text } = LEDGER_MESSAGES['ledger-tls'];
  if (message === 'The server does not support SSL connections') return text.none(location);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return text.otherHost(location, host);
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return text.expired(location);
  if (UNTRUSTED.test(code)) return text.untrusted(location);
  if (/^(?:ERR_SSL_|ERR_OSSL_|ERR_TLS_|EPROTO$)/.test(code)) return text.failed(location, message);
  return undefined;
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED = /CERT|ISSUER|LEAF_SIGNATURE/;

/** The command that creates a database. */
export function createCommand({ host, port }: PostgresAddress, database: string): string {
  return `createdb -h ${host} -p ${port} -U postgres -E UTF8 -T template0 ${shellWord(database)}`;
}

function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The cause without the details, which may have the values of a record. */
function withoutValues({ code, message }: Reported): Error {
  return Object.assign(new Error(message), { code });
}
