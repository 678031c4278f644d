import { endpoints } from '../api/endpoints/index.ts';
import { createApiClient, createTransport, SobotError } from '../api/index.ts';
import { Ledger, scopeOf } from '../ledger/index.ts';
import { systemClock } from '../resilience/index.ts';
import { DEFAULT_BASE_URL, type EnvironmentConnection } from './connection.ts';
import { openSession, type Session } from './session.ts';
import { DEFAULT_PROFILE, homeFolder, readProfile, resolveSettings, storeProfile } from './settings.ts';

export interface Credentials {
  readonly appId: string;
  readonly appKey: string;
}

/** The address at which credentials are tested, and the profile in which they are stored. */
interface LoginTarget {
  readonly profile: string;
  readonly baseUrl: string;
  /** Stores the credentials if the API accepts them. Errors: the API's; nothing is stored then. */
  store(): Promise<void>;
}

/** Prepares a login. Errors: `UsageError`. */
export function prepareLogin(
  { appId, appKey }: Credentials,
  { env, profile = DEFAULT_PROFILE, ...options }: EnvironmentConnection,
): LoginTarget {
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
      await storeProfile(home, profile, { baseUrl, appId, appKey, language });
    },
  };
}

/** Deletes a profile and the token of its credentials. Returns its name, and whether it existed. */
export async function logout({ env, ...options }: EnvironmentConnection): Promise<{
  readonly profile: string;
  readonly wasStored: boolean;
}> {
  const home = homeFolder(options.home, env);
  const profile = options.profile ?? DEFAULT_PROFILE;
  const { baseUrl = DEFAULT_BASE_URL, appId } = readProfile(home, options.profile);
  if (appId !== undefined) {
    const ledger = new Ledger(home);
    ledger.tokens(scopeOf(baseUrl, appId)).forget();
    ledger.close();
  }
  return { profile, wasStored: appId !== undefined && (await storeProfile(home, profile, undefined)) };
}

/** The credentials in use, and whether the API accepts them. */
export interface CredentialFacts {
  readonly profile: string;
  readonly credentials_from: 'environment' | 'profile';
  readonly base_url: string;
  readonly app_id: string;
  readonly home: string;
  readonly token_age_s: number | null;
  readonly token_expires_in_s: number | null;
  /** Does the API answer at the address, whether or not it accepts these credentials? */
  readonly reached: boolean;
  readonly answers_in_ms: number | null;
  /** The reason why the API does not accept them. */
  readonly error?: string;
}

/** Returns the credentials in use, never the key, and whether the API accepts them. Errors: `UsageError`. */
export async function whoami({ env, ...options }: EnvironmentConnection): Promise<CredentialFacts> {
  const settings = resolveSettings(options, env);
  const session = openSession(settings, systemClock, Math.random);
  try {
    const reached = await reach(session);
    const token = session.ledger.tokens(session.scope).read();
    const isFromEnvironment = Boolean(env['SOBOT_APP_ID'] && env['SOBOT_APP_KEY']);
    return {
      profile: options.profile ?? settings.profile ?? DEFAULT_PROFILE,
      credentials_from: isFromEnvironment ? 'environment' : 'profile',
      base_url: settings.baseUrl,
      app_id: settings.appId,
      home: settings.home,
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
    return { reached: !error.outage, answers_in_ms: null, error: error.message };
  }
}
