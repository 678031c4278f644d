import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

const MAPPING =
  'version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nfields:\n  partnerid: Id\n  nick: Name\n  crm_status: { const: 1 }\n';

function folderWith(rows: number): string {
  const folder = newFolder();
  const lines = Array.from({ length: rows }, (_none, at) => `N${at},${at === 2 ? '' : `"Ann\n${at}"`}\n`);
  writeFileSync(join(folder, 'in.csv'), `Id,Name\n${lines.join('')}`);
  writeFileSync(join(folder, 'map.yaml'), MAPPING);
  return folder;
}

test('the next command repeats the given flags, and npx if it was used, and says which rows it is about', async () => {
  await using sandbox = await startSandbox({});
  const folder = folderWith(30);
  const env = { ...sandboxEnv(sandbox, folder), npm_lifecycle_event: 'npx', npm_lifecycle_script: 'sobot-etl' };
  const given = ['--limit', '2', '--on-duplicate', 'last', '--concurrency', '3', '--accept-damage'];
  const checked = await runCli(['check', 'in.csv', '-m', 'map.yaml', ...given], { cwd: folder, env });
  expect(checked.stderr).toContain(
    'Next: the first 2 of 30 rows are fit to send:\n  npx sobot-etl import in.csv -m map.yaml --limit 2 --on-duplicate last --accept-damage --concurrency 3\n',
  );
  const empty = folderWith(0);
  const nothing = await runCli(['check', 'in.csv', '-m', 'map.yaml'], { cwd: empty, env: sandboxEnv(sandbox, empty) });
  expect(nothing.stderr).toContain('Next: fill in rows, then check again:\n  sobot-etl check in.csv -m map.yaml\n');
  const more = ['--limit', '5', '--changed-only', '--max-errors', '90%', '--out', 'out', '--json'];
  const sent = await runCli(['import', 'in.csv', '-m', 'map.yaml', ...more], {
    cwd: folder,
    env: sandboxEnv(sandbox, folder),
  });
  expect(sent.stderr).toContain(
    'Next: fix the rows in out/errors.xlsx (of the first 5 of 30 rows), then import that file:\n  sobot-etl import out/errors.xlsx -m map.yaml --max-errors 90% --changed-only\n',
  );
});

test('resume writes the report and summary of a plan that was killed before the ledger recorded its end', async () => {
  await using sandbox = await startSandbox({ identifiedBy: ['partnerid'] });
  const folder = folderWith(2);
  writeFileSync(
    join(folder, 'plan.yaml'),
    'version: 1\nsteps:\n  - { file: in.csv, mapping: map.yaml }\n  - { file: two.csv, mapping: map.yaml }\n',
  );
  writeFileSync(join(folder, 'two.csv'), 'Id,Name\nT1,Bob\n');
  const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
  const whole = await runCli(['import', 'plan.yaml', '--out', 'out'], options);
  expect(whole.code, whole.stderr).toBe(0);
  const read = (...path: string[]) => JSON.parse(readFileSync(join(folder, 'out', ...path), 'utf8'));
  const before = read('summary.json');
  const ledger = new DatabaseSync(join(folder, 'home', 'ledger.db'));
  ledger.exec("UPDATE runs SET stage = 'running' WHERE seq = (SELECT max(seq) FROM runs)");
  ledger.close();
  for (const name of ['summary.json', 'report.html', '2-customer/summary.json', '2-customer/report.html'])
    rmSync(join(folder, 'out', name));
  const resumed = await runCli(['resume'], options);
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(read('summary.json')).toMatchObject({ status: 'completed', rows: before.rows });
  expect(read('2-customer', 'summary.json')).toMatchObject({ status: 'completed', rows: { created: 1 } });
  expect(readFileSync(join(folder, 'out', 'report.html'), 'utf8')).toContain('<html');
});
