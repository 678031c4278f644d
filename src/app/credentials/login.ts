import { createApiClient } from '../../api/client.ts';
import { createTransport } from '../../api/transport.ts';
import type { EnvironmentConnection } from '../connection.ts';
import { DEFAULT_PROFILE, storeProfile } from '../profiles.ts';
import { resolveSettings } from '../settings.ts';

export interface Credentials {
  readonly appId: string;
  readonly appKey: string;
}

/** Where credentials are tried, and under which name they are stored. */
export interface LoginTarget {
  readonly profile: string;
  readonly baseUrl: string;
  /** Stores them if the API takes them. Errors: whatever it says to them; nothing is stored then. */
  store(): Promise<void>;
}

/** What a login with credentials would do. Errors: `UsageError`. */
export function prepareLogin(
  { appId, appKey }: Credentials,
  { env, profile = DEFAULT_PROFILE, ...options }: EnvironmentConnection,
): LoginTarget {
  // The profile is being made, so it cannot be asked for anything; what was typed beats the environment.
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
