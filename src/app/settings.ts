import { homedir, platform } from 'node:os';
import { join, resolve } from 'node:path';
import type { AppKey } from '../api/index.ts';
import { rejectPasswordInFlag } from '../ledger/index.ts';
import { t, translated } from '../words/index.ts';
import { type ConnectionOptions, DEFAULT_BASE_URL, type Environment } from './connection.ts';
import { APP_MESSAGES } from './messages.ts';
import { CONNECTION_OPTIONS } from './options/connection-options.ts';
import { type NightSettings, parseBudget, parseWindow } from './options/night-values.ts';
import { durationMs, type OptionValue, VALUES, whatItTakes } from './options/option.ts';
import { chooseProfile, DEFAULT_PROFILE, ledgerOfProfile, type Profile, readProfile } from './profile-store.ts';
import { UsageError } from './usage-error.ts';

/** Where an app key is kept: the variable may come from a `.env` file, too. */
export type KeyLocation = 'environment' | 'file' | 'keychain';

export interface Settings {
  readonly home: string;
  /** The address of a ledger in PostgreSQL, perhaps with a password; undefined for the ledger in `home`. */
  readonly ledger: string | undefined;
  /** The profile of the credentials; undefined if they come from the environment. */
  readonly profile: string | undefined;
  readonly baseUrl: string;
  readonly appId: string;
  readonly appKey: AppKey;
  /** Where the key is kept. */
  readonly keyIn: KeyLocation;
  readonly language: string;
  readonly concurrency: number;
  readonly rate: number | undefined;
  readonly maxRate: number | undefined;
  readonly maxAttempts: number;
  readonly timeoutMs: number;
  readonly outagePatienceMs: number;
  /** How long the server may take to carry out a call whose response was lost. */
  readonly lateMs: number;
  /** A process that is not heard of for so long has lost the rows that it was to send; undefined for the usual time. */
  readonly leaseMs: number | undefined;
  /** How long a reference list is cached. */
  readonly lookupTtlMs: number;
  /** Use cached lists, however old, and read none. */
  readonly offline: boolean;
  readonly nights: NightSettings;
  readonly proxy: { readonly http?: string; readonly https?: string; readonly except?: string };
}

/** The languages of the API's responses. Source: API document, "i18n Declaration". */
const LANGUAGES: readonly string[] = ['en', 'zh'];

const DEFAULTS = {
  concurrency: CONNECTION_OPTIONS.concurrency.default,
  maxAttempts: CONNECTION_OPTIONS['max-attempts'].default,
  timeoutMs: CONNECTION_OPTIONS.timeout.default * 1000,
  outagePatienceMs: CONNECTION_OPTIONS['outage-patience'].default * 1000,
  lookupTtlMs: 3_600_000,
};

/** The minimum time for a call whose response was lost: a short `--timeout` does not make the server faster. */
const LEAST_LATE_MS = 20_000;

/** The state folder: `--home`, `SOBOT_ETL_HOME`, or the platform's folder for user state. */
export function homeFolder(flag: string | undefined, env: Environment): string {
  const given = flag ?? env['SOBOT_ETL_HOME'];
  if (given) return resolve(given);
  if (platform() === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'sobot-etl');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'sobot-etl');
  return join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'sobot-etl');
}

/**
 * The address of the ledger: `--ledger`, `SOBOT_ETL_LEDGER`, or that of the profile; undefined for the ledger in the state folder.
 * Errors: `LedgerError` for a flag that is no address, or has a password; `UsageError` for a missing profile.
 */
export function ledgerAddress(
  home: string,
  { ledger, profile }: Pick<ConnectionOptions, 'ledger' | 'profile'>,
  env: Environment,
): string | undefined {
  if (ledger !== undefined) rejectPasswordInFlag(ledger);
  const isFromEnvironment = Boolean(env['SOBOT_APP_ID'] || env['SOBOT_APP_KEY']);
  return (ledger ?? env['SOBOT_ETL_LEDGER'] ?? ledgerOfProfile(home, profile, isFromEnvironment)) || undefined;
}

/** Options override the environment, the environment overrides the profile. Errors: `UsageError` that says what to set. */
export function resolveSettings(options: ConnectionOptions, env: Environment): Settings {
  const { concurrency, rate, maxRate, maxAttempts, timeoutMs, outagePatienceMs, lookupTtlMs } = withDefaults(options);
  const home = homeFolder(options.home, env);
  const { profileName, profile, isFromEnvironment, appId, appKey } = findCredentials(home, options.profile, env);
  if (!appId || !appKey) {
    const names = [...(appId ? [] : ['SOBOT_APP_ID']), ...(appKey ? [] : ['SOBOT_APP_KEY'])];
    throw new UsageError(APP_MESSAGES['no-credentials'].text.missing(names), 'no-credentials');
  }
  return {
    home,
    ledger: ledgerAddress(home, options, env),
    profile: isFromEnvironment ? undefined : (profileName ?? DEFAULT_PROFILE),
    baseUrl: baseUrlOf(options, env, profile),
    appId,
    appKey,
    keyIn: isFromEnvironment ? 'environment' : typeof appKey === 'string' ? 'file' : 'keychain',
    language: languageOf(options, env, profile),
    concurrency: checked('concurrency', concurrency, VALUES.count),
    rate: rate === undefined ? undefined : checked('rate', rate, VALUES.amount),
    maxRate: maxRate === undefined ? undefined : checked('max-rate', maxRate, VALUES.amount),
    maxAttempts: checked('max-attempts', maxAttempts, VALUES.count),
    timeoutMs: checked('timeout', timeoutMs / 1000, VALUES.seconds) * 1000,
    outagePatienceMs: checked('outage-patience', outagePatienceMs / 1000, VALUES.seconds) * 1000,
    lateMs: lateMsOf(timeoutMs, env),
    leaseMs: leaseMsOf(env),
    lookupTtlMs,
    offline: options.offline ?? false,
    nights: nightsOf(options),
    proxy: proxyFrom(env),
  };
}

/** Are there an app id and an app key, in the environment or the profile? Errors: `UsageError` for a missing profile. */
export function hasCredentials(
  { home, profile }: { readonly home?: string | undefined; readonly profile?: string | undefined },
  env: Environment,
): boolean {
  const { appId, appKey } = findCredentials(homeFolder(home, env), profile, env);
  return Boolean(appId && appKey);
}

interface FoundCredentials {
  /** Undefined for the default profile. */
  readonly profileName: string | undefined;
  /** Gives the base URL and the language even if the credentials come from the environment. */
  readonly profile: Profile;
  readonly isFromEnvironment: boolean;
  readonly appId: string | undefined;
  readonly appKey: AppKey | undefined;
}

/**
 * The credentials of the environment, or else of the profile; never one value of each, since an app id with the key of
 * another tenant is rejected in the best case. Errors: `UsageError`.
 */
function findCredentials(home: string, asked: string | undefined, env: Environment): FoundCredentials {
  const [appId, appKey] = [env['SOBOT_APP_ID'], env['SOBOT_APP_KEY']];
  const isFromEnvironment = Boolean(appId || appKey);
  const profileName = chooseProfile(home, asked, isFromEnvironment);
  const profile = readProfile(home, profileName);
  const storedKey = keyOf(profile, profileName ?? DEFAULT_PROFILE, env);
  if (!isFromEnvironment) return { profileName, profile, isFromEnvironment, appId: profile.appId, appKey: storedKey };
  if (!(appId && appKey) && (appId ? storedKey : profile.appId)) {
    const [given, missing] = appId ? ['SOBOT_APP_ID', 'SOBOT_APP_KEY'] : ['SOBOT_APP_KEY', 'SOBOT_APP_ID'];
    throw new UsageError(
      t`${given} is set in the environment or in a .env file, and ${missing} is not; app id and app key never come from two places. Set ${missing}, too, or remove ${given} to use ${profileText(profileName)}`,
    );
  }
  return { profileName, profile, isFromEnvironment, appId, appKey };
}

/** The key of a profile, or how to read it from the keychain; undefined if it has none. */
export function keyOf({ appKey, keychain }: Profile, profile: string, env: Environment): AppKey | undefined {
  if (keychain === undefined) return appKey;
  // Loaded only when the key is needed: with a token that is still valid it is not.
  return async () => (await import('./stored-key.ts')).readKey(keychain, { profile, env });
}

function withDefaults(options: ConnectionOptions) {
  const { concurrency, rate, maxRate, maxAttempts, timeoutMs, outagePatienceMs, lookupTtlMs } = options;
  return {
    rate,
    maxRate,
    concurrency: concurrency ?? DEFAULTS.concurrency,
    maxAttempts: maxAttempts ?? DEFAULTS.maxAttempts,
    timeoutMs: timeoutMs ?? DEFAULTS.timeoutMs,
    outagePatienceMs: outagePatienceMs ?? DEFAULTS.outagePatienceMs,
    lookupTtlMs: lookupTtlMs ?? DEFAULTS.lookupTtlMs,
  };
}

function leaseMsOf(env: Environment): number | undefined {
  const given = env['SOBOT_ETL_LEASE'];
  if (!given) return undefined;
  const ms = durationMs(given);
  if (ms !== undefined) return ms;
  throw new UsageError(t`SOBOT_ETL_LEASE is "${given}"; it takes ${translated(VALUES.duration.is)}, such as 30s`);
}

function lateMsOf(timeoutMs: number, env: Environment): number {
  const given = env['SOBOT_ETL_LATE_CALLS'];
  // Twice the timeout: what the server has not done by then, it will not do.
  if (!given) return Math.max(timeoutMs, LEAST_LATE_MS);
  const ms = durationMs(given);
  if (ms !== undefined) return ms;
  throw new UsageError(t`SOBOT_ETL_LATE_CALLS is "${given}"; it takes ${translated(VALUES.duration.is)}, such as 60s`);
}

/** When calls are made; days are those of the window's time zone. Errors: `UsageError`. */
function nightsOf({ window = 'always', budget = 'none' }: ConnectionOptions): NightSettings {
  const parsed = parseWindow(window);
  const perDay = parseBudget(budget);
  if (!parsed) throw new UsageError(whatItTakes('window', VALUES.window, window));
  if (!perDay) throw new UsageError(whatItTakes('budget', VALUES.budget, budget));
  const timeZone = parsed.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { window: parsed.window, budget: perDay.budget, timeZone };
}

/** The proxies that the environment names. */
export function proxyFrom(env: Environment): Settings['proxy'] {
  const http = env['http_proxy'] || env['HTTP_PROXY'];
  const https = env['https_proxy'] || env['HTTPS_PROXY'];
  const except = env['no_proxy'] || env['NO_PROXY'];
  return { ...(http && { http }), ...(https && { https }), ...(except && { except }) };
}

/** The address of the API, checked. Errors: `UsageError` that names where the address comes from. */
function baseUrlOf(options: ConnectionOptions, env: Environment, profile: Profile): string {
  const { baseUrl, profile: name, insecureHttp } = options;
  const [url, where] =
    baseUrl !== undefined
      ? [baseUrl, '--base-url']
      : env['SOBOT_BASE_URL']
        ? [env['SOBOT_BASE_URL'], 'SOBOT_BASE_URL']
        : [profile.baseUrl || DEFAULT_BASE_URL, t`the base URL of ${profileText(name)},`];
  return checkBaseUrl(url, where, insecureHttp);
}

function languageOf({ profile: name }: ConnectionOptions, env: Environment, profile: Profile): string {
  const [language, where] = env['SOBOT_LANGUAGE']
    ? [env['SOBOT_LANGUAGE'], 'SOBOT_LANGUAGE']
    : [profile.language || 'en', t`the language of ${profileText(name)}`];
  if (LANGUAGES.includes(language)) return language;
  throw new UsageError(t`${where} is "${language}"; the API supports ${t`${LANGUAGES[0]} and ${LANGUAGES[1]}`}`);
}

function profileText(name: string | undefined): string {
  return t`the profile ${name ?? DEFAULT_PROFILE}`;
}

/**
 * The address without its last slash. Plain HTTP is allowed only on this machine, unless `--insecure-http` is given. Errors:
 * `UsageError` that names where the address was given.
 */
export function checkBaseUrl(text: string, where = '--base-url', insecureHttp = false): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw new UsageError(
      t`${where} ${url ? url.origin : text} is not the address of an API; use one such as ${DEFAULT_BASE_URL}`,
    );
  }
  if (url.protocol === 'http:' && !insecureHttp && !isThisMachine(url.hostname)) {
    throw new UsageError(
      t`${where} ${url.origin} is not encrypted: anyone on the network could read token and customers. Use https://, or add --insecure-http if that network is your own`,
    );
  }
  return text.replace(/\/+$/, '');
}

/** Is it a loopback address? The whole of 127.0.0.0/8 is, and `URL` writes each in four parts and ::1 in brackets. */
function isThisMachine(host: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(host) || host === '[::1]' || host === 'localhost' || host.endsWith('.localhost');
}

/** Checks a number that the library or a stored run gives for a flag. Errors: `UsageError`. */
function checked(flag: string, value: number, takes: OptionValue): number {
  if (takes.accepts(String(value))) return value;
  throw new UsageError(whatItTakes(flag, takes, String(value)));
}
