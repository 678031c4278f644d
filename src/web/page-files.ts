import { readFile, stat } from 'node:fs/promises';
import { extname, join, posix, sep } from 'node:path';
import type { MiddlewareHandler } from 'hono';
import { refuse } from './refusal.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

const WITHOUT_PAGE =
  'The page is not built. Run npm run build in the folder of sobot-etl, then start sobot-etl web again.\n';

/** Serves the page's own files. Those in `assets/` have a hash in their names, so that browsers may keep them. */
export function pageFiles(folder: string): MiddlewareHandler {
  return async (context) => {
    const asked = posix.normalize(decodeURIComponent(new URL(context.req.url).pathname));
    const inside = asked === '/' ? '/index.html' : asked;
    const path = join(folder, inside);
    const type = TYPES[extname(path)];
    if (type === undefined || !path.startsWith(folder + sep)) throw refuse(404, 'no-page', 'There is no such page.');
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!isFile && inside === '/index.html') return context.text(WITHOUT_PAGE, 503);
    if (!isFile) throw refuse(404, 'no-page', 'There is no such page.');
    const isHashed = inside.startsWith('/assets/');
    context.header('content-type', type);
    context.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    return context.body(new Uint8Array(await readFile(path)));
  };
}
