import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createStateFolder } from '../app/profile-store.ts';
import { PageContext } from './page-context.ts';
import type { PageOptions } from './page-options.ts';
import { createPageServer } from './page-server.ts';
import { PageAccess } from './security/page-access.ts';

/** The running page. */
export interface RunningPage {
  /** The address to open, with a token that works once. */
  readonly url: string;
  /** Stops the jobs so that they can be resumed, then the server. */
  close(): Promise<void>;
  /** While it closes: cancels the requests in flight, too. */
  cancel(): void;
}

/** Serves the page on 127.0.0.1 only. Errors: `UsageError` for the state folder, and those of the port. */
export async function startPage(options: PageOptions): Promise<RunningPage> {
  const page = new PageContext(options);
  createStateFolder(page.home);
  let port = options.port;
  const access = new PageAccess(() => port);
  const app = createPageServer(page, access);
  const server = createServer(getRequestListener(app.fetch));
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  return {
    url: `http://127.0.0.1:${port}/#token=${access.token}`,
    async close() {
      page.closing.abort();
      await page.jobs.stopAll();
      await Promise.all([page.checks.close(), page.failedRows.close()]);
      server.close();
      server.closeAllConnections();
      await page.endRehearsal();
    },
    cancel: () => page.jobs.cancelAll(),
  };
}
