import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../sandbox/index.ts';

// On the sandbox: imports the sample customers, accounts for every row, and exports them again.

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = fileURLToPath(new URL('./sobot-etl.js', import.meta.url));
const folder = join(root, 'runs', 'demo');
const shown = (path: string) => relative(process.cwd(), path) || '.';
const say = (text: string) => process.stderr.write(`${text}\n`);

rmSync(folder, { recursive: true, force: true });
await using sandbox = await startSandbox({ latencyMs: 20 });
say(`The sandbox stands in for the CRM at ${sandbox.url}.\n`);

const sample = join(root, 'samples', 'customers.csv');
const mapping = join(root, 'mappings', 'customers.yaml');
const imported = await run([
  'import',
  shown(sample),
  '-m',
  shown(mapping),
  '--out',
  join(folder, 'import'),
  '--concurrency',
  '16',
]);
const exported = await run(['export', 'customers', '-o', shown(join(folder, 'customers.csv')), '--concurrency', '8']);

const summary = JSON.parse(readFileSync(join(folder, 'import', 'summary.json'), 'utf8')) as {
  rows: Record<string, number>;
};
const { read, ...ends } = summary.rows;
const sum = Object.values(ends).reduce((total, count) => total + count, 0);
const kept = sandbox.snapshot().customerCount();
say(
  `\nRow count check: ${read} rows read, ${sum} accounted for; the sandbox holds ${kept} customers, exported to ${shown(join(folder, 'customers.csv'))}.`,
);
say('About 2 % of the sample rows are wrong on purpose: fix them in errors.csv, then import that file.');

// Exit code 1 of the import is what wrong rows mean; they are wrong on purpose here.
const fine = (imported === 0 || imported === 1) && exported === 0 && sum === read && kept === (ends['created'] ?? 0);
process.exitCode = fine ? 0 : 1;

/** Runs the CLI as a user would; returns its exit code. */
async function run(args: readonly string[]): Promise<number> {
  say(`$ sobot-etl ${args.map((arg) => (arg.startsWith('/') ? shown(arg) : arg)).join(' ')}`);
  const env = {
    ...process.env,
    SOBOT_BASE_URL: sandbox.url,
    SOBOT_APP_ID: sandbox.appId,
    SOBOT_APP_KEY: sandbox.appKey,
    SOBOT_ETL_HOME: join(folder, 'home'),
  };
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
