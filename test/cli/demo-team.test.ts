import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { inCheckout } from '../support/run-cli.ts';

test('npm run demo:team shows that a worker can be killed', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [inCheckout('demo', 'team.ts'), '300'], {
    cwd: inCheckout(),
  });
  expect(stdout).toMatch(/^worker-3 +\S+ +\S+ \S+ +import tag apply undo +/m);
  expect(stderr).toMatch(/kill -9 worker-2: \d+ of 300 customers are there/);
  expect(stderr).toContain('300 rows: 300 created; the CRM has 300 customers, 300 of them different.');
  expect(stderr).toContain('Every row is there exactly once');
});
