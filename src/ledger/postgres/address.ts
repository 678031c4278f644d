/// <reference path="./pgpass.d.ts" />
import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { type ConnectionOptions, getCACertificates } from 'node:tls';
import type pg from 'pg';
import { LEDGER_MESSAGES } from '../messages.ts';
import { addressError, parseAddress } from './postgres-url.ts';

const MESSAGES = LEDGER_MESSAGES['ledger-address'].text;

/** Where a database is, and how to connect to it. */
export interface PostgresAddress {
  /** For messages: user, host, port and database, never the password. */
  readonly location: string;
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly database: string | undefined;
  readonly client: pg.ClientConfig;
}

/**
 * Reads an address: `postgres://user@host:port/database?sslmode=…`. What it leaves out is taken from PGUSER, PGHOST, PGPORT, PGDATABASE
 * and PGPASSWORD, and the password from ~/.pgpass. Errors: `LedgerError`.
 */
export function readAddress(url: string, Client: typeof pg.Client): PostgresAddress {
  const { username, password, hostname, port, pathname, searchParams } = parseAddress(url);
  for (const name of searchParams.keys()) {
    if (!PARAMETERS.includes(name)) throw addressError(MESSAGES.unknownParameter(name, PARAMETERS));
  }
  const host = searchParams.get('host') ?? decoded(hostname).replace(/^\[|\]$/g, '');
  const given: pg.ClientConfig = {
    ...defined({
      user: decoded(username),
      password: decoded(password),
      host,
      database: decoded(pathname.slice(1)),
      application_name: searchParams.get('application_name') ?? '',
    }),
    ...(port !== '' && { port: Number(port) }),
    fallback_application_name: 'sobot-etl',
    sslnegotiation: 'postgres',
  };
  // The driver knows the environment.
  const resolved = new Client({ ...given, ssl: false });
  const ssl = tlsOptions(resolved.host, searchParams);
  const from = { user: resolved.user, host: resolved.host, port: resolved.port, database: resolved.database };
  return {
    location: locationOf(from),
    ...from,
    client: {
      ...given,
      ssl,
      ...(resolved.password ? {} : { password: () => passwordFromFile(from) }),
    },
  };
}

const PARAMETERS = ['host', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'application_name'];

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw addressError(MESSAGES.malformed());
  }
}

/** Without the entries that are empty. */
function defined(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

interface Place {
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly database: string | undefined;
}

function locationOf({ user, host, port, database }: Place): string {
  const name = host.includes(':') || host.startsWith('/') ? `[${host}]` : host;
  return `postgres://${user === undefined ? '' : `${user}@`}${name}:${port}/${database ?? ''}`;
}

/** From `~/.pgpass`, or the file that PGPASSFILE names. */
async function passwordFromFile(place: Place): Promise<string> {
  const { default: findPassword } = await import('pgpass');
  return new Promise((resolve) => findPassword(place, (password) => resolve(password ?? '')));
}

/** The protection of the connection; false: none. */
function tlsOptions(host: string, parameters: URLSearchParams): ConnectionOptions | false {
  const mode =
    parameters.get('sslmode') ?? (parameters.has('sslrootcert') || !isLocal(host) ? 'verify-full' : 'disable');
  if (!Object.hasOwn(WEAKNESSES, mode)) throw addressError(MESSAGES.unknownSslMode(mode, Object.keys(WEAKNESSES)));
  const weakness = WEAKNESSES[mode as SslMode];
  if (weakness !== undefined && !isLocal(host)) throw addressError(MESSAGES[weakness](mode, host));
  if (weakness === 'unencrypted') return false;
  const [root, certificate, key] = ['sslrootcert', 'sslcert', 'sslkey'].map((name) => parameters.get(name));
  return {
    ca: root && root !== 'system' ? readCertificate(root) : trustedCertificates(),
    rejectUnauthorized: weakness !== 'unverified',
    ...(weakness === 'anyHost' && { checkServerIdentity: () => undefined }),
    ...(certificate && { cert: readCertificate(certificate) }),
    ...(key && { key: readCertificate(key) }),
  };
}

/** What the modes of `sslmode` do not protect from. */
const WEAKNESSES = {
  disable: 'unencrypted',
  allow: 'unencrypted',
  prefer: 'unencrypted',
  require: 'unverified',
  'verify-ca': 'anyHost',
  'verify-full': undefined,
} as const;

type SslMode = keyof typeof WEAKNESSES;

/** Is it this machine? */
function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('/') || (isIPv4(host) && host.startsWith('127.'));
}

/** Those that come with Node.js or are named by NODE_EXTRA_CA_CERTS, and those of the system. */
function trustedCertificates(): string[] {
  return [...getCACertificates('default'), ...getCACertificates('system')];
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw addressError(MESSAGES.unreadableFile(path, (error as NodeJS.ErrnoException).code ?? ''));
  }
}
