import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { cliPath, runCli, sandboxEnv } from '../support/run-cli.ts';
import type { Summary } from './until-done.ts';
import { type Kind, workspace } from './workspace.ts';

const ROWS = 1500;
const IMPORTING = ['import', 'in.csv', '-m', 'map.yaml', '--json'];

describe('a ledger that cannot be used ends an import before anything is sent', () => {
  test.each([
    ['newer', false, /written by a newer sobot-etl/, (path: string) => write(path, 'PRAGMA user_version = 99')],
    [
      'damaged',
      false,
      /ledger\.db cannot be used: it is .*move/,
      (path: string) => writeFileSync(path, 'rubbish '.repeat(2000)),
    ],
    ['cut short', true, /ledger\.db cannot be used: it is damaged; move/, (path: string) => truncateSync(path, 4500)],
    ['a folder', false, /ledger\.db cannot be used/, (path: string) => mkdirSync(path)],
  ])('%s', async (_what, isSpoilt, message, spoil) => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 5);
    const env = sandboxEnv(sandbox, folder);
    const options = { cwd: folder, env };
    if (isSpoilt) await runCli(['runs'], options);
    else mkdirSync(join(folder, 'home'));
    spoil(join(folder, 'home', 'ledger.db'));
    const { code, stdout, stderr } = await runCli(IMPORTING, options);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(sandbox.stats().requests).toBe(0);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });

  test.runIf(process.getuid?.() === 0)('in a folder that is not writable', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 5);
    mkdirSync(join(folder, 'home'), { mode: 0o755 });
    // Root may write everywhere, so another user has to try. The copied environment names no folder of root.
    const nobody = 65_534;
    chmodSync(folder, 0o755);
    chownSync(folder, nobody, nobody);
    const { status, stderr } = spawnSync(process.execPath, [cliPath, ...IMPORTING], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...sandboxEnv(sandbox, folder) },
      uid: nobody,
      gid: nobody,
      encoding: 'utf8',
    });
    expect(stderr).toContain('its folder is not writable; choose another with --home');
    expect(status).toBe(2);
    expect(sandbox.stats().requests).toBe(0);
  });
});

/** A disk of this many kilobytes, if the machine allows one to be mounted. */
function smallDisk(kilobytes: number): string | undefined {
  const path = workspace('known', 0);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', path]).status !== 0) return undefined;
  onTestFinished(() => {
    execFileSync('umount', ['-l', path]);
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

describe('a full disk', () => {
  test('ends an import with a clear message and sends nothing when the disk is full at the start', async ({ skip }) => {
    const home = smallDisk(400) ?? skip('no disk can be mounted here');
    await using sandbox = await startSandbox();
    const folder = workspace('known', 5);
    spawnSync('dd', ['if=/dev/zero', `of=${home}/filler`, 'bs=1k', 'count=1000']);
    const env = { ...sandboxEnv(sandbox, folder), SOBOT_ETL_HOME: home };
    const { code, stderr } = await runCli(IMPORTING, { cwd: folder, env });
    expect(stderr).toContain('the disk is full; free some space');
    expect(code).toBe(2);
    expect(sandbox.stats().succeeded.saveCustomer ?? 0).toBe(0);
  });

  test('keeps the result of the run when the disk is full at the report, and never says to import the file again', async ({
    skip,
  }) => {
    const out = smallDisk(400) ?? skip('no disk can be mounted here');
    await using sandbox = await startSandbox();
    const folder = workspace('known', 5);
    spawnSync('dd', ['if=/dev/zero', `of=${out}/filler`, 'bs=1k', 'count=376']);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const { code, stdout, stderr } = await runCli([...IMPORTING, '--out', join(out, 'run')], options);
    expect(code, stderr).toBe(0);
    const { run, rows } = JSON.parse(stdout) as Summary;
    expect(rows).toMatchObject({ read: 5, created: 5, pending: 0 });
    expect(stderr).toMatch(/report\.html or summary\.json could not be written: .*the disk is full\./);
    expect(stderr).toContain(`do not import the file again. To see it: sobot-etl runs show ${run}`);
    expect(stderr).not.toMatch(/sobot-etl (import|resume)/);
    const shown = await runCli(['runs', 'show', run], options);
    expect(shown.stdout).toContain('5 created');
  });

  test.each(['strangers', 'enterprises'] as const satisfies Kind[])(
    'stops resumably when the disk fills up during a run, and loses or doubles no row: %s',
    async (kind) => {
      const home = smallDisk(450);
      if (home === undefined) return;
      await using sandbox = await startSandbox({ identifiedBy: ['tel'] });
      const folder = workspace(kind, ROWS);
      const options = { cwd: folder, env: { ...sandboxEnv(sandbox, folder), SOBOT_ETL_HOME: home } };
      const first = await runCli([...IMPORTING, '--timeout', '1'], options);
      expect(first.stderr).toContain('the disk is full; free some space');
      expect(first.code).toBe(3);
      const { run, status, rows } = JSON.parse(first.stdout) as Summary;
      expect(status).toBe('aborted');
      expect(rows.created).toBeGreaterThan(0);
      expect(first.stderr).toContain(`sobot-etl resume ${run}`);

      execFileSync('mount', ['-o', 'remount,size=64m', home]);
      const second = await runCli(['resume', '--json'], options);
      expect([0, 1], second.stderr).toContain(second.code);
      const end = JSON.parse(second.stdout) as Summary;
      expect(end.rows).toMatchObject({ read: ROWS, pending: 0, failed: 0 });
      if (kind === 'enterprises') {
        expect(sandbox.snapshot().duplicateEnterprises()).toEqual({});
        expect(end.rows.created + end.rows.in_doubt).toBe(ROWS);
      } else {
        expect(end.rows).toMatchObject({ in_doubt: 0 });
        expect(sandbox.snapshot().duplicateCustomers('partnerid')).toEqual({});
        expect(sandbox.snapshot().customerCount()).toBe(ROWS);
      }
    },
  );
});

function write(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(`CREATE TABLE runs (x); ${sql}`);
  database.close();
}
