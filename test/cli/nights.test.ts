import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;

/** A window of an hour that opens in so many hours. */
function windowIn(hours: number): string {
  const [from, to] = [hours, hours + 1].map((each) =>
    new Date(Date.now() + each * HOUR_MS).toISOString().slice(11, 16),
  );
  return `${from}-${to} UTC`;
}

async function workspace(rows: number, options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ customers: 4, ...options });
  const folder = newFolder();
  const lines = Array.from({ length: rows }, (_, index) => `P${index},p${index}@x.example`);
  writeFileSync(join(folder, 'in.csv'), `Name,Email\n${lines.join('\n')}\n`);
  writeFileSync(
    join(folder, 'map.yaml'),
    'version: 1\ntarget: customer\nkey: email\nfields: { nick: Name, email: Email, crm_status: { const: 1 } }\n',
  );
  const cli = { cwd: folder, env: { ...sandboxEnv(sandbox, folder), TZ: 'UTC' } };
  return {
    ...{ sandbox, folder },
    run: (...args: string[]) => runCli(args, cli),
    start: (...args: string[]) => startCli(args, cli),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** Starts a command, waits until it says something, interrupts it, and returns how it ended. */
async function interruptedAt(
  { child, done }: ReturnType<typeof startCli>,
  isReached: (stderr: string) => boolean,
): Promise<{ code: number | null; stderr: string; ms: number; cpuMs: number }> {
  let stderr = '';
  child.stderr?.on('data', (text: string) => {
    stderr += text;
  });
  await until(() => isReached(stderr), 30_000);
  const cpuBefore = cpuMsOf(child.pid);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const cpuMs = cpuMsOf(child.pid) - cpuBefore;
  const at = performance.now();
  child.kill('SIGINT');
  const ended = await done;
  return { code: ended.code, stderr: ended.stderr, ms: performance.now() - at, cpuMs };
}

/** The time that a process has computed, in steps of ten milliseconds. */
function cpuMsOf(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

describe('--window', () => {
  test('lets a run wait without a request and without computing, and Ctrl-C ends it at once', async () => {
    await using work = await workspace(5);
    // Its lists are cached then, so that the run is in the ledger before it waits.
    expect((await work.run('check', 'in.csv', '-m', 'map.yaml')).code).toBe(0);
    const { requests } = work.sandbox.stats();
    const import_ = ['import', 'in.csv', '-m', 'map.yaml', '--window', windowIn(2), '--progress', 'json'];
    const waiting = (text: string) => text.includes('"waiting":"window"');
    const { code, stderr, ms, cpuMs } = await interruptedAt(work.start(...import_), waiting);
    expect(code, stderr).toBe(130);
    expect(work.sandbox.stats().requests).toBe(requests);
    expect(ms).toBeLessThan(3000);
    expect(cpuMs).toBeLessThan(150);
    expect(stderr).toMatch(/Waiting until (tomorrow )?\d\d:\d\d \(window\)\./);
    const progress = stderr.split('\n').find((line) => line.includes('"waiting":"window"')) ?? '';
    const resumesAt = Date.parse((JSON.parse(progress) as { resumes_at: string }).resumes_at);
    expect(resumesAt - Date.now()).toBeGreaterThan(1.9 * HOUR_MS);
    expect(resumesAt - Date.now()).toBeLessThanOrEqual(2.1 * HOUR_MS);
    // A resumed run keeps its window unless it is given another.
    const resumed = await work.run('resume', '--window', 'always', '--json');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ rows: { created: 5 } });
  });
});

describe('--budget', () => {
  test('ends the calls of a day for all runs, which can be interrupted and resumed without losing a row', async () => {
    await using work = await workspace(30);
    const args = ['import', 'in.csv', '-m', 'map.yaml', '--budget', '12/day', '--progress', 'lines'];
    const { code, stderr } = await interruptedAt(work.start(...args), (text) => text.includes('Budget used up'));
    expect(code, stderr).toBe(130);
    expect(stderr).toContain('Budget used up: goes on tomorrow 00:00.');
    expect(work.sandbox.stats().requests).toBe(12);
    const { child, done } = work.start('export', 'agents', '-o', 'a.csv', '--budget', '12/day');
    const second = await interruptedAt({ child, done }, (text) => text.includes('Budget used up'));
    expect(second.code).toBe(130);
    expect(work.sandbox.stats().requests).toBe(12);
    const run = /run (\S+?) \(/.exec(stderr)?.[1] ?? '';
    const resumed = await work.run('resume', run, '--budget', 'none', '--json');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(work.sandbox.snapshot().customerCount()).toBe(34);
  });

  test('of a plan says how many days applying it takes, in JSON, in the workbook and for people', async () => {
    await using work = await workspace(30);
    const planned = await work.run(
      'plan',
      'in.csv',
      '-m',
      'map.yaml',
      '-o',
      'plan.xlsx',
      '--window',
      '00:00-24:00',
      '--budget',
      '20/day',
      '--json',
    );
    expect(planned.code, planned.stderr).toBe(0);
    const { nights, calls, ends_estimated: ends } = JSON.parse(planned.stdout) as Record<string, unknown>;
    expect(calls).toBe(30);
    expect([2, 3]).toContain(nights);
    expect(Date.parse(String(ends)) - Date.now()).toBeLessThan(48 * HOUR_MS);
    expect(planned.stderr).toMatch(/calls +30 +\(about .*, in [23] nights\)/);
    expect(planned.stderr).toContain('apply plan.xlsx --window 00:00-24:00 --budget 20/day');
  });
});

describe('a daily limit of the API', () => {
  test('is waited for in place of an aborted run', async () => {
    await using work = await workspace(30, { dailyLimit: 10 });
    const args = ['import', 'in.csv', '-m', 'map.yaml', '--progress', 'lines', '--concurrency', '1'];
    const { code, stderr } = await interruptedAt(work.start(...args), (text) => text.includes('Daily limit'));
    expect(code, stderr).toBe(130);
    expect(stderr).toMatch(/Daily limit of the API used up: goes on (tomorrow )?00:00\./);
    expect(work.sandbox.stats().byFault['daily-limit']).toBe(1);
  });
});
