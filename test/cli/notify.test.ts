import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { recordingServer } from '../support/recording-server.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

/** A folder with three rows of which one is wrong, and a channel `ops` that posts to this machine. */
async function workspace(answer: readonly [status: number, body: string] = [200, '{"errcode":0}']) {
  const sandbox = await startSandbox({ customers: 3 });
  const server = await recordingServer(answer);
  const folder = newFolder();
  writeFileSync(
    join(folder, 'in.csv'),
    'Name,Email\nMarked Person,marked@x.example\nLi Na,marked@not a mail\nWu,wu@x.example\n',
  );
  writeFileSync(
    join(folder, 'map.yaml'),
    'version: 1\ntarget: customer\nfields: { nick: Name, email: { column: Email, transform: [email] }, crm_status: { const: 1 } }\n',
  );
  mkdirSync(join(folder, 'home'), { mode: 0o700 });
  const key = 'hook-key-0123456789';
  writeFileSync(
    join(folder, 'home', 'notify.yaml'),
    `version: 1\nchannels:\n  ops: { kind: wecom, url: "${server.url}/send?key=${key}" }\n  hook: { kind: webhook, url: "${server.url}/hook", when: "rejected > 50%" }\n`,
  );
  const env = sandboxEnv(sandbox, folder);
  return {
    ...{ sandbox, server, folder, key },
    run: (...args: string[]) => runCli(args, { cwd: folder, env }),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** Everything that a run left in the folder, except the file that holds the secret. */
function leftIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'notify.yaml')
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');
}

describe('--notify', () => {
  test('tells a channel how an import ended, with counts, causes and the next command, and no value of a row', async () => {
    await using work = await workspace();
    const { code, stdout, stderr } = await work.run(
      'import',
      'in.csv',
      '-m',
      'map.yaml',
      '--notify',
      'ops',
      '--notify',
      'hook',
      '--json',
    );
    expect(code, stderr).toBe(1);
    // The other channel is told only if half of the rows are rejected.
    expect(work.server.posts).toHaveLength(1);
    const { content } = work.server.first.text as { content: string };
    const summary = JSON.parse(stdout) as { run: string; files: { summary: string }; notifications: unknown };
    expect(content).toContain(`sobot-etl: import customer finished; some rows need attention [${summary.run}]`);
    expect(content).toContain('Rows: 3 read, 2 created, 1 rejected');
    expect(content).toMatch(/1 × bad-email: .+ \[email\]/);
    expect(content).toMatch(/Next: sobot-etl import runs\/.*errors\.xlsx -m map\.yaml/);
    for (const value of ['Marked', 'marked', 'x.example', 'not a mail'])
      expect(work.server.posts[0]?.text).not.toContain(value);
    const notifications = [{ channel: 'ops', kind: 'wecom', sent: true }];
    expect(summary.notifications).toEqual(notifications);
    expect(JSON.parse(readFileSync(summary.files.summary, 'utf8'))).toEqual({ ...summary, notifications });
    expect(leftIn(work.folder) + stdout + stderr).not.toContain(work.key);
  });

  test('reports a notification that fails, and changes neither the run nor its exit code', async () => {
    await using work = await workspace([200, '{"errcode":93000,"errmsg":"invalid webhook url"}']);
    const { code, stdout, stderr } = await work.run(
      'export',
      'customers',
      '-o',
      'all.csv',
      '--notify',
      'ops',
      '--json',
      '--quiet',
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /The notification to ops \(WeCom\) was not sent: errcode 93000: invalid webhook url\. The run itself is not affected\. To try the channel: sobot-etl doctor --notify ops/,
    );
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, notifications: [{ channel: 'ops', sent: false }] });
  });

  test('tells of a run that could not start', async () => {
    await using work = await workspace();
    writeFileSync(
      join(work.folder, 'map.yaml'),
      'version: 1\ntarget: customer\nfields: { nick: Nmae, crm_status: { const: 1 } }\n',
    );
    const { code } = await work.run('import', 'in.csv', '-m', 'map.yaml', '--notify', 'ops');
    expect(code).toBe(2);
    writeFileSync(
      join(work.folder, 'map.yaml'),
      'version: 1\ntarget: customer\nfields: { nick: Name, crm_status: { const: 1 } }\n',
    );
    expect((await work.run('import', 'gone.csv', '-m', 'map.yaml', '--notify', 'ops')).code).toBe(2);
    const texts = work.server.posts.map(({ json }) => json.text.content as string);
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/^sobot-etl: import failed before anything was sent\nReason: unknown-column: .+/);
    expect(texts[1]).toMatch(/\nReason: not-found: There is no file at this path\./);
  });

  test('with a wrong name, or with an address, sends nothing', async () => {
    await using work = await workspace();
    const wrong = await work.run('import', 'in.csv', '-m', 'map.yaml', '--notify', 'opps');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('no channel "opps"')]);
    const address = await work.run('import', 'in.csv', '-m', 'map.yaml', '--notify', `https://x.example/${work.key}`);
    expect([address.code, address.stderr]).toEqual([
      2,
      expect.stringContaining('--notify takes the name of a channel'),
    ]);
    expect(address.stderr).not.toContain(work.key);
    expect(work.sandbox.stats().requests).toBe(0);
  });

  test('is kept by a run that is resumed', async () => {
    await using work = await workspace();
    await work.run('import', 'in.csv', '-m', 'map.yaml', '--notify', 'ops', '--max-errors', '0');
    await work.run('resume', '--max-errors', '3');
    const texts = work.server.posts.map(({ json }) => json.text.content as string);
    expect(texts.map((text) => text.split('\n')[0]?.replace(/ \[.*/, ''))).toEqual([
      'sobot-etl: import customer was aborted',
      'sobot-etl: import customer finished; some rows need attention',
    ]);
    expect(texts[0]).toMatch(/Next: sobot-etl resume/);
  });

  test('of doctor sends a test message', async () => {
    await using work = await workspace();
    const { code, stderr } = await work.run('doctor', '--notify', 'ops');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('a test message was sent to ops (WeCom)');
    expect(work.server.first.text.content).toMatch(/^sobot-etl: this is a test/);
  });
});

describe('notify in a jobs file', () => {
  test('tells how each job ended, and keeps in its record what became of that', async () => {
    await using work = await workspace();
    writeFileSync(
      join(work.folder, 'jobs.yaml'),
      `version: 1
notify: [{ use: ops, when: failure }]
jobs:
  - { name: wrong, cron: "@daily", command: export, args: custmers -o x.csv, retry: 0 }
  - { name: people, cron: "@daily", command: import, args: in.csv -m map.yaml, retry: 0, notify: [{ use: ops, when: rejected > 2% }] }
  - { name: quiet, cron: "@daily", command: export, args: agents -o agents.csv, retry: 0 }
`,
    );
    for (const [job, code] of [
      ['wrong', 2],
      ['people', 1],
      ['quiet', 0],
    ] as const)
      expect((await work.run('schedule', 'jobs.yaml', '--once', job)).code, job).toBe(code);
    const [wrong, people, ...others] = work.server.posts.map(({ json }) => json.text.content as string);
    expect(others).toEqual([]);
    expect(wrong).toMatch(/^sobot-etl: job wrong \(export\) failed before anything was sent/);
    expect(wrong).toContain('Next: sobot-etl schedule jobs.yaml --once wrong');
    expect(people).toMatch(/^sobot-etl: job people \(import customer\) finished; some rows need attention \[/);
    expect(people).toMatch(/1 × bad-email.*\nTime: .*\nNext: sobot-etl runs show /);
    const record = readFileSync(join(work.folder, 'home', 'schedule', 'people', 'last-run.json'), 'utf8');
    expect(JSON.parse(record).notifications).toEqual([{ channel: 'ops', kind: 'wecom', sent: true }]);
  });
});
