/**
 * Measures the start of the command beyond that of Node, in alternation: its version, its help, and a check of ten rows from start to
 * end, whose lists were read before. Run it with: npm run build && node bench/start.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliPath, serve } from './cli.ts';
import { hold, median, ROUNDS } from './figures.ts';

const TURNS = ROUNDS * 4;
const ROWS = 10;

const inPackage = (path: string) => new URL(`../${path}`, import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
const sample = readFileSync(inPackage('samples/customers.csv'), 'utf8').split('\n');
writeFileSync(join(folder, 'ten.csv'), `${sample.slice(0, ROWS + 1).join('\n')}\n`);
writeFileSync(join(folder, 'map.yaml'), readFileSync(inPackage('mappings/customers.yaml')));

/** The command lines, and how many milliseconds beyond Node they may take. */
const COMMANDS: readonly (readonly [args: readonly string[], mostMs: number])[] = [
  [['--version'], 60],
  [['--help'], 60],
  [['check', 'ten.csv', '-m', 'map.yaml', '--out', 'out'], 250],
];

const sandbox = await serve();
const env = {
  ...process.env,
  SOBOT_BASE_URL: sandbox.url,
  SOBOT_APP_ID: 'sandbox',
  SOBOT_APP_KEY: 'sandbox-key',
  SOBOT_ETL_HOME: join(folder, 'home'),
};

function timed(...args: string[]): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - startedAt;
}

try {
  // Reads the lists, and fills the caches of the machine.
  for (const [args] of COMMANDS) timed(cliPath, ...args);
  const bare: number[] = [];
  const times = COMMANDS.map((): number[] => []);
  for (let turn = 0; turn < TURNS; turn += 1) {
    const node = timed('-e', '0');
    bare.push(node);
    for (const [index, [args]] of COMMANDS.entries()) times[index]?.push(timed(cliPath, ...args) - node);
  }
  for (const [index, [args, mostMs]] of COMMANDS.entries()) {
    const values = times[index] ?? [];
    hold({
      what: args[0] === 'check' ? `check of ${ROWS} rows` : `sobot-etl ${args[0]}`,
      measured: `${median(values).toFixed(0)} ms over \`node -e 0\`, which takes ${median(bare).toFixed(0)} ms`,
      target: `≤ ${mostMs} ms`,
      met: median(values) <= mostMs,
      series: { unit: 'ms', better: 'less', values },
    });
  }
} finally {
  sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
}
