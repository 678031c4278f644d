import { createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { endOf, runToEnd } from './importing.ts';
import { readCsv, workspace } from './workspace.ts';

const importing = ['import', 'in.csv', '-m', 'map.yaml', '--json'];

/** A folder with a run that was killed in its midst. */
async function killedRun(sandbox: Awaited<ReturnType<typeof startSandbox>>, flags: readonly string[] = []) {
  const folder = workspace('known', 600);
  const env = sandboxEnv(sandbox, folder);
  const { child, done } = startCli([...importing, ...flags], { cwd: folder, env });
  await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 150);
  child.kill('SIGKILL');
  await done;
  return { folder, env };
}

describe.concurrent('resume', () => {
  test('goes on with the newest run that did not come to its end, sending nothing twice that is known to be done', async () => {
    await using sandbox = await startSandbox({ latencyMs: 10 });
    const { folder, env } = await killedRun(sandbox, ['--limit', '500', '--concurrency', '4']);
    const list = await runCli(['runs'], { cwd: folder, env });
    expect(list.stdout).toContain('killed');
    const { code, summary, results } = await runToEnd(['resume'], sandbox, folder);
    expect(code).toBe(0);
    // The limit is part of the run.
    expect(summary.rows).toMatchObject({ read: 500, pending: 0 });
    expect(sandbox.snapshot().customerCount()).toBe(500);
    // What the killed process had no time to write down is sent again: what is settled within 100 ms, at most.
    expect(sandbox.stats().succeeded.saveCustomer).toBeLessThan(500 + 80);
    expect(results.map(({ _row }) => Number(_row))).toEqual(Array.from({ length: 500 }, (_, index) => index + 2));
    const none = await runCli(['resume'], { cwd: folder, env });
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('No resumable run found');
  });

  test('refuses when the file is not the same any more, and sends nothing', async () => {
    await using sandbox = await startSandbox({ latencyMs: 10 });
    const { folder, env } = await killedRun(sandbox);
    const text = readFileSync(join(folder, 'in.csv'), 'utf8');
    writeFileSync(join(folder, 'in.csv'), text.replace('K599', 'X599'));
    const requests = sandbox.stats().requests;
    const refused = await runCli(['resume'], { cwd: folder, env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/in\.csv is not the file that run \S+ began with/);
    expect(sandbox.stats().requests).toBe(requests);
    writeFileSync(join(folder, 'in.csv'), text);
    const { code } = await runToEnd(['resume'], sandbox, folder);
    expect(code).toBe(0);
  });

  test('is refused while another process is at the run, whose files it leaves alone', async () => {
    await using sandbox = await startSandbox({ latencyMs: 20 });
    const folder = workspace('known', 400);
    const env = sandboxEnv(sandbox, folder);
    const { done } = startCli([...importing, '--timeout', '2', '--rate', '500'], { cwd: folder, env });
    await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 50);
    // It cannot come to its end before the others have tried.
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
    expect(summary.rows).toMatchObject({ read: 400, failed: 0, in_doubt: 0, pending: 0 });
    expect(results.length).toBe(400);
  });

  test('is refused with the credentials of another tenant, and asks before it goes on at another address', async () => {
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
    // Where the run was begun is remembered.
    const { code, stderr } = await runCli(['resume'], { cwd: folder, env: withoutUrl });
    expect(code, stderr).toBe(0);
  });

  test('needs neither the mapping file nor standard input again', async () => {
    await using sandbox = await startSandbox({ latencyMs: 10 });
    const folder = workspace('known', 500);
    const env = sandboxEnv(sandbox, folder);
    const { child, done } = startCli(['import', '-', '-m', 'map.yaml'], { cwd: folder, env, stdin: 'pipe' });
    createReadStream(join(folder, 'in.csv')).pipe(child.stdin as NodeJS.WritableStream);
    await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 100);
    child.kill('SIGKILL');
    await done;
    writeFileSync(join(folder, 'in.csv'), 'Id,Name\n');
    writeFileSync(join(folder, 'map.yaml'), 'nonsense');
    const spool = join(folder, 'home', 'spool');
    expect(readdirSync(spool).length).toBe(1);
    const { code, summary } = await runToEnd(['resume'], sandbox, folder);
    expect(code).toBe(0);
    expect(summary.rows).toMatchObject({ read: 500, pending: 0 });
    expect(sandbox.stats().distinct.partnerid).toBe(500);
    expect(readdirSync(spool)).toEqual([]);
  });

  test('leaves whole files of errors, those of earlier processes included', async () => {
    await using sandbox = await startSandbox({ latencyMs: 5 });
    const folder = workspace('known', 600);
    const lines = readFileSync(join(folder, 'in.csv'), 'utf8').split('\n');
    // A row without a name every hundred rows: line breaks and quotes in it must survive.
    for (let row = 1; row <= 600; row += 100) lines[row] = `"K""${row}\nx",`;
    writeFileSync(join(folder, 'in.csv'), lines.join('\n'));
    const env = sandboxEnv(sandbox, folder);
    const { child, done } = startCli(importing, { cwd: folder, env });
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
