import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { cliPath, newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

interface LastRun {
  readonly exit_code: number;
  readonly attempts: number;
  readonly command: string[];
  readonly summary?: { readonly rows?: { readonly written: number } };
  readonly removed_files: string[];
}

/** A folder with a jobs file and a sandbox. */
async function scheduled(jobs: string, options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ customers: 5, ...options });
  const folder = newFolder();
  const env = { ...sandboxEnv(sandbox, folder), TZ: 'UTC' };
  writeFileSync(join(folder, 'jobs.yaml'), `version: 1\n${jobs}`);
  const lastRunPath = (job: string) => join(folder, 'home', 'schedule', job, 'last-run.json');
  return {
    sandbox,
    folder,
    files: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.csv'))
        .sort(),
    lastRunPath,
    lastRun: (job: string) => JSON.parse(readFileSync(lastRunPath(job), 'utf8')) as LastRun,
    run: (...args: string[]) => runCli(['schedule', 'jobs.yaml', ...args], { cwd: folder, env }),
    start: (...args: string[]) => startCli(['schedule', 'jobs.yaml', ...args], { cwd: folder, env }),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

const EVERY_SECOND = `jobs:
  - name: often
    cron: "* * * * * *"
    command: export
    args: [customers, -o, "customers-{datetime}.csv"]
    keep: 2
`;

describe('sobot-etl schedule', () => {
  test('runs a job whenever it is due, keeps the newest files, and ends on SIGTERM with exit code 0', async () => {
    await using work = await scheduled(EVERY_SECOND);
    const { child, done } = work.start();
    await until(() => existsSync(work.lastRunPath('often')) && work.lastRun('often').removed_files.length > 0, 60_000);
    child.kill('SIGTERM');
    const { code, stderr } = await done;
    expect(code, stderr).toBe(0);
    expect(work.files().length).toBeLessThanOrEqual(2);
    for (const file of work.files()) expect(file).toMatch(/^customers-\d{4}-\d{2}-\d{2}T\d{6}\.csv$/);
    expect(work.lastRun('often')).toMatchObject({ exit_code: 0, attempts: 1, summary: { rows: { written: 5 } } });
    expect(stderr).toMatch(/often done in \S+ m?s \{"written":5,"duplicates":0,"expected":5\}/);
  });

  test('keeps the given number of its own files, and never removes other files, whatever their names', async () => {
    await using work = await scheduled(EVERY_SECOND);
    const others = ['customers-2001-01-01T000000.csv', 'customers-2099-01-01T000000.csv'];
    for (const name of others) writeFileSync(join(work.folder, name), 'mine');
    mkdirSync(join(work.folder, 'customers-2000-01-01T000000.csv'));
    const made: string[] = [];
    for (let run = 0; run < 3; run += 1) {
      const before = new Set(work.files());
      const { code, stderr } = await work.run('--once', 'often');
      expect(code, stderr).toBe(0);
      made.push(...work.files().filter((name) => !before.has(name)));
      // A run within the same second would have the same file name.
      const second = Math.floor(Date.now() / 1000);
      await until(() => Math.floor(Date.now() / 1000) > second, 10_000);
    }
    expect(made).toHaveLength(3);
    expect(work.lastRun('often').removed_files).toEqual(made.slice(0, 1));
    expect(work.files()).toEqual(['customers-2000-01-01T000000.csv', ...others, ...made.slice(1)].toSorted());
    for (const name of others) expect(readFileSync(join(work.folder, name), 'utf8')).toBe('mine');
  });

  test('replaces its own file of the previous run, and other files only with --yes', async () => {
    const job = (flag: string) =>
      `jobs:\n  - { name: daily, cron: "@daily", command: export, args: [tags, -o, tags.csv${flag}] }\n`;
    await using work = await scheduled(job(''));
    for (let run = 0; run < 2; run += 1) expect((await work.run('--once', 'daily')).code).toBe(0);
    writeFileSync(join(work.folder, 'tags.csv'), 'mine');
    const { code, stderr } = await work.run('--once', 'daily');
    expect(code).toBe(2);
    expect(stderr).toMatch(/tags\.csv changed after an export wrote it.*--yes/);
    expect(readFileSync(join(work.folder, 'tags.csv'), 'utf8')).toBe('mine');
    writeFileSync(join(work.folder, 'jobs.yaml'), `version: 1\n${job(', --yes')}`);
    expect((await work.run('--once', 'daily')).code).toBe(0);
    expect(readFileSync(join(work.folder, 'tags.csv'), 'utf8')).not.toBe('mine');
  });

  test('finishes the running job after SIGTERM', async () => {
    await using work = await scheduled(EVERY_SECOND, { latencyMs: 400 });
    const { child, done } = work.start();
    await until(() => work.sandbox.stats().requests > 0, 60_000);
    child.kill('SIGTERM');
    const { code, stderr } = await done;
    expect(code, stderr).toBe(0);
    expect(work.files()).toHaveLength(1);
    expect(work.lastRun('often')).toMatchObject({ exit_code: 0 });
  });

  test('runs a missed job once at start-up', async () => {
    await using work = await scheduled(EVERY_SECOND.replace('* * * * * *', '0 0 1 1 *'));
    mkdirSync(join(work.folder, 'home', 'schedule', 'often'), { recursive: true });
    writeFileSync(work.lastRunPath('often'), JSON.stringify({ started: '2019-05-01T00:00:00Z' }));
    const { child, done } = work.start();
    await until(() => work.files().length > 0 && work.lastRun('often').exit_code === 0, 60_000);
    child.kill('SIGTERM');
    const { stderr } = await done;
    expect(stderr).toContain('was due at 2020-01-01T00:00:00.000Z; runs now (catch-up)');
    expect(work.files()).toHaveLength(1);
  });

  test('with --once runs one job now, and resumes it if the server failed', async () => {
    await using work = await scheduled(
      `jobs:
  - name: nightly
    cron: "@daily"
    command: export
    args: customers -o "{job}-{date}.csv" --page-size 2 --max-attempts 1
    retry: 3
    retry-wait: 0
`,
      {
        script: [
          { fault: 'none', on: 'listCustomers' },
          { fault: '500', on: 'listCustomers' },
        ],
      },
    );
    const { code, stdout, stderr } = await work.run('--once', 'nightly', '--json');
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ job: 'nightly', attempts: 2, exit_code: 0 });
    expect(work.files()).toEqual([`nightly-${new Date().toISOString().slice(0, 10)}.csv`]);
    expect(work.lastRun('nightly').command.slice(0, 2)).toEqual(['export', 'customers']);
  });

  test('ends with the exit code of the job, and does not retry bad usage', async () => {
    await using work = await scheduled(
      'jobs:\n  - { name: wrong, cron: "@daily", command: export, args: [custmers, -o, x.csv] }\n',
    );
    const { code } = await work.run('--once', 'wrong');
    expect(code).toBe(2);
    expect(work.lastRun('wrong')).toMatchObject({ exit_code: 2, attempts: 1 });
    expect(JSON.stringify(work.lastRun('wrong'))).toContain('Did you mean');
  });

  test.each([
    ['en', /ended with exit code 2 after \S+ m?s: --budget takes a number of calls a day/],
    ['zh', /以退出码 2 结束，用时 \S+ m?s：--budget /],
  ])('says what is wrong with the usage of a job, not where to read more (--lang %s)', async (lang, reason) => {
    await using work = await scheduled(
      'jobs:\n  - { name: wrong, cron: "@daily", command: export, args: [tags, -o, x.csv, --budget, "12"] }\n',
    );
    const { code, stderr } = await work.run('--once', 'wrong', '--lang', lang);
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
    expect(work.lastRun('wrong')).toMatchObject({ message: expect.stringMatching(/^--budget .*\n.*export --help$/) });
  });

  test('lets the time zone of a job apply to its window', async () => {
    // Open now in Shanghai, and closed on the clock of this machine, which is that of UTC.
    const [from, to] = [7, 9].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16));
    await using work = await scheduled(
      `jobs:\n  - { name: night, cron: "@daily", timezone: Asia/Shanghai, command: export, args: "tags -o t.csv --window ${from}-${to}" }\n`,
    );
    const { child, done } = work.start('--once', 'night');
    try {
      await until(() => existsSync(work.lastRunPath('night')), 10_000);
    } finally {
      child.kill('SIGTERM');
      child.kill('SIGINT');
    }
    const { stderr } = await done;
    expect(work.lastRun('night'), stderr).toMatchObject({ exit_code: 0 });
    expect(stderr).toContain(`--window ${from}-${to} Asia/Shanghai`);
  });

  test('says what a job waits for, and the first signal interrupts it then', async () => {
    const [from, to] = [2, 3].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16));
    await using work = await scheduled(EVERY_SECOND.replace(', -o,', `, --window, "${from}-${to}", -o,`));
    const { child, done } = work.start();
    let said = '';
    child.stderr?.on('data', (text: string) => {
      said += text;
    });
    try {
      await until(() => /often Waiting until (tomorrow )?\d\d:\d\d \(window\)\./.test(said), 10_000);
      child.kill('SIGINT');
      const { code, stderr } = await Promise.race([
        done,
        new Promise<never>((_, reject) => setTimeout(reject, 10_000, new Error('still waits')).unref()),
      ]);
      expect(code, stderr).toBe(0);
    } finally {
      child.kill('SIGINT');
      child.kill('SIGTERM');
    }
    expect(work.lastRun('often')).toMatchObject({ exit_code: 130, attempts: 1 });
    expect(work.sandbox.stats().requests).toBe(0);
  });

  test('posts the result of a job', async () => {
    const posted: string[] = [];
    const server = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => posted.push(text));
      request.on('end', () => response.end());
    }).listen(0, '127.0.0.1');
    await using work = await scheduled(EVERY_SECOND);
    const { port } = server.address() as AddressInfo;
    const { code } = await work.run('--once', 'often', '--notify-url', `http://127.0.0.1:${port}/hook?secret=s3cr3t`);
    server.close();
    expect(code).toBe(0);
    expect(JSON.parse(posted.join(''))).toMatchObject({ text: 'sobot-etl: often is done', job: 'often', exit_code: 0 });
    const failed = await work.run('--once', 'often', '--notify-url', `http://127.0.0.1:${port}/hook?secret=s3cr3t`);
    expect(failed.code).toBe(0);
    expect(failed.stderr).toContain('could not be reached');
    expect(failed.stderr).not.toContain('s3cr3t');
  });

  test('prints the jobs for cron and for systemd', async () => {
    await using work = await scheduled(`timezone: Asia/Shanghai
jobs:
  - { name: nightly, cron: "30 2 * * 1-5", command: export, args: [customers, -o, "c-{date}.csv"] }
  - { name: often, cron: "*/15 8-18 1,15 * *", command: export, args: [tags, -o, t.csv] }
`);
    const cron = await work.run('--print', 'crontab');
    // Cron uses the time zone of the machine: it starts the job every hour, and --if-due decides whether it is due.
    expect(cron.stdout).not.toContain('CRON_TZ');
    expect(cron.stdout).toContain(
      `\n30 * * * * cd ${work.folder} && ${process.execPath} ${cliPath} schedule ${work.folder}/jobs.yaml --once nightly --if-due`,
    );
    const systemd = await work.run('--print', 'systemd');
    expect(systemd.stdout).toContain('OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 2:30:00 Asia/Shanghai');
    expect(systemd.stdout).toContain('OnCalendar=*-*-1,15 8..18:0/15:00 Asia/Shanghai');
    expect(systemd.stdout).toContain('Persistent=true');
  });

  test('prints paths and flags that are valid wherever a scheduler starts', async () => {
    await using work = await scheduled(
      'jobs:\n  - { name: nightly, cron: "30 2 * * 5-7", timezone: UTC, command: export, args: [tags, -o, t.csv] }\n',
    );
    const given = ['--notify-url', 'http://127.0.0.1:9/hook?a=50%', '--home', 'state', '--quiet'];
    const cron = await work.run('--print', 'crontab', ...given);
    const program = `${process.execPath} ${cliPath} schedule ${work.folder}/jobs.yaml --once nightly`;
    const flags = `--base-url ${work.sandbox.url} --home ${work.folder}/state`;
    // The zone of the job is that of the machine, so that the fields stay unchanged.
    expect(cron.stdout).toContain(
      `\n30 2 * * 5-7 cd ${work.folder} && ${program} ${flags} --notify-url 'http://127.0.0.1:9/hook?a=50\\%' --quiet`,
    );
    expect(cron.stderr).toContain('A scheduler does not see SOBOT_APP_ID and SOBOT_APP_KEY of this shell');
    const systemd = await work.run('--print', 'systemd', ...given);
    expect(systemd.stdout).toContain(
      `ExecStart=${program} ${flags} --notify-url "http://127.0.0.1:9/hook?a=50%%" --quiet`,
    );
    expect(systemd.stdout).toContain('OnCalendar=Fri,Sat,Sun *-*-* 2:30:00 UTC');
    writeFileSync(join(work.folder, '.env'), 'SOBOT_APP_ID=a\nSOBOT_APP_KEY=b\n');
    expect((await work.run('--print', 'crontab', '--quiet')).stderr).toBe('');
  });

  test('runs a job with --if-due only in the minute in which it is due in its own zone', async () => {
    const next = new Date(Date.now() + 12 * 3_600_000).getUTCHours();
    await using work = await scheduled(
      `timezone: UTC\njobs:\n  - { name: later, cron: "* ${next} * * *", command: export, args: [tags, -o, later.csv] }\n  - { name: now, cron: "* * * * *", command: export, args: [tags, -o, now.csv] }\n`,
    );
    expect((await work.run('--once', 'later', '--if-due')).code).toBe(0);
    expect((await work.run('--once', 'now', '--if-due')).code).toBe(0);
    expect(work.files()).toEqual(['now.csv']);
    expect((await work.run('--if-due')).code).toBe(2);
  });

  test.each([
    ['jobs:\n  - { name: a, cron: "61 * * * *", command: export, args: [] }', /job a: cron "61 \* \* \* \*"/],
    [
      'jobs:\n  - { name: a, cron: "@daily", comand: export, args: [] }',
      /jobs\.yaml:3:32: unknown key "comand"\. Did you mean "command"\?/,
    ],
    ['jobs:\n  - { name: a, cron: "@daily", command: delete, args: [] }', /must be export, import, tag or check/],
    ['timezone: Mars/Base\njobs:\n  - { name: a, cron: "@daily", command: export, args: [] }', /Mars\/Base/],
    [
      'jobs:\n  - { name: a, cron: "@daily", command: export, args: [tags, -o, t.csv], keep: 3 }',
      /keep needs an output whose name changes/,
    ],
    [
      'jobs:\n  - { name: a, cron: "@daily", command: export, args: [] }\n  - { name: a, cron: "@daily", command: export, args: [] }',
      /two jobs are called "a"/,
    ],
  ])('refuses %s', async (jobs, message) => {
    await using work = await scheduled(jobs);
    const { code, stderr } = await work.run();
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
