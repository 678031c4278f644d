import { createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { endOf, runToEnd } from './importing.ts';
import { readCsv, workspace } from './workspace.ts';

const IMPORTING = ['import', 'in.csv', '-m', 'map.yaml', '--json'];

/** A folder with a run that was killed before its end. */
async function killedRun(sandbox: Awaited<ReturnType<typeof startSandbox>>, flags: readonly string[] = []) {
  const folder = workspace('known', 300);
  const env = sandboxEnv(sandbox, folder);
  const { child, done } = startCli([...IMPORTING, ...flags], { cwd: folder, env });
  await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 100);
  child.kill('SIGKILL');
  await done;
  return { folder, env };
}

describe.concurrent('resume', () => {
  test('resumes the newest unfinished run, and sends nothing twice that is known to be done', async () => {
    await using sandbox = await startSandbox({ latencyMs: 10 });
    const { folder, env } = await killedRun(sandbox, ['--limit', '250', '--concurrency', '4']);
    const list = await runCli(['runs'], { cwd: folder, env });
    expect(list.stdout).toContain('killed');
    const { code, summary, results } = await runToEnd(['resume'], sandbox, folder);
    expect(code).toBe(0);
    // The limit is part of the run.
    expect(summary.rows).toMatchObject({ read: 250, pending: 0 });
    expect(sandbox.snapshot().customerCount()).toBe(250);
    // What the killed process had no time to record is sent again: at most the rows completed within 100 ms.
    expect(sandbox.stats().succeeded.saveCustomer).toBeLessThan(250 + 80);
    expect(results.map(({ _row }) => Number(_row))).toEqual(Array.from({ length: 250 }, (_, index) => index + 2));
    const none = await runCli(['resume'], { cwd: folder, env });
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('No resumable run found');
  });

  test('refuses to resume with a changed file, and sends nothing', async () => {
    await using sandbox = await startSandbox({ latencyMs: 10 });
    const { folder, env } = await killedRun(sandbox);
    const text = readFileSync(join(folder, 'in.csv'), 'utf8');
    writeFileSync(join(folder, 'in.csv'), text.replace('K299', 'X299'));
    const requests = sandbox.stats().requests;
    const refused = await runCli(['resume'], { cwd: folder, env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/in\.csv is not the file that run \S+ began with/);
    expect(sandbox.stats().requests).toBe(requests);
    writeFileSync(join(folder, 'in.csv'), text);
    const { code } = await runToEnd(['resume'], sandbox, folder);
    expect(code).toBe(0);
  });

  test('refuses to resume a run that another process is working on, and leaves its files alone', async () => {
    await using sandbox = await startSandbox({ latencyMs: 20 });
    const folder = workspace('known', 200);
    const env = sandboxEnv(sandbox, folder);
    const { done } = startCli([...IMPORTING, '--timeout', '2', '--rate', '500'], { cwd: folder, env });
    await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 50);
    // It cannot end before the others have tried.
    sandbox.setFaults({ hang: 1 });
    const [run = ''] = readdirSync(join(folder, 'runs'));
    const second = await runCli(['resume', run], { cwd: folder, env });
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`Run ${run} is locked by another process`);
    const newest = await runCli(['resume'], { cwd: folder, env });
    expect(newest.code).toBe(2);
    expect(newest.stderr).toContain('still running in another process');
    sandbox.setFaults({});
    const { code, summary, results } = endOf(await done);
    expect(code).toBe(0);
    expect(summary.rows).toMatchObject({ read: 200, failed: 0, in_doubt: 0, pending: 0 });
    expect(results.length).toBe(200);
  });

  test('refuses to resume with another tenant’s credentials, and asks before it resumes at another address', async () => {
    await using sandbox = await startSandbox({ latencyMs: 10 });
    const { folder, env } = await killedRun(sandbox);
    const refused = await runCli(['resume'], { cwd: folder, env: { ...env, SOBOT_APP_ID: 'other' } });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('another app id');
    // The same server by another name.
    const elsewhere = { ...env, SOBOT_BASE_URL: sandbox.url.replace('127.0.0.1', 'localhost') };
    const before = sandbox.stats().byEndpoint.saveCustomer;
    const asked = await runCli(['resume'], { cwd: folder, env: elsewhere });
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain(`although the run began at ${sandbox.url}`);
    expect(asked.stderr).toContain(`--base-url ${sandbox.url}`);
    expect(sandbox.stats().byEndpoint.saveCustomer).toBe(before);
    const { SOBOT_BASE_URL: _, ...withoutUrl } = env;
    // The address at which the run started is stored.
    const { code, stderr } = await runCli(['resume'], { cwd: folder, env: withoutUrl });
    expect(code, stderr).toBe(0);
  });

  test('resumes without the mapping file and without standard input', async () => {
    await using sandbox = await startSandbox({ latencyMs: 10 });
    const folder = workspace('known', 250);
    const env = sandboxEnv(sandbox, folder);
    const { child, done } = startCli(['import', '-', '-m', 'map.yaml'], { cwd: folder, env, stdin: 'pipe' });
    createReadStream(join(folder, 'in.csv')).pipe(child.stdin as NodeJS.WritableStream);
    await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 100);
    child.kill('SIGKILL');
    await done;
    writeFileSync(join(folder, 'in.csv'), 'Id,Name\n');
    writeFileSync(join(folder, 'map.yaml'), 'nonsense');
    const stagingFolder = join(folder, 'home', 'spool');
    expect(readdirSync(stagingFolder).length).toBe(1);
    const { code, summary } = await runToEnd(['resume'], sandbox, folder);
    expect(code).toBe(0);
    expect(summary.rows).toMatchObject({ read: 250, pending: 0 });
    expect(sandbox.stats().distinct.partnerid).toBe(250);
    expect(readdirSync(stagingFolder)).toEqual([]);
  });

  test('writes complete error files after a resume, including the errors of earlier processes', async () => {
    await using sandbox = await startSandbox({ latencyMs: 5 });
    const folder = workspace('known', 600);
    const lines = readFileSync(join(folder, 'in.csv'), 'utf8').split('\n');
    // A row without a name every hundred rows: line breaks and quotes in it must survive.
    for (let row = 1; row <= 600; row += 100) lines[row] = `"K""${row}\nx",`;
    writeFileSync(join(folder, 'in.csv'), lines.join('\n'));
    const env = sandboxEnv(sandbox, folder);
    const { child, done } = startCli(IMPORTING, { cwd: folder, env });
    await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 350);
    child.kill('SIGKILL');
    await done;
    const [run = ''] = readdirSync(join(folder, 'runs'));
    const early = readCsv(join(folder, 'runs', run, 'errors.csv'));
    expect(early.length).toBeGreaterThanOrEqual(2);
    const { code, summary, errors, stderr } = await runToEnd(['resume'], sandbox, folder);
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ read: 600, rejected: 6, pending: 0 });
    expect(errors.map(({ Id }) => Id)).toEqual([1, 101, 201, 301, 401, 501].map((row) => `K"${row}\nx`));
    expect(stderr).toMatch(/^ +6 +2 /m);
    expect(existsSync(summary.files.report)).toBe(true);
  });
});
