import { chooseProfile, readProfile } from './profiles.ts';
import { type Environment, homeFolder } from './settings.ts';

/** Are there an app id and an app key, in the environment or the profile? Errors: `UsageError` for a profile that is not there. */
export function hasCredentials(
  { home, profile }: { readonly home?: string | undefined; readonly profile?: string | undefined },
  env: Environment,
): boolean {
  const folder = homeFolder(home, env);
  const stored = readProfile(
    folder,
    chooseProfile(folder, profile, Boolean(env['SOBOT_APP_ID'] || env['SOBOT_APP_KEY'])),
  );
  return Boolean((env['SOBOT_APP_ID'] || stored.appId) && (env['SOBOT_APP_KEY'] || stored.appKey));
}
