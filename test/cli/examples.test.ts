import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeProfile } from '../../src/app/profile-store.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { openWriter } from '../../src/files/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newPostgresDatabase } from '../support/postgres-server.ts';
import { cliPath, inCheckout, newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';
import { writeShellCommand } from '../support/shell-command.ts';

let sandbox: Sandbox;
/** Where notifications go. */
const chat = createServer((_, response) => response.end('{"errcode":0}'));
beforeAll(async () => {
  sandbox = await startSandbox({ customers: 20 });
  await once(chat.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  chat.closeAllConnections();
  chat.close();
  await sandbox.close();
});

interface Workspace {
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/** Commands that run until they are stopped, and their message when they are ready. */
const LASTING: Readonly<Record<string, string>> = {
  '$0 schedule jobs.yaml': 'nightly-customers',
  '$0 sandbox': 'SOBOT_APP_KEY',
  '$0 listen': '/push/',
  '$0 web': '#token=',
  '$0 worker': '"started"',
};

/** Of these, examples with more options last, too. */
const LASTING_WITH_OPTIONS: readonly string[] = ['$0 sandbox', '$0 listen', '$0 web', '$0 worker'];

/** Commands whose examples name a plan, or a run that kept what was there before. */
const CHANGING: readonly string[] = ['apply', 'verify', 'undo'];

describe('every example of the help runs', () => {
  test.each(commands.map(({ name, examples }) => [name, examples.map(([line]) => line)] as const))(
    'of %s',
    async (name, lines) => {
      const workspace = await newWorkspace();
      if (name === 'worker') workspace.env['SOBOT_ETL_LEDGER'] = await newPostgresDatabase();
      if (name === 'runs') await abortedRun(workspace);
      if (name === 'tag') await shell('sobot-etl import fair.csv -m fair.yaml', workspace);
      if (CHANGING.includes(name)) await plannedRun(workspace, name);
      if (name === 'verify' || name === 'undo') await shell('sobot-etl apply plan.xlsx', workspace);
      if (name === 'map') rmSync(join(workspace.cwd, 'customers.yaml'));
      for (const line of lines) {
        if (name === 'resume') await abortedRun(workspace);
        if (line.includes('--learn')) await correctedRun(workspace);
        await runExample(line, workspace);
      }
    },
  );
});

async function runExample(example: string, workspace: Workspace): Promise<void> {
  const ready = Object.entries(LASTING).find(
    ([line]) => example === line || (LASTING_WITH_OPTIONS.includes(line) && example.startsWith(line)),
  );
  if (ready !== undefined && !example.includes('--replay')) return serve(example, ready[1], workspace);
  const newest = await newestRun(workspace, example.startsWith('$0 apply') ? 'plan' : undefined);
  const line = example
    .replace('$0', 'sobot-etl')
    .replace('https://eu.sobot.io', sandbox.url)
    .replace(/(?:20261123-0412-)?7f3a/, (id) => (example.includes('errors.csv') ? id : newest))
    .replace('postgres://etl@db.example.org/sobot', example.includes('login') ? await newPostgresDatabase() : '$&')
    .replace(/login(?: --no-keychain| --ledger \S+)?$/, '$& < credentials.txt');
  // Nobody is here to confirm.
  const { code, output } = await shell(
    /--where stageid|^sobot-etl (?:export|map) /.test(line) ? `${line} --yes` : line,
    workspace,
  );
  // A run that was aborted for its errors is aborted again.
  // Nobody listens here, which doctor finds.
  const wanted = line.includes(' resume') ? [0, 1, 3] : line.endsWith('doctor --push') ? [3] : [0, 1];
  expect(wanted, `$ ${line}\n${output}`).toContain(code);
}

function shell(line: string, { cwd, env }: Workspace): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile('bash', ['-o', 'pipefail', '-c', line], { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(child.exitCode ?? -1), output: stdout + stderr });
    });
    child.stdin?.end();
  });
}

/** Runs a command until it is ready, then stops it. */
async function serve(example: string, ready: string, { cwd, env }: Workspace): Promise<void> {
  const [own = ''] = example.replaceAll('"', '').split(' | ');
  const args = own
    .replace(/ --port \d+/, '')
    .split(' ')
    .slice(1);
  // Other tests may use the port.
  if (args[0] !== 'schedule' && args[0] !== 'worker') args.push('--port', '0');
  if (args[0] === 'web' && !args.includes('--no-open')) args.push('--no-open');
  const child = spawn(process.execPath, [cliPath, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const isReady = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes(ready)) resolve();
      });
    }
  });
  const closed = once(child, 'close');
  await Promise.race([isReady, closed]);
  expect(output, example).toContain(ready);
  child.kill('SIGINT');
  await closed;
}

/** The id of the newest run; `of`: of this command. */
async function newestRun({ cwd, env }: Workspace, of?: string): Promise<string> {
  const { stdout } = await runCli(['runs', '--json'], { cwd, env });
  const runs = JSON.parse(stdout) as { run: string; command: string }[];
  return runs.find(({ command }) => of === undefined || command === of)?.run ?? '7f3a';
}

/** A plan of the customers, `plan.xlsx`. Each command has docking IDs of its own, so that there is something to change. */
async function plannedRun(workspace: Workspace, command: string): Promise<void> {
  const path = join(workspace.cwd, 'customers.csv');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/gm, `${command}-$&`));
  const { code, output } = await shell('sobot-etl plan customers.csv -m customers.yaml -o plan.xlsx', workspace);
  expect([0, 1], output).toContain(code);
}

/** A run whose errors file has been corrected. */
async function correctedRun(workspace: Workspace): Promise<void> {
  const path = (name: string) => join(workspace.cwd, name);
  copyFileSync(inCheckout('mappings/customers.yaml'), path('customers.yaml'));
  writeFileSync(path('people.csv'), readFileSync(path('customers.csv'), 'utf8').replace(/,(?:Fem|M)ale,/gi, ',Robot,'));
  await shell('sobot-etl import people.csv -m customers.yaml --out runs/20261123-0412-7f3a --yes', workspace);
  const errors = path('runs/20261123-0412-7f3a/errors.csv');
  writeFileSync(errors, readFileSync(errors, 'utf8').replaceAll(',Robot,', ',Male,'));
}

/** A run that can be resumed. */
async function abortedRun(workspace: Workspace): Promise<void> {
  writeFileSync(join(workspace.cwd, 'bad.csv'), 'Name,Email,Mobile,Stage\nBo,bo@x.example,,\nNo,none,,\n');
  const args = ['import', 'bad.csv', '-m', 'fair.yaml', '--max-errors', '0'];
  expect((await runCli(args, workspace)).code).toBe(3);
}

/** A folder with all files that the examples name. */
async function newWorkspace(): Promise<Workspace> {
  const cwd = newFolder();
  const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);
  const sample = `${readFileSync(inCheckout('samples/customers.csv'), 'utf8').split('\n').slice(0, 12).join('\n')}\n`;
  cpSync(inCheckout('mappings'), join(cwd, 'mappings'), { recursive: true });
  mkdirSync(join(cwd, 'runs/20261123-0412-7f3a'), { recursive: true });
  mkdirSync(join(cwd, 'home'), { mode: 0o700 });
  const { port } = chat.address() as AddressInfo;
  write('home/notify.yaml', `version: 1\nchannels: { ops: { kind: wecom, url: "http://127.0.0.1:${port}/" } }\n`);
  for (const name of ['customers.csv', 'people.csv', 'runs/20261123-0412-7f3a/errors.csv']) write(name, sample);
  for (const name of ['customers', 'enterprise'])
    copyFileSync(inCheckout(`mappings/${name}.yaml`), join(cwd, `${name}.yaml`));
  copyFileSync(inCheckout('samples/enterprise.csv'), join(cwd, 'companies.csv'));
  copyFileSync(inCheckout('samples/enterprise.xlsx'), join(cwd, 'companies.xlsx'));
  write(
    'plan.yaml',
    'version: 1\nsteps:\n  - { file: companies.csv, mapping: enterprise.yaml }\n  - { file: people.csv, mapping: customers.yaml }\n',
  );
  write(
    'fair.yaml',
    'version: 1\ntarget: customer\nfields: { nick: Name, email: { column: Email, transform: [email] }, tel: Mobile, liable_serviceid: { const: Li Na, lookup: agent }, crm_status: { const: 3 } }\nstage: Stage\n',
  );
  write('fair.csv', 'Name,Email,Mobile,Stage\nAna,ana@fair.example,+14155552671,Intention\n');
  write('credentials.txt', `${sandbox.appId}\n${sandbox.appKey}\n`);
  write(
    'jobs.yaml',
    'version: 1\njobs:\n  - { name: nightly-customers, cron: "0 2 * * *", command: export, args: customers -o nightly.csv }\n',
  );
  const workbook = await openWriter(join(cwd, 'fair.xlsx'), {
    format: 'xlsx',
    columns: [{ name: 'Mobile' }, { name: 'Tags' }],
  });
  await workbook.write([['+14155552671', 'Status/Hot']]);
  await workbook.commit();
  const env = { PATH: await pathWithPrograms(cwd), HOME: cwd, ...sandboxEnv(sandbox, cwd) };
  const { url: baseUrl, appId, appKey } = sandbox;
  await storeProfile(join(cwd, 'home'), 'eu', { baseUrl, appId, appKey });
  return { cwd, env };
}

/** `sobot-etl`, and stand-ins for programs that not every machine has. */
async function pathWithPrograms(folder: string): Promise<string> {
  const bin = join(folder, '.bin');
  mkdirSync(bin);
  await writeShellCommand(bin, { 'sobot-etl': 'first' });
  const programs = {
    crontab: 'cat > crontab.txt',
    jq: 'cat > jq.txt',
  };
  for (const [name, line] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return `${bin}:${process.env['PATH']}`;
}
