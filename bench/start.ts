/** Measures the start-up time of the command beyond that of Node, in alternation. Run it with: npm run build && node bench/start.ts */
import { execFileSync } from 'node:child_process';
import { cliPath } from './cli.ts';
import { hold, median, ROUNDS } from './figures.ts';

const MOST_MS = 120;
const TURNS = ROUNDS * 4;

function timed(...args: string[]): number {
  const startedAt = performance.now();
  execFileSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - startedAt;
}

const times: Record<string, number[]> = { node: [], '--help': [], '--version': [] };
for (let turn = 0; turn < TURNS; turn += 1) {
  times['node']?.push(timed('-e', '0'));
  for (const flag of ['--help', '--version']) times[flag]?.push(timed(cliPath, flag));
}
const node = median(times['node'] ?? []);
for (const flag of ['--help', '--version']) {
  const over = median(times[flag] ?? []) - node;
  hold({
    what: `sobot-etl ${flag}`,
    measured: `${over.toFixed(0)} ms over \`node -e 0\`, which takes ${node.toFixed(0)} ms`,
    target: `≤ ${MOST_MS} ms`,
    met: over <= MOST_MS,
  });
}
