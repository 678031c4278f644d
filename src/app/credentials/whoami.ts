import { EXIT, type ExitCode } from '../../cli/exit-code.ts';
import { spanText } from '../../cli/print/span-text.ts';
import { createTerminal } from '../../cli/terminal.ts';
import { systemClock } from '../../dispatch/clock.ts';
import { endpoints } from '../../sobot/endpoints/index.ts';
import { SobotError } from '../../sobot/errors/sobot-error.ts';
import { DEFAULT_PROFILE } from '../profiles.ts';
import { openSession, type Session } from '../session.ts';
import { type CommonFlags, resolveSettings } from '../settings.ts';

/** What `whoami` tells programs. */
interface Facts {
  readonly profile: string;
  readonly credentials_from: 'environment' | 'profile';
  readonly base_url: string;
  readonly app_id: string;
  readonly home: string;
  readonly token_age_s: number | null;
  readonly token_expires_in_s: number | null;
  readonly answers_in_ms: number | null;
  /** Why the API does not let them in. */
  readonly error?: string;
}

/** Shows the credentials in use, never the key, and whether the API takes them: 3 where it does not. */
export async function runWhoami(flags: CommonFlags): Promise<ExitCode> {
  const terminal = createTerminal(flags);
  const settings = resolveSettings(flags, process.env);
  const session = openSession(settings, systemClock, Math.random);
  try {
    const reached = await reach(session);
    const token = session.ledger.tokens(session.scope).read();
    const isFromEnvironment = Boolean(process.env['SOBOT_APP_ID'] && process.env['SOBOT_APP_KEY']);
    const facts: Facts = {
      profile: flags.profile ?? settings.profile ?? DEFAULT_PROFILE,
      credentials_from: isFromEnvironment ? 'environment' : 'profile',
      base_url: settings.baseUrl,
      app_id: settings.appId,
      home: settings.home,
      token_age_s: token ? Math.round((Date.now() - token.issuedAtMs) / 1000) : null,
      token_expires_in_s: token ? Math.round((token.expiresAtMs - Date.now()) / 1000) : null,
      ...reached,
    };
    if (flags.json) terminal.data(JSON.stringify(facts));
    else terminal.say(factsText(facts));
    if (facts.error === undefined) return EXIT.done;
    terminal.complain(`${facts.error}\nTo see what is in the way: sobot-etl doctor`);
    return EXIT.aborted;
  } finally {
    await session.close();
  }
}

async function reach(session: Session): Promise<Pick<Facts, 'answers_in_ms' | 'error'>> {
  const startedAt = Date.now();
  try {
    await session.client.call(endpoints.listSources, {});
    return { answers_in_ms: Date.now() - startedAt };
  } catch (error) {
    if (!(error instanceof SobotError)) throw error;
    return { answers_in_ms: null, error: error.message };
  }
}

function factsText(facts: Facts): string {
  const { token_age_s: age, token_expires_in_s: rest, answers_in_ms: reachMs } = facts;
  const from = facts.credentials_from === 'environment' ? ' (app id and key: from the environment or .env)' : '';
  const token = age === null || rest === null ? 'none' : `${spanText(age)} old, good for ${spanText(rest)} more`;
  const lines: readonly (readonly [name: string, value: string])[] = [
    ['profile', `${facts.profile}${from}`],
    ['base URL', facts.base_url],
    ['app id', facts.app_id],
    ['state folder', facts.home],
    ['token', token],
    ['reach', reachMs === null ? 'not let in' : `let in, answers in ${reachMs} ms`],
  ];
  return lines.map(([name, value]) => `${name.padEnd(14)}${value}`).join('\n');
}
