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
  /** A PostgreSQL database for the ledger, shared by several machines: `postgres://user@host/database`. Default: a file in `home`. */
  readonly ledger?: string | undefined;
}

interface RequestPolicy {
  /** Requests in flight at once. Default 8. */
  readonly concurrency?: number | undefined;
  /** Requests per second, shared by all processes with the same ledger. Default: as many as the server accepts. */
  readonly rate?: number | undefined;
  /** Maximum requests per second if `rate` is not given. */
  readonly maxRate?: number | undefined;
  /** Attempts per request. Default 5. */
  readonly maxAttempts?: number | undefined;
  /** Timeout of one attempt. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** How long a run waits while the server does not answer. Default 300,000. */
  readonly outagePatienceMs?: number | undefined;
}

interface LookupPolicy {
  /** How long a list is cached. Default 3,600,000; 0 reads it anew. */
  readonly lookupTtlMs?: number | undefined;
  /** Look names up in cached lists only. */
  readonly offline?: boolean | undefined;
}

/** When calls are made. */
interface NightPolicy {
  /** Only at this time of the day: `20:00-06:00`, or `20:00-06:00 Asia/Shanghai`. Default: at any time. */
  readonly window?: string | undefined;
  /** Calls a day, such as `200000/day`, shared by all processes with the same ledger that have a budget. Default: any number. */
  readonly budget?: string | undefined;
}

/** Who is told how a run ended. */
interface NotifyPolicy {
  /** Names of channels in `notify.yaml` of `home`, or in the environment. */
  readonly notify?: readonly string[] | undefined;
}

/** How to reach the API, without the credentials. */
export interface ConnectionOptions extends Address, RequestPolicy, LookupPolicy, NightPolicy, NotifyPolicy {
  /** Name of stored credentials. */
  readonly profile?: string | undefined;
}

/** Credentials, and how to reach the API. Nothing is read from the environment. */
export interface Connection extends Address, RequestPolicy, LookupPolicy, NightPolicy, NotifyPolicy {
  readonly appId: string;
  readonly appKey: string;
  /** Language of messages and of the names of countries, time zones and languages. Default `en`. */
  readonly language?: 'en' | 'zh';
}

/** A connection with credentials from an environment or a profile. */
export interface EnvironmentConnection extends ConnectionOptions {
  readonly env: Environment;
}

export type AnyConnection = Connection | EnvironmentConnection;

/** Separates the options of a connection from its credentials, which become an environment. */
export function splitConnection(connection: AnyConnection): {
  readonly options: ConnectionOptions;
  readonly env: Environment;
} {
  if ('env' in connection) {
    const { env, ...options } = connection;
    return { options, env };
  }
  const { appId, appKey, language = 'en', ledger = OWN_LEDGER, ...options } = connection;
  return {
    // Both are set, so that the addresses of this machine's default profile are not used.
    options: { ...options, baseUrl: options.baseUrl ?? DEFAULT_BASE_URL },
    env: { SOBOT_APP_ID: appId, SOBOT_APP_KEY: appKey, SOBOT_LANGUAGE: language, SOBOT_ETL_LEDGER: ledger },
  };
}

export const DEFAULT_BASE_URL = 'https://sg.sobot.io';

/** As the value of `SOBOT_ETL_LEDGER`: the ledger in the state folder, whatever the profile says. */
export const OWN_LEDGER = '';

/** A connection as command lines and ledgers write it: in seconds, and durations such as `30m`. */
export interface WrittenConnection
  extends Omit<ConnectionOptions, 'timeoutMs' | 'outagePatienceMs' | 'lookupTtlMs' | 'notify'> {
  /** One name, or several. */
  readonly notify?: string | readonly string[] | undefined;
  readonly timeout?: number | undefined;
  readonly outagePatience?: number | undefined;
  readonly lookupTtl?: string | undefined;
}

const CONNECTION_KEYS = [
  'profile',
  'baseUrl',
  'insecureHttp',
  'home',
  'ledger',
  'concurrency',
  'rate',
  'maxRate',
  'maxAttempts',
  'window',
  'budget',
  'offline',
] as const;

/** Reads the connection from the values of a command line or a ledger. Missing values are left out. */
export function readConnection(written: WrittenConnection): ConnectionOptions {
  const { timeout, outagePatience, lookupTtl, notify } = written;
  return {
    ...Object.fromEntries(
      CONNECTION_KEYS.flatMap((name) => (written[name] === undefined ? [] : [[name, written[name]]])),
    ),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(outagePatience !== undefined && { outagePatienceMs: outagePatience * 1000 }),
    ...(lookupTtl !== undefined && { lookupTtlMs: durationMs(lookupTtl) }),
    ...(notify !== undefined && { notify: [notify].flat() }),
  };
}

/** Writes a connection for command lines, ledgers and reports. */
export function writeConnection(options: ConnectionOptions): WrittenConnection {
  const { timeoutMs, outagePatienceMs, lookupTtlMs, ...others } = options;
  return {
    ...others,
    ...(timeoutMs !== undefined && { timeout: timeoutMs / 1000 }),
    ...(outagePatienceMs !== undefined && { outagePatience: outagePatienceMs / 1000 }),
    ...(lookupTtlMs !== undefined && { lookupTtl: compactDuration(lookupTtlMs) }),
  };
}
