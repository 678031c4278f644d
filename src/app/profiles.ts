import { DEFAULT_BASE_URL, type EnvironmentConnection } from './connection.ts';
import { prepareLogin } from './credentials.ts';
import { checkBaseUrl, homeFolder, profileNames, readProfile, storeProfile } from './settings.ts';
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
    const { baseUrl = DEFAULT_BASE_URL, appId = '', appKey } = readProfile(home, name);
    return { name, baseUrl, appId, hasKey: Boolean(appKey) };
  });
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
  const { appId, appKey = stored.appKey } = change;
  if (appKey === undefined) throw new UsageError('The app key is missing: the profile has none yet');
  const baseUrl = checkBaseUrl(change.baseUrl, 'The address', connection.insecureHttp);
  const { language = 'en' } = stored;
  if (untested) await storeProfile(home, name, { baseUrl, appId, appKey, language });
  else await prepareLogin({ appId, appKey }, { ...connection, profile: name, baseUrl }).store();
}
