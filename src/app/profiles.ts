import { DEFAULT_BASE_URL, type EnvironmentConnection } from './connection.ts';
import { prepareLogin, storeCredentials } from './credentials.ts';
import { DEFAULT_PROFILE, profileNames, readProfile, storeProfile } from './profile-store.ts';
import { checkBaseUrl, homeFolder, keyOf, resolveSettings } from './settings.ts';
import { UsageError } from './usage-error.ts';

/** A stored profile without its key. */
interface ProfileView {
  readonly name: string;
  readonly baseUrl: string;
  readonly appId: string;
  readonly hasKey: boolean;
}

/** What a profile is set to. Without a key, the stored one stays. */
interface ProfileChange {
  readonly baseUrl: string;
  readonly appId: string;
  readonly appKey?: string | undefined;
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** The stored profiles; their keys are not among the facts. */
export function listProfiles({ env, home: given }: EnvironmentConnection): ProfileView[] {
  const home = homeFolder(given, env);
  return profileNames(home).map((name) => {
    const { baseUrl = DEFAULT_BASE_URL, appId = '', appKey, keychain } = readProfile(home, name);
    return { name, baseUrl, appId, hasKey: Boolean(appKey ?? keychain) };
  });
}

/** The profile in use, if its key is in the keychain. */
export function profileInKeychain({ env, ...options }: EnvironmentConnection): string | undefined {
  try {
    const { keyIn, profile } = resolveSettings(options, env);
    return keyIn === 'keychain' ? (profile ?? DEFAULT_PROFILE) : undefined;
  } catch {
    // Whoever uses the profile says what is wrong with it.
    return undefined;
  }
}

/**
 * Stores a profile; its credentials are tried first unless `untested`. Errors: `UsageError`, and the API's: nothing is
 * stored then.
 */
export async function changeProfile(
  name: string,
  change: ProfileChange,
  { untested, ...connection }: EnvironmentConnection & { readonly untested: boolean },
): Promise<void> {
  if (!NAME.test(name))
    throw new UsageError(`A profile cannot be called "${name}"; use letters, digits, -, _ and ., at most 64`);
  const home = homeFolder(connection.home, connection.env);
  const stored = profileNames(home).includes(name) ? readProfile(home, name) : {};
  const baseUrl = checkBaseUrl(change.baseUrl, 'The address', connection.insecureHttp);
  const { appId } = change;
  const { language = 'en', keychain, ledger } = stored;
  if (untested && change.appKey === undefined && keychain !== undefined) {
    // The key stays where it is, and need not be read.
    await storeProfile(home, name, { baseUrl, appId, keychain, language, ...(ledger !== undefined && { ledger }) });
    return;
  }
  const storedKey = keyOf(stored, name, connection.env);
  const appKey = change.appKey ?? (typeof storedKey === 'function' ? await storedKey() : storedKey);
  if (appKey === undefined) throw new UsageError('The app key is missing: the profile has none yet');
  // The key is not moved by a change of something else.
  const inFile = change.appKey === undefined && stored.appKey !== undefined;
  const owner = { home, profile: name, env: connection.env };
  if (untested) await storeCredentials(owner, { baseUrl, appId, appKey, language }, { inFile });
  else await prepareLogin({ appId, appKey }, { ...connection, profile: name, baseUrl }, { inFile }).store();
}
