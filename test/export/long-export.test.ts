import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { cliPath, newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

/** Long enough for a thread of its own. */
const CUSTOMERS = 3100;

/** A working folder, and a list that is long enough for a worker thread. */
async function working() {
  const sandbox = await startSandbox({ customers: CUSTOMERS, latencyMs: 30 });
  const folder = newFolder();
  const env = { ...sandboxEnv(sandbox, folder), TZ: 'UTC' };
  const args = (file: string) => ['export', 'customers', '-o', file, '--page-size', '20', '--json'];
  const stagingFolder = join(folder, 'home', 'spool');
  return {
    sandbox,
    env: { ...process.env, ...env },
    path: (name: string) => join(folder, name),
    run: (commandLine: readonly string[], more: Record<string, string> = {}) =>
      runCli([...commandLine], { cwd: folder, env: { ...env, ...more } }),
    args,
    start: (file: string) =>
      spawn(process.execPath, [cliPath, ...args(file)], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    stagingFolder,
    /** Has the thread written pages, and a checkpoint after them? */
    hasCheckpoint: () =>
      existsSync(stagingFolder) &&
      readdirSync(stagingFolder).some((name) => {
        const text = readFileSync(join(stagingFolder, name), 'latin1');
        return text.lastIndexOf('\n{"mark"') > text.indexOf('\n{"page":') && text.includes('\n{"page":');
      }),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

describe('a long export', () => {
  test.each(['csv', 'jsonl'])(
    'is resumed after a kill, and its %s equals that of an uninterrupted export',
    async (format) => {
      await using work = await working();
      const child = work.start(`x.${format}`);
      await until(work.hasCheckpoint);
      child.kill('SIGKILL');
      await once(child, 'close');
      expect(existsSync(work.path(`x.${format}`))).toBe(false);
      const before = work.sandbox.stats().byEndpoint.listCustomers ?? 0;
      const resumed = await work.run(['resume', '--json']);
      expect(resumed.code, resumed.stderr).toBe(0);
      expect(JSON.parse(resumed.stdout)).toMatchObject({
        complete: true,
        rows: { written: CUSTOMERS, expected: CUSTOMERS },
      });
      expect((work.sandbox.stats().byEndpoint.listCustomers ?? 0) - before).toBeLessThan(150);
      expect(readdirSync(work.stagingFolder)).toEqual([]);
      const whole = await work.run(work.args(`y.${format}`));
      expect(whole.code, whole.stderr).toBe(0);
      expect(readFileSync(work.path(`x.${format}`)).equals(readFileSync(work.path(`y.${format}`)))).toBe(true);
    },
  );

  test('is written and resumed if the system allows no worker thread', async () => {
    await using work = await working();
    const withoutThreads = { NODE_OPTIONS: '--permission --allow-fs-read=* --allow-fs-write=*' };
    const written = await work.run(work.args('alone.csv'), withoutThreads);
    expect(written.code, written.stderr).toBe(0);
    expect(JSON.parse(written.stdout)).toMatchObject({ complete: true, rows: { written: CUSTOMERS } });
    const child = work.start('x.csv');
    await until(work.hasCheckpoint);
    child.kill('SIGKILL');
    await once(child, 'close');
    const resumed = await work.run(['resume', '--json'], withoutThreads);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(readFileSync(work.path('x.csv')).equals(readFileSync(work.path('alone.csv')))).toBe(true);
  });

  test('ends by Ctrl-C with exit code 130, leaves no file, and is resumed', async () => {
    await using work = await working();
    const child = work.start('x.csv');
    await until(work.hasCheckpoint);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(existsSync(work.path('x.csv'))).toBe(false);
    const resumed = await work.run(['resume', '--json']);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ complete: true, rows: { written: CUSTOMERS } });
  });

  test('can be resumed again after a resume failed because its folder was missing', async () => {
    await using work = await working();
    mkdirSync(work.path('out'));
    const child = work.start('out/x.csv');
    await until(work.hasCheckpoint);
    child.kill('SIGKILL');
    await once(child, 'close');
    rmSync(work.path('out'), { recursive: true });
    const before = work.sandbox.stats().byEndpoint.listCustomers ?? 0;
    const { code, stdout, stderr } = await work.run(['resume', '--json']);
    expect(code, stderr).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'aborted', complete: false, files: { output: [] } });
    expect(JSON.parse(stdout).reason).toContain('its folder does not exist. Create the folder first.');
    expect(stderr).toContain('sobot-etl resume');
    mkdirSync(work.path('out'));
    const resumed = await work.run(['resume', '--json']);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ complete: true, rows: { written: CUSTOMERS } });
    expect((work.sandbox.stats().byEndpoint.listCustomers ?? 0) - before).toBeLessThan(155);
  });

  test('aborts if its staging file cannot grow, and is resumed once it can', async () => {
    await using work = await working();
    // A file may grow to 200 KB: the staged pages need more than the output does.
    const limited = `ulimit -f 200; exec "${process.execPath}" "${cliPath}" ${work.args('x.csv').join(' ')} --columns id`;
    const child = spawn('bash', ['-c', limited], {
      cwd: work.path('.'),
      env: work.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (data) => (text.stdout += String(data)));
    child.stderr.on('data', (data) => (text.stderr += String(data)));
    expect(await once(child, 'close'), text.stderr).toEqual([3, null]);
    expect(text.stdout, text.stderr).toContain('"status":"aborted"');
    expect(JSON.parse(text.stdout).reason).toMatch(/spool.* cannot be written: it grew larger than this system allows/);
    expect(text.stderr).toContain('sobot-etl resume');
    const resumed = await work.run(['resume', '--json']);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ complete: true, rows: { written: CUSTOMERS } });
  });

  test('aborts without hanging if its writer thread ends, and is resumed', async () => {
    await using work = await working();
    const ending = 'import{isMainThread}from"node:worker_threads";if(!isMainThread)setTimeout(()=>process.exit(7),450)';
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(ending)}`;
    const { code, stdout, stderr } = await work.run(work.args('x.csv'), { NODE_OPTIONS });
    expect(code, stderr).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'aborted', complete: false });
    expect(JSON.parse(stdout).reason).toContain('x.csv was not written: its writer thread ended (exit code 7)');
    expect(stderr).toContain('sobot-etl resume');
    expect(existsSync(work.path('x.csv'))).toBe(false);
    const resumed = await work.run(['resume', '--json']);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ complete: true, rows: { written: CUSTOMERS } });
  });

  test('with an unknown column is refused as a short one is', async () => {
    await using work = await working();
    const { code, stderr } = await work.run([...work.args('x.csv'), '--columns', 'id,nosuch']);
    expect(code).toBe(2);
    expect(stderr).toContain('customers has no column "nosuch".');
    expect(stderr).not.toContain('did not expect');
  });

  test('into a missing folder is refused as a short one is', async () => {
    await using work = await working();
    const { code, stderr } = await work.run(work.args('nowhere/x.csv'));
    expect(code).toBe(2);
    expect(stderr).toContain('its folder does not exist');
  });
});
