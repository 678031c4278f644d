import { Ledger, scopeOf } from '../../ledger/index.ts';
import { DEFAULT_BASE_URL, type EnvironmentConnection } from '../connection.ts';
import { DEFAULT_PROFILE, readProfile, storeProfile } from '../profiles.ts';
import { homeFolder } from '../settings.ts';

/** Forgets a profile and the token of its credentials. Answers its name, and whether there was one. */
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
