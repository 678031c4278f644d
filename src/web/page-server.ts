import { Hono, type MiddlewareHandler } from 'hono';
import { failureOf } from '../app/failure.ts';
import { inLanguage, languageOfTag } from '../words/index.ts';
import type { PageContext } from './page-context.ts';
import { pageFiles } from './page-files.ts';
import { readBody } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { checkRoutes } from './routes/checks.ts';
import { connectionRoutes } from './routes/connection.ts';
import { jobRoutes } from './routes/jobs.ts';
import { mappingRoutes } from './routes/mappings.ts';
import { runRoutes } from './routes/runs.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { sessionOf, sessionRoutes } from './routes/session.ts';
import { streamRoutes } from './routes/streams.ts';
import { taggingRoutes } from './routes/tagging.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { type FailedAnswer, sessionRequest } from './schemas/session.ts';
import { securityHeaders } from './security/headers.ts';
import type { PageAccess } from './security/page-access.ts';
import { withoutUploadFolders } from './shown-text.ts';

const ROUTES = [
  sessionRoutes,
  uploadRoutes,
  mappingRoutes,
  checkRoutes,
  jobRoutes,
  runRoutes,
  connectionRoutes,
  streamRoutes,
  taggingRoutes,
  scheduleRoutes,
];

const STATUS = { input: 400, remote: 502, unexpected: 500 } as const;

/** The page's server: its files, and the API behind the cookie. */
export function createPageServer(page: PageContext, access: PageAccess): Hono {
  const api = new Hono()
    .use(speakAsPage)
    .post('/session', async (context) => {
      access.signIn(context, (await readBody(context, sessionRequest)).token);
      return context.json(sessionOf(page));
    })
    .use(access.requireCookie);
  for (const routes of ROUTES) api.route('/', routes(page));
  api.all('*', (context) => context.json(failed('no-endpoint', 'There is no such endpoint.'), 404));

  const server = new Hono().use(securityHeaders).use(access.requireSameOrigin);
  server.route('/api', api);
  server.get('*', pageFiles(page.options.pageFolder));
  server.onError((error, context) => {
    if (error instanceof Refusal) return context.json(failed(error.code, error.message), error.status);
    const { code, message, cause } = failureOf(error);
    if (cause === 'unexpected') page.options.onUnexpected(error);
    return context.json(failed(code, withoutUploadFolders(message)), STATUS[cause]);
  });
  return server;
}

/** Messages, and the files of the runs that a request starts, have the language of the page, unless it does not say which that is. */
const speakAsPage: MiddlewareHandler = (context, next) => {
  const language = languageOfTag(context.req.header('accept-language')?.split(',')[0] ?? '');
  return language === undefined ? next() : inLanguage(language, next);
};

function failed(code: string, message: string): FailedAnswer {
  return { error: { code, message } };
}
