import { endpoints } from '../../api/endpoints/index.ts';
import { SobotError } from '../../api/errors/sobot-error.ts';
import { systemClock } from '../../resilience/clock.ts';
import type { EnvironmentConnection } from '../connection.ts';
import { DEFAULT_PROFILE } from '../profiles.ts';
import { openSession, type Session } from '../session.ts';
import { resolveSettings } from '../settings.ts';

/** Whose credentials are in use, and whether the API takes them. */
export interface CredentialFacts {
  readonly profile: string;
  readonly credentials_from: 'environment' | 'profile';
  readonly base_url: string;
  readonly app_id: string;
  readonly home: string;
  readonly token_age_s: number | null;
  readonly token_expires_in_s: number | null;
  /** Does anything of the API answer at the address, whether or not it lets these credentials in? */
  readonly reached: boolean;
  readonly answers_in_ms: number | null;
  /** Why the API does not let them in. */
  readonly error?: string;
}

/** Tells the credentials in use, never the key, and whether the API takes them. Errors: `UsageError`. */
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
