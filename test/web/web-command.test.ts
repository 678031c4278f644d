import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listRuns } from '../../src/app/runs.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

const MAPPING = { version: 1, target: 'customer', fields: { nick: 'Name', email: 'Email', crm_status: { const: 2 } } };
const SHEET = `Name,Email\n${Array.from({ length: 200 }, (_, at) => `P${at},p${at}@example.com\n`).join('')}`;

test('web prints its address as JSON first, and Ctrl-C stops its jobs so that they can be resumed', async () => {
  await using sandbox = await startSandbox({ latencyMs: 50 });
  const folder = newFolder();
  const env = sandboxEnv(sandbox, folder);
  const { child, done } = startCli(['web', '--port', '0', '--no-open', '--json', '--concurrency', '2'], {
    cwd: folder,
    env,
  });
  const [first] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [string];
  const { origin, hash } = new URL((JSON.parse(first.split('\n')[0] ?? '') as { url: string }).url);
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);

  const token = hash.replace('#token=', '');
  const session = await fetch(`${origin}/api/session`, { method: 'POST', body: JSON.stringify({ token }) });
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const post = async (path: string, body: string) =>
    (await fetch(`${origin}${path}`, { method: 'POST', body, headers: { cookie } })).json() as Promise<{
      upload: string;
    }>;
  const { upload } = await post('/api/uploads?name=people.csv', SHEET);
  const options = { undoable: false };
  await post('/api/jobs', JSON.stringify({ kind: 'import', from: { upload, content: MAPPING }, options }));
  const run = async () => (await listRuns({ home: join(folder, 'home'), env: {} }, 1))[0];
  await until(() => sandbox.snapshot().customerCount() > 0);

  child.kill('SIGINT');
  expect(await done).toMatchObject({ code: 0, signal: null });
  expect(await run()).toMatchObject({ status: 'interrupted', next: expect.stringContaining('sobot-etl resume') });
  expect((await run())?.rows.created).toBe(sandbox.snapshot().customerCount());
});
