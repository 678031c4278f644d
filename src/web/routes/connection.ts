import { Hono } from 'hono';
import { type AnyConnection, splitConnection } from '../../app/connection.ts';
import { diagnose } from '../../app/diagnose.ts';
import { readProfile } from '../../app/profile-store.ts';
import { changeProfile, listProfiles } from '../../app/profiles.ts';
import { resolveSettings } from '../../app/settings.ts';
import type { PageContext } from '../page-context.ts';
import { readBody } from '../read-request.ts';
import { refuse } from '../refusal.ts';
import { connectionRequest, type DoctorReport, profileRequest, type StoredProfiles } from '../schemas/connection.ts';
import { sessionOf } from './session.ts';

/** The profiles, which of them is used, and whether it works. Keys come in, and never go out. */
export function connectionRoutes(page: PageContext): Hono {
  return new Hono()
    .get('/profiles', (context) => context.json(profilesOf(page)))
    .put('/profiles/:name', async (context) => {
      const { untested, ...change } = await readBody(context, profileRequest);
      const name = context.req.param('name');
      await changeProfile(name, change, { ...storedConnection(page), untested });
      if (page.profile === undefined && profilesOf(page).current === null) page.useProfile(name);
      return context.json(profilesOf(page));
    })
    .post('/connection', async (context) => {
      const { profile } = await readBody(context, connectionRequest);
      if (page.isRehearsing) throw refuse(409, 'rehearsing', 'End the rehearsal first: it uses the sandbox.');
      readProfile(page.home, profile);
      page.useProfile(profile);
      return context.json(sessionOf(page));
    })
    .post('/connection/test', async (context) => {
      const { profile } = await readBody(context, connectionRequest);
      return context.json(await doctorOf(page, { ...storedConnection(page), profile }));
    })
    .get('/doctor', async (context) => context.json(await doctorOf(page, page.connection)));
}

function storedConnection(page: PageContext) {
  return { ...page.connectionOptions, env: page.options.env };
}

function profilesOf(page: PageContext): StoredProfiles {
  const { env } = page.options;
  return {
    current: currentProfile(page),
    fromEnvironment: Boolean(env['SOBOT_APP_ID'] || env['SOBOT_APP_KEY']),
    profiles: listProfiles(storedConnection(page)),
  };
}

/** The profile in use; null if there is none, or several and none was chosen. */
function currentProfile(page: PageContext): string | null {
  try {
    return resolveSettings(page.connectionOptions, page.options.env).profile ?? null;
  } catch {
    return null;
  }
}

async function doctorOf(page: PageContext, connection: AnyConnection): Promise<DoctorReport> {
  const { options, env } = splitConnection(connection);
  const { workFolder: folder, node } = page.options;
  const { status, findings } = await diagnose({ ...options, env }, { folder, node });
  return {
    healthy: status === 'well',
    findings: findings.map(({ check, status, detail, advice = null }) => ({ check, status, detail, advice })),
  };
}
