import { Hono } from 'hono';
import type { z } from 'zod';
import { splitConnection } from '../../app/connection.ts';
import { failureOf } from '../../app/failure.ts';
import { version } from '../../app/program.ts';
import { resolveSettings } from '../../app/settings.ts';
import { languageOfTag } from '../../words/index.ts';
import type { PageContext } from '../page-context.ts';
import { refuse } from '../refusal.ts';
import type { PageSession } from '../schemas/session.ts';

type Language = z.infer<typeof import('../schemas/session.ts')['pageSession']>['language'];

/** What the page is connected to, and the sandbox to practise on. */
export function sessionRoutes(page: PageContext): Hono {
  return new Hono()
    .get('/session', (context) => context.json(sessionOf(page)))
    .post('/rehearse', async (context) => {
      await page.rehearse();
      return context.json(sessionOf(page));
    })
    .delete('/rehearse', async (context) => {
      if (page.jobs.list().some((job) => !job.isOver))
        throw refuse(409, 'jobs-running', 'Something is still running on the sandbox: stop it, or wait for its end.');
      await page.endRehearsal();
      return context.json(sessionOf(page));
    });
}

export function sessionOf(page: PageContext): PageSession {
  const common = { version: version(), language: languageOf(page), rehearsing: page.isRehearsing };
  try {
    const { options, env } = splitConnection(page.connection);
    const { profile = null, baseUrl } = resolveSettings(options, env);
    const shown = page.isRehearsing ? null : profile;
    return { ...common, connection: { profile: shown, baseUrl, ready: true, problem: null } };
  } catch (error) {
    const problem = failureOf(error).message;
    return { ...common, connection: { profile: page.profile ?? null, baseUrl: null, ready: false, problem } };
  }
}

function languageOf({ options: { env } }: PageContext): Language {
  const asked = env['SOBOT_ETL_LANG'];
  return asked === undefined ? null : (languageOfTag(asked) ?? null);
}
