import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { endpoints } from '../api/endpoints/index.ts';
import { createApiClient, createTransport, SobotError } from '../api/index.ts';
import { LedgerError, scopeOf } from '../ledger/index.ts';
import { systemClock } from '../resilience/index.ts';
import { t } from '../words/index.ts';
import { DEFAULT_BASE_URL, type Environment, type EnvironmentConnection } from './connection.ts';
import { KEYCHAIN_NAME, usesKeychain } from './keychain.ts';
import { type LedgerSettings, ledgerSettings, withLedger } from './open-ledger.ts';
import {
  createStateFolder,
  DEFAULT_PROFILE,
  profileNames,
  profilesPath,
  readProfile,
  storeProfile,
} from './profile-store.ts';
import { openSession, type Session } from './session.ts';
import { homeFolder, type KeyLocation, resolveSettings } from './settings.ts';
import { forgetKey, keepKey } from './stored-key.ts';

export interface Credentials {
  readonly appId: string;
  readonly appKey: string;
}

/** Where a login has put the key. `because`: why not in the keychain, if that was wanted. */
export interface StoredPlace {
  /** As people call it: `keychain (Secret Service)`, or `file /home/…/profiles.json`. */
  readonly keyIn: string;
  readonly because?: string | undefined;
  /** Why a key that was in the keychain before is still there. */
  readonly leftBehind?: string | undefined;
}

/** The address at which credentials are tested, and the profile in which they are stored. */
interface LoginTarget {
  readonly profile: string;
  readonly baseUrl: string;
  /** Stores the credentials if the API accepts them and the ledger, if one is given, can be used. Errors: theirs; nothing is stored then. */
  store(): Promise<StoredPlace>;
}

/** What `login` may choose for a profile. */
interface StoringChoice {
  /** Keep the key in a file, not in the keychain. */
  readonly inFile?: boolean;
  /** The address of a ledger in PostgreSQL, without a password. Default: that of the profile stays. */
  readonly ledger?: string | undefined;
}

/** Prepares a login. Errors: `UsageError`, `LedgerError`. */
export function prepareLogin(
  { appId, appKey }: Credentials,
  { env, profile = DEFAULT_PROFILE, ...options }: EnvironmentConnection,
  choice: StoringChoice = {},
): LoginTarget {
  usesKeychain(env);
  // The profile does not exist yet, so nothing is read from it; typed credentials override the environment.
  const settings = resolveSettings(options, { ...env, SOBOT_APP_ID: appId, SOBOT_APP_KEY: appKey });
  const { baseUrl, language, timeoutMs, proxy, home } = settings;
  return {
    profile,
    baseUrl,
    async store() {
      const transport = createTransport({ connections: 1, timeoutMs, proxy });
      try {
        await createApiClient({ baseUrl, appId, appKey, language, transport, now: Date.now }).authenticate();
      } finally {
        await transport.close();
      }
      const { ledger } = choice;
      if (ledger !== undefined) await withLedger({ home, ledger }, async () => undefined);
      return storeCredentials({ home, profile, env }, { baseUrl, appId, appKey, language }, choice);
    },
  };
}

/** Stores credentials in a profile, the key in the keychain if that works. Errors: `UsageError`. */
export async function storeCredentials(
  owner: { readonly home: string; readonly profile: string; readonly env: Environment },
  { appKey, ...facts }: { baseUrl: string; appId: string; appKey: string; language: string },
  choice: StoringChoice = {},
): Promise<StoredPlace> {
  const { home, profile, env } = owner;
  createStateFolder(home);
  const before = profileNames(home).includes(profile) ? readProfile(home, profile) : {};
  const { stored, because } = await keepKey(appKey, owner, choice);
  const { ledger = before.ledger } = choice;
  await storeProfile(home, profile, { ...facts, ...stored, ...(ledger !== undefined && { ledger }) });
  const left = 'keychain' in stored ? undefined : before.keychain;
  return {
    keyIn: keyPlace('keychain' in stored ? 'keychain' : 'file', home),
    because,
    leftBehind: left === undefined ? undefined : await forgetKey(left, env),
  };
}

/** Where a key is, as people call it. */
export function keyPlace(keyIn: KeyLocation, home: string): string {
  if (keyIn === 'keychain') return t`keychain (${KEYCHAIN_NAME})`;
  return keyIn === 'file' ? t`file ${profilesPath(home)}` : keyIn;
}

/** Which of the two the key in the environment comes from. `envFile`: the `.env` file that was read. */
export function environmentOrFile(env: Environment, envFile: string | undefined): 'environment' | '.env' {
  const isInFile = envFile !== undefined && existsSync(envFile);
  const key = isInFile ? parseEnv(readFileSync(envFile, 'utf8'))['SOBOT_APP_KEY'] : undefined;
  return key !== undefined && key === env['SOBOT_APP_KEY'] ? '.env' : 'environment';
}

/** What `logout` did. */
interface Logout {
  readonly profile: string;
  readonly wasStored: boolean;
  /** Why the key could not be deleted from the keychain; then the profile is still there, too. */
  readonly failure?: string;
  /** The key was left in the keychain, as requested. */
  readonly keepsKey?: boolean;
  /** Why the token is still in the ledger. */
  readonly tokenLeft?: string | undefined;
}

/** Deletes a profile, its key and the token of its credentials. `keepsKeychain`: leaves a key in the keychain alone. */
export async function logout(
  { env, ...options }: EnvironmentConnection,
  { keepsKeychain = false }: { readonly keepsKeychain?: boolean } = {},
): Promise<Logout> {
  const home = homeFolder(options.home, env);
  const profile = options.profile ?? DEFAULT_PROFILE;
  const { baseUrl = DEFAULT_BASE_URL, appId, keychain } = readProfile(home, options.profile);
  if (appId === undefined) return { profile, wasStored: false };
  const tokenLeft = await forgetToken(ledgerSettings({ ...options, profile, env }), scopeOf(baseUrl, appId));
  if (keychain !== undefined && !keepsKeychain) {
    const failure = await forgetKey(keychain, env);
    // The profile knows where the key is, so that the command can be repeated.
    if (failure !== undefined) return { profile, wasStored: true, failure, tokenLeft };
  }
  const wasStored = await storeProfile(home, profile, undefined);
  return { profile, wasStored, keepsKey: keychain !== undefined && keepsKeychain, tokenLeft };
}

/** A database that cannot be reached does not keep the credentials on this machine. Returns why the token is still there. */
async function forgetToken(settings: LedgerSettings, scope: string): Promise<string | undefined> {
  try {
    await withLedger(settings, (ledger) => ledger.tokens(scope).forget());
  } catch (error) {
    if (!(error instanceof LedgerError) || settings.ledger === undefined) throw error;
    return error.message;
  }
  return undefined;
}

/** The credentials in use, and whether the API accepts them. */
export interface CredentialFacts {
  readonly profile: string;
  readonly credentials_from: 'environment' | 'profile';
  /** Where the key is: `keychain (Secret Service)`, `file /home/…/profiles.json`, `environment` or `.env`. */
  readonly key_in: string;
  readonly base_url: string;
  readonly app_id: string;
  readonly home: string;
  /** The file or the database of the ledger, without the password. */
  readonly ledger: string;
  readonly token_age_s: number | null;
  readonly token_expires_in_s: number | null;
  /** Does the API answer at the address, whether or not it accepts these credentials? */
  readonly reached: boolean;
  readonly answers_in_ms: number | null;
  /** The reason why the API does not accept them. */
  readonly error?: string;
}

/** Returns the credentials in use, never the key, and whether the API accepts them. `envFile`: the `.env` file that was read. Errors: `UsageError`. */
export async function whoami(
  { env, ...options }: EnvironmentConnection,
  { envFile }: { readonly envFile?: string } = {},
): Promise<CredentialFacts> {
  const settings = resolveSettings(options, env);
  const session = await openSession(settings, systemClock, Math.random);
  try {
    const reached = await reach(session);
    const token = await session.ledger.tokens(session.scope).read();
    const isFromEnvironment = settings.keyIn === 'environment';
    return {
      profile: options.profile ?? settings.profile ?? DEFAULT_PROFILE,
      credentials_from: isFromEnvironment ? 'environment' : 'profile',
      key_in: isFromEnvironment ? environmentOrFile(env, envFile) : keyPlace(settings.keyIn, settings.home),
      base_url: settings.baseUrl,
      app_id: settings.appId,
      home: settings.home,
      ledger: session.ledger.location,
      token_age_s: token ? Math.round((Date.now() - token.issuedAtMs) / 1000) : null,
      token_expires_in_s: token ? Math.round((token.expiresAtMs - Date.now()) / 1000) : null,
      ...reached,
    };
  } finally {
    await session.close();
  }
}

async function reach(session: Session): Promise<Pick<CredentialFacts, 'reached' | 'answers_in_ms' | 'error'>> {
  const startedAt = systemClock.elapsed();
  try {
    await session.client.call(endpoints.listSources, {});
    return { reached: true, answers_in_ms: Math.round(systemClock.elapsed() - startedAt) };
  } catch (error) {
    if (!(error instanceof SobotError)) throw error;
    // Without the key nothing was asked.
    const isAsked = !error.code.startsWith('keychain-');
    return { reached: isAsked && !error.outage, answers_in_ms: null, error: error.message };
  }
}
