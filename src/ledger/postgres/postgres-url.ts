import { LedgerError } from '../ledger-error.ts';
import { LEDGER_MESSAGES } from '../messages.ts';

const MESSAGES = LEDGER_MESSAGES['ledger-address'].text;

/** Refuses an address that would show its password to everybody who can list processes. Errors: `LedgerError`. */
export function rejectPasswordInFlag(url: string): void {
  const { password, searchParams } = parseAddress(url);
  if (password !== '' || searchParams.has('password')) throw addressError(MESSAGES.passwordInFlag());
}

/** The parts of an address, which is not shown in a message because it may have a password. Errors: `LedgerError`. */
export function parseAddress(url: string): URL {
  if (/^[^/]*\/\/[^/?]*,/.test(url)) throw addressError(MESSAGES.severalHosts());
  // URLs have no user without a host, addresses of PostgreSQL do.
  const text = url.replace(/^([^/]*\/\/[^/@]*@)(?=\/|$)/, '$1localhost');
  if (!SCHEME.test(text) || !URL.canParse(text)) throw addressError(MESSAGES.malformed());
  return new URL(text);
}

const SCHEME = /^postgres(?:ql)?:\/\//i;

/** An error of the address of a ledger. */
export function addressError(message: string): LedgerError {
  return new LedgerError('ledger-address', message);
}
