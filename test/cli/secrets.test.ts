import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { faultKinds, startSandbox } from '../../src/sandbox/index.ts';
import { recordingProxy } from '../support/recording-proxy.ts';
import { inCheckout, newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

const APP_KEY = 'marked-key-4f6b1c';
const MAPPING = inCheckout('mappings', 'customers.yaml');

/** Stands for the id of the run that was made last. */
const NEWEST_RUN = '<newest run>';
const PLANNED = [
  ['plan', 'in.csv', '-m', MAPPING, '-o', 'plan.xlsx'],
  ['apply', 'plan.xlsx'],
];

/** How each command is called here; a missing command fails the test. None: it sends no request. */
const CALLS: Readonly<Record<string, readonly (readonly string[])[] | 'offline'>> = {
  import: [['import', 'in.csv', '-m', MAPPING]],
  check: [['check', 'in.csv', '-m', MAPPING]],
  resume: [
    ['import', 'in.csv', '-m', MAPPING, '--max-errors', '0'],
    ['resume', '--max-errors', '100%'],
  ],
  runs: [
    ['import', 'in.csv', '-m', MAPPING],
    ['runs', '--json'],
    ['runs', 'show'],
    ['runs', 'verify', '--json'],
    ['runs', 'show', '--report', 'masked.html', '--mask'],
  ],
  export: [['export', 'customers', '-o', 'out.csv', '--details', '--mask', 'personal']],
  tag: [['tag', 'in.csv', '--by', 'email', '--column', 'Email', '--add', 'Status/Hot', '--yes']],
  map: [
    ['map', 'in.csv', '--target', 'customer', '-o', 'made.yaml'],
    ['map', '--learn', 'in.csv', '-m', MAPPING],
  ],
  template: [['template', 'customer', '-o', 'template.xlsx']],
  whoami: [['whoami']],
  login: [['login']],
  logout: [['whoami'], ['logout']],
  plan: [['plan', 'in.csv', '-m', MAPPING, '-o', 'plan.xlsx']],
  apply: PLANNED,
  verify: [...PLANNED, ['verify', NEWEST_RUN]],
  undo: [...PLANNED, ['undo', NEWEST_RUN]],
  mirror: [
    ['mirror', 'refresh'],
    ['mirror', 'status'],
    ['mirror', 'diff', '--since', '1d', '-o', 'diff.csv'],
  ],
  doctor: [
    ['doctor', '--push'],
    ['doctor', '--contract', '-o', 'contract.txt'],
  ],
  worker: [['worker', '--ledger', 'postgres://etl@127.0.0.1:1/ledger']],
  // Its own secret, which is part of its address, is looked for in the tests of the listener.
  listen: [['listen', '--replay', '-o', 'changes.jsonl']],
  // Runs until it is stopped; the tests of the page look for the key in its answers.
  web: 'offline',
  schedule: 'offline',
  sandbox: 'offline',
  profile: 'offline',
  targets: 'offline',
  streams: 'offline',
  completion: 'offline',
};

/** Files whose purpose is to hold secrets, readable only by their owner. */
const KEPT = new Set(['ledger.db', 'ledger.db-wal', 'ledger.db-shm', 'profiles.json', '.env']);

const faults = Object.keys(faultKinds);
const online = commands.map(({ name }) => name).filter((name) => CALLS[name] !== 'offline');
// Every command gets two faults and every fault two commands; with SOAK=1 all pairs run.
const pairs = process.env['SOAK']
  ? online.flatMap((command) => faults.map((fault) => [command, fault] as const))
  : Array.from({ length: Math.max(online.length, faults.length) * 2 }, (_, index) => {
      const round = index < Math.max(online.length, faults.length) ? 0 : 5;
      return [online[index % online.length] as string, faults[(index + round) % faults.length] as string] as const;
    });

describe('secrets in output', () => {
  test('calls every command in this file', () => {
    expect(commands.map(({ name }) => name).filter((name) => !(name in CALLS))).toEqual([]);
  });

  test.concurrent.each(pairs)('%s prints neither key nor token nor signature with %s', async (command, fault) => {
    await using sandbox = await startSandbox({
      appKey: APP_KEY,
      customers: 20,
      faults: { [fault]: 0.25 },
      faultSeed: `${command} ${fault}`,
    });
    await using proxy = await recordingProxy(sandbox.url);
    const folder = newFolder();
    writeFileSync(
      join(folder, 'in.csv'),
      readFileSync(inCheckout('samples', 'customers.csv'), 'utf8').split('\n').slice(0, 12).join('\n'),
    );
    const env = sandboxEnv({ url: proxy.url, appId: sandbox.appId, appKey: APP_KEY }, folder);
    const limits = ['--timeout', '0.3', '--max-attempts', '2', '--outage-patience', '0.5', '--verbose'];
    let told = '';
    for (const call of CALLS[command] as readonly (readonly string[])[]) {
      const words = await Promise.all(call.map((word) => (word === NEWEST_RUN ? newestRun(folder, env) : word)));
      const { stdout, stderr, code } = await runCli([...words, ...limits], { cwd: folder, env });
      expect(code, stderr).not.toBeNull();
      expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
      told += stdout + stderr;
    }
    told += filesBelow(folder)
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    for (const secret of [APP_KEY, ...proxy.secrets]) expect(told).not.toContain(secret);
    for (const path of ['ledger.db', 'profiles.json']) expect(modeOf(join(folder, 'home', path))).toMatch(/^(0|600)$/);
  });
});

async function newestRun(cwd: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await runCli(['runs', '--json'], { cwd, env });
  return (JSON.parse(stdout) as { run: string }[])[0]?.run ?? 'none';
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !KEPT.has(basename(entry.name)))
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** The permission bits in octal; 0 if there is no such file. */
function modeOf(path: string): string {
  return (statSync(path, { throwIfNoEntry: false })?.mode ?? 0 & 0o777).toString(8).slice(-3);
}
