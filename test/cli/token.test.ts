import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

/** A folder with a mapping that needs the API, and as many customers as asked. */
function workspace(rows: number): string {
  const folder = newFolder();
  writeFileSync(
    join(folder, 'map.yaml'),
    'version: 1\ntarget: customer\nkey: partnerid\nfields:\n  nick: Name\n  tel: Tel\n  partnerid: Id\n  crm_status: { const: 3 }\n  liable_serviceid: { column: Owner, lookup: agent }\n',
  );
  const lines = Array.from(
    { length: rows },
    (_, index) => `${index},Customer ${index},1380000${String(index).padStart(4, '0')},Li Na`,
  );
  writeFileSync(join(folder, 'in.csv'), `Id,Name,Tel,Owner\n${lines.join('\n')}\n`);
  return folder;
}

describe('one token for the whole machine', () => {
  test('eight processes that start together request one token', async () => {
    await using sandbox = await startSandbox({ latencyMs: 20 });
    const folder = workspace(3);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const results = await Promise.all(
      Array.from({ length: 8 }, () => runCli(['check', 'in.csv', '-m', 'map.yaml', '--json'], options)),
    );
    expect(results.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual(Array(8).fill(0));
    expect(sandbox.stats().tokenRequests).toBe(1);
  });

  test('renews a token that expires during 64 calls in flight once, and no row fails', async () => {
    await using sandbox = await startSandbox({ latencyMs: 60 });
    const folder = workspace(600);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const { done } = startCli(['import', 'in.csv', '-m', 'map.yaml', '--json', '--concurrency', '64'], options);
    await until(() => sandbox.stats().inFlight >= 64);
    sandbox.expireTokens();
    const { code, stdout, stderr } = await done;
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).rows).toMatchObject({ read: 600, created: 600 });
    expect(sandbox.stats().tokenRequests).toBe(2);
  });

  test('stops the run with a message after a few token requests if the server rejects every token', async () => {
    let tokenRequests = 0;
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url?.startsWith('/api/get_token')) {
        tokenRequests += 1;
        response.end(
          JSON.stringify({
            item: { token: `t${tokenRequests}`, expires_in: '86400' },
            ret_code: '000000',
            ret_msg: 'Success',
          }),
        );
      } else response.end(JSON.stringify({ ret_code: '900002', ret_msg: 'Token expired' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const folder = workspace(5);
    const env = sandboxEnv({ url: `http://127.0.0.1:${port}`, appId: 'a', appKey: 'k' }, folder);
    const { code, stderr } = await runCli(['import', 'in.csv', '-m', 'map.yaml'], { cwd: folder, env });
    server.close();
    expect(code).toBe(3);
    expect(stderr).toContain('refuses every token');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(tokenRequests).toBeLessThanOrEqual(2);
  });
});
