import { compactDuration, durationMs } from './options/option.ts';

/** Variables by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Address {
  /** Default `https://sg.sobot.io`. */
  readonly baseUrl?: string | undefined;
  /** Allow `http://` to another machine. */
  readonly insecureHttp?: boolean | undefined;
  /** Folder of the ledger, shared with the command line. Default: the platform's user state folder. */
  readonly home?: string | undefined;
}

interface RequestPolicy {
  /** Requests in flight at once. Default 8. */
  readonly concurrency?: number | undefined;
  /** Requests a second, all processes of this machine together. Without it the server's pace is found out. */
  readonly rate?: number | undefined;
  /** Most requests a second where no `rate` is given. */
  readonly maxRate?: number | undefined;
  /** Tries of one request. Default 5. */
  readonly maxAttempts?: number | undefined;
  /** Time for one try. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** How long a server that does not answer is waited for. Default 300,000. */
  readonly outagePatienceMs?: number | undefined;
}

interface LookupPolicy {
  /** How long a list that was read is good for. Default 3,600,000; 0 reads it anew. */
  readonly lookupTtlMs?: number | undefined;
  /** Look names up only in lists that were read before. */
  readonly offline?: boolean | undefined;
}

/** How the API is reached, whoever is connected. */
export interface ConnectionOptions extends Address, RequestPolicy, LookupPolicy {
  /** Credentials that are stored under this name. */
  readonly profile?: string | undefined;
}

/** Who is connected to what, and how. Nothing is read from the environment. */
export interface Connection extends Address, RequestPolicy, LookupPolicy {
  readonly appId: string;
  readonly appKey: string;
  /** Language of messages and of the names of countries, time zones and languages. Default `en`. */
  readonly language?: 'en' | 'zh';
}

/** A connection whose credentials are in an environment, or in a profile. */
export interface EnvironmentConnection extends ConnectionOptions {
  readonly env: Environment;
}

export type AnyConnection = Connection | EnvironmentConnection;

/** The connection without who is connected, and the environment that says it. */
export function splitConnection(connection: AnyConnection): {
  readonly options: ConnectionOptions;
  readonly env: Environment;
} {
  if ('env' in connection) {
    const { env, ...options } = connection;
    return { options, env };
  }
  const { appId, appKey, language = 'en', ...options } = connection;
  return {
    // A default profile of this machine has an address, too.
    options: { ...options, baseUrl: options.baseUrl ?? DEFAULT_BASE_URL },
    env: { SOBOT_APP_ID: appId, SOBOT_APP_KEY: appKey, SOBOT_LANGUAGE: language },
  };
}

export const DEFAULT_BASE_URL = 'https://sg.sobot.io';

/** A connection as command lines and ledgers write it: seconds, and spans as texts such as `30m`. */
export interface WrittenConnection extends Omit<ConnectionOptions, 'timeoutMs' | 'outagePatienceMs' | 'lookupTtlMs'> {
  readonly timeout?: number | undefined;
  readonly outagePatience?: number | undefined;
  readonly lookupTtl?: string | undefined;
}

const CONNECTION_KEYS = [
  'profile',
  'baseUrl',
  'insecureHttp',
  'home',
  'concurrency',
  'rate',
  'maxRate',
  'maxAttempts',
  'offline',
] as const;

/** Reads the connection among what a command line or a ledger has. What is not given is left out. */
export function readConnection(written: WrittenConnection): ConnectionOptions {
  const { timeout, outagePatience, lookupTtl } = written;
  return {
    ...Object.fromEntries(
      CONNECTION_KEYS.flatMap((name) => (written[name] === undefined ? [] : [[name, written[name]]])),
    ),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(outagePatience !== undefined && { outagePatienceMs: outagePatience * 1000 }),
    ...(lookupTtl !== undefined && { lookupTtlMs: durationMs(lookupTtl) }),
  };
}

/** Writes it for command lines, ledgers and reports. */
export function writeConnection(options: ConnectionOptions): WrittenConnection {
  const { timeoutMs, outagePatienceMs, lookupTtlMs, ...others } = options;
  return {
    ...others,
    ...(timeoutMs !== undefined && { timeout: timeoutMs / 1000 }),
    ...(outagePatienceMs !== undefined && { outagePatience: outagePatienceMs / 1000 }),
    ...(lookupTtlMs !== undefined && { lookupTtl: compactDuration(lookupTtlMs) }),
  };
}
