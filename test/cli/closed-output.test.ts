import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { workspace } from '../import/workspace.ts';
import { sandboxEnv, startCli } from '../support/run-cli.ts';

test('an import continues when its output is no longer read', async () => {
  await using sandbox = await startSandbox();
  const folder = workspace('known', 20);
  const args = ['import', 'in.csv', '-m', 'map.yaml', '--json', '--verbose'];
  const { child, done } = startCli(args, { cwd: folder, env: sandboxEnv(sandbox, folder) });
  child.stdout?.destroy();
  child.stderr?.destroy();
  expect(await done).toMatchObject({ code: 0, signal: null });
  expect(sandbox.snapshot().customers()).toHaveLength(20);
});
