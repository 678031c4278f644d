/**
 * Measures how well an import keeps to `--rate 200` for 30 seconds, by the server's count of requests. Run it with:
 * npm run build && node bench/throttled.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../src/sandbox/index.ts';
import { measureCli } from './cli.ts';
import { hold, percent, whole } from './figures.ts';

const RATE = 200;
const SECONDS = 30;

const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
const rows = RATE * SECONDS;
writeFileSync(
  join(folder, 'map.yaml'),
  'version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nfields: { partnerid: Id, nick: Id, crm_status: { const: 1 } }\n',
);
writeFileSync(join(folder, 'in.csv'), `Id\n${Array.from({ length: rows }, (_, index) => `P${index}`).join('\n')}\n`);

// This process only serves, so that its clock shows when requests arrive.
const sandbox = await startSandbox({ latencyMs: 20 });
const arrivals: number[] = [];
let seen = 0;
const watch = setInterval(() => {
  const { requests } = sandbox.stats();
  const now = performance.now();
  for (; seen < requests; seen += 1) arrivals.push(now);
}, 1);
try {
  await measureCli(
    ['import', 'in.csv', '-m', 'map.yaml', '--rate', String(RATE), '--concurrency', '32'],
    folder,
    sandbox.url,
  );
} finally {
  clearInterval(watch);
  await sandbox[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}

// Without the token request, and only the steady part: the first requests are slow, and the last second is incomplete.
const [from, to] = [(arrivals[0] ?? 0) + 1000, (arrivals.at(-1) ?? 0) - 1000];
const steady = arrivals.filter((at) => at >= from && at < to).length / ((to - from) / 1000);
let busiest = 0;
for (let first = 0, last = 0; last < arrivals.length; last += 1) {
  while ((arrivals[last] ?? 0) - (arrivals[first] ?? 0) >= 1000) first += 1;
  busiest = Math.max(busiest, last - first + 1);
}
hold({
  what: `import of ${whole(rows)} rows under --rate ${RATE}`,
  measured: `${steady.toFixed(1)} calls/s, ${percent(steady / RATE)}; the busiest second ${busiest}, ${percent(busiest / RATE)}`,
  target: '98 to 100 %, no second above 102 %',
  series: { unit: 'calls/s', better: 'more', values: [steady] },
  met: steady >= RATE * 0.98 && steady <= RATE * 1.001 && busiest <= RATE * 1.02,
});
