import { homedir, platform } from 'node:os';
import { join, resolve } from 'node:path';
import { readDuration } from './duration.ts';
import { readProfile } from './profiles.ts';
import { UsageError } from './usage-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The flags that every command which talks to the API takes, as yargs gives them. */
export interface ConnectionFlags {
  readonly profile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly home?: string | undefined;
  readonly concurrency: number;
  readonly rate?: number | undefined;
  readonly maxRate?: number | undefined;
  readonly maxAttempts: number;
  readonly timeout: number;
  readonly outagePatience: number;
  readonly lookupTtl?: string | undefined;
  readonly offline?: boolean | undefined;
}

/** Those, and the flags of every command. */
export interface CommonFlags extends ConnectionFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly yes: boolean;
}

export interface Settings {
  readonly home: string;
  readonly baseUrl: string;
  readonly appId: string;
  readonly appKey: string;
  readonly language: string;
  readonly concurrency: number;
  readonly rate: number | undefined;
  readonly maxRate: number | undefined;
  readonly maxAttempts: number;
  readonly timeoutMs: number;
  readonly outagePatienceMs: number;
  /** How long a reference list that was read is good for. */
  readonly lookupTtlMs: number;
  /** Lists are not read; those that were kept are used, however old. */
  readonly offline: boolean;
  readonly proxy: { readonly http?: string; readonly https?: string; readonly except?: string };
}

const LOOKUP_TTL_MS = 3_600_000;

export const DEFAULT_BASE_URL = 'https://sg.sobot.io';

/** Where state is kept: `--home`, `SOBOT_ETL_HOME`, or the platform's user state folder. */
export function homeFolder(flag: string | undefined, env: Environment): string {
  const given = flag ?? env['SOBOT_ETL_HOME'];
  if (given) return resolve(given);
  if (platform() === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'sobot-etl');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'sobot-etl');
  return join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'sobot-etl');
}

/** Flags beat environment, environment beats profile. Errors: `UsageError` that says what to set. */
export function resolveSettings(flags: ConnectionFlags, env: Environment): Settings {
  const home = homeFolder(flags.home, env);
  const profile = readProfile(home, flags.profile);
  const appId = env['SOBOT_APP_ID'] || profile.appId;
  const appKey = env['SOBOT_APP_KEY'] || profile.appKey;
  if (!appId || !appKey) {
    const missing = [appId ? '' : 'SOBOT_APP_ID', appKey ? '' : 'SOBOT_APP_KEY'].filter(Boolean).join(' and ');
    throw new UsageError(
      `no credentials: ${missing} ${appId || appKey ? 'is' : 'are'} not set. Store credentials with: sobot-etl login, or set ${appId || appKey ? 'it' : 'them'} in the environment or in a .env file in this folder. To try things out without any: sobot-etl sandbox`,
    );
  }
  return {
    home,
    baseUrl: checkBaseUrl(flags.baseUrl ?? (env['SOBOT_BASE_URL'] || profile.baseUrl) ?? DEFAULT_BASE_URL),
    appId,
    appKey,
    language: env['SOBOT_LANGUAGE'] || profile.language || 'en',
    concurrency: positive('concurrency', flags.concurrency, true),
    rate: flags.rate === undefined ? undefined : positive('rate', flags.rate),
    maxRate: flags.maxRate === undefined ? undefined : positive('max-rate', flags.maxRate),
    maxAttempts: positive('max-attempts', flags.maxAttempts, true),
    timeoutMs: positive('timeout', flags.timeout) * 1000,
    outagePatienceMs: positive('outage-patience', flags.outagePatience) * 1000,
    lookupTtlMs: flags.lookupTtl === undefined ? LOOKUP_TTL_MS : readDuration('lookup-ttl', flags.lookupTtl, '30m'),
    offline: flags.offline ?? false,
    proxy: proxyFrom(env),
  };
}

function proxyFrom(env: Environment): Settings['proxy'] {
  const http = env['http_proxy'] || env['HTTP_PROXY'];
  const https = env['https_proxy'] || env['HTTPS_PROXY'];
  const except = env['no_proxy'] || env['NO_PROXY'];
  return { ...(http && { http }), ...(https && { https }), ...(except && { except }) };
}

/** The address without its last slash. Errors: `UsageError`. */
export function checkBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw new UsageError(
      `--base-url ${url ? url.origin : text} is not the address of an API; it looks like ${DEFAULT_BASE_URL}`,
    );
  }
  return text.replace(/\/+$/, '');
}

/** A number over zero, from a flag. */
export function positive(flag: string, value: number, whole = false): number {
  if (Number.isFinite(value) && value > 0 && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(`--${flag} takes a ${whole ? 'whole ' : ''}number over 0 without a unit, such as --${flag} 20`);
}
