import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../sandbox/index.ts';

// The page on a filled sandbox, with the sample customers to import. Arguments are those of `sobot-etl web`.

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = fileURLToPath(new URL('./sobot-etl.js', import.meta.url));
const folder = join(root, 'runs', 'demo-web');
const home = join(folder, 'home');
const sample = join(folder, 'customers.csv');

/** Slow enough to see the progress of a run. */
const LATENCY_MS = 40;
const CUSTOMERS = 500;

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(home, 'mappings'), { recursive: true, mode: 0o700 });
copyFileSync(join(root, 'samples', 'customers.csv'), sample);
copyFileSync(join(root, 'mappings', 'customers.yaml'), join(home, 'mappings', 'customers.yaml'));

await using sandbox = await startSandbox({ customers: CUSTOMERS, latencyMs: LATENCY_MS });
process.stderr.write(
  `The sandbox stands in for the CRM at ${sandbox.url}; it has ${CUSTOMERS} customers.\n` +
    `Drop this file on the page: ${relative(process.cwd(), sample)}. Its mapping is saved as “customers”.\n\n`,
);

const child = spawn(process.execPath, [cli, 'web', ...process.argv.slice(2)], {
  env: {
    ...process.env,
    SOBOT_BASE_URL: sandbox.url,
    SOBOT_APP_ID: sandbox.appId,
    SOBOT_APP_KEY: sandbox.appKey,
    SOBOT_ETL_HOME: home,
  },
  stdio: 'inherit',
});
// Ctrl-C reaches the page, too: it stops its jobs first, and the sandbox has to outlive them.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
const [code] = (await once(child, 'close')) as [number | null];
process.exitCode = code ?? 0;
