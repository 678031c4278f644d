import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newFolder, runCli } from '../support/run-cli.ts';

test('keeps a message readable however long the names in a file are', async () => {
  const folder = newFolder();
  const names = Array.from({ length: 2000 }, (_, at) => `Column ${at} ${'x'.repeat(25)}`);
  writeFileSync(join(folder, 'in.csv'), `${names.join(',')},${'y'.repeat(50_000)}\n${',1'.repeat(2000)}\n`);
  writeFileSync(join(folder, 'map.yaml'), 'version: 1\ntarget: customer\nfields:\n  nick: Full name\n');
  const { code, stderr } = await runCli(['check', 'in.csv', '-m', 'map.yaml'], {
    cwd: folder,
    env: { SOBOT_ETL_HOME: join(folder, 'home'), SOBOT_APP_ID: 'a', SOBOT_APP_KEY: 'b' },
  });
  expect(code).toBe(2);
  expect(stderr).toContain('has no column "Full name"');
  expect(stderr.length).toBeLessThan(5_000);
});
