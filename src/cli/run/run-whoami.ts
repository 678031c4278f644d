import { systemClock } from '../../dispatch/clock.ts';
import { endpoints } from '../../sobot/endpoints/index.ts';
import { EXIT } from '../exit-code.ts';
import { DEFAULT_PROFILE } from '../profiles.ts';
import { openSession } from '../session.ts';
import { type CommonFlags, resolveSettings } from '../settings.ts';
import { createTerminal } from '../terminal.ts';

/** Shows the credentials in use, never the key, and whether the API takes them. Errors: what the API says to them. */
export async function runWhoami(flags: CommonFlags): Promise<number> {
  const terminal = createTerminal(flags);
  const settings = resolveSettings(flags, process.env);
  const session = openSession(settings, systemClock, Math.random);
  try {
    const startedAt = Date.now();
    await session.client.call(endpoints.listSources, {});
    const reachMs = Date.now() - startedAt;
    const token = session.ledger.tokens(session.scope).read();
    const facts = {
      profile: flags.profile ?? DEFAULT_PROFILE,
      base_url: settings.baseUrl,
      app_id: settings.appId,
      home: settings.home,
      token_age_s: token ? Math.round((Date.now() - token.issuedAtMs) / 1000) : null,
      token_expires_in_s: token ? Math.round((token.expiresAtMs - Date.now()) / 1000) : null,
      answers_in_ms: reachMs,
    };
    if (flags.json) terminal.data(JSON.stringify(facts));
    else for (const [name, value] of Object.entries(facts)) terminal.say(`${name.padEnd(18)} ${value}`);
    return EXIT.done;
  } finally {
    await session.close();
  }
}
