/**
 * Measures an import over a slow connection, from its first request to its last answer, compared with a bare client on the same server
 * that only sends: 50 ms latency, concurrency 16 and 64, with a rate that is no limit; and how soon an import without a rate finds its
 * own. Run it with: npm run build && node bench/import.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareRate } from './bare-client.ts';
import { measureCli, serve } from './cli.ts';
import { hold, median, percent, print, ROUNDS, whole } from './figures.ts';

const LATENCY_MS = 50;
/** How long the bare client needs, at either concurrency. */
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 16);
/** Concurrency, and which share of the bare client's rate an import must reach. */
const WANTED = [
  [16, 0.98],
  [64, 0.96],
] as const;
/** The rate that an import without `--rate` finds by itself. */
const ADAPTIVE = { share: 0.9, withinSeconds: 3, windowMs: 500, pollMs: 50 };
const rowsFor = (concurrency: number) => ((concurrency * 1000) / LATENCY_MS) * SECONDS;
const ROWS = rowsFor(64);
const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));

writeFileSync(
  join(folder, 'map.yaml'),
  'version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nfields:\n  partnerid: Id\n  nick: Name\n  tel: Tel\n  remark: Note\n  crm_status: { const: 1 }\n',
);
const telOf = (index: number) => `1${String(index).padStart(10, '0')}`;
const line = (index: number) => `${index},Person ${index},${telOf(index)},Note ${index}`;
writeFileSync(
  join(folder, 'in.csv'),
  `Id,Name,Tel,Note\n${Array.from({ length: ROWS }, (_, index) => line(index)).join('\n')}\n`,
);
const bodyOf = (index: number) =>
  JSON.stringify({
    nick: `Person ${index}`,
    partnerid: `${index}`,
    tel: telOf(index),
    remark: `Note ${index}`,
    crm_status: 1,
  });

const argsFor = (concurrency: number) => [
  ...['import', 'in.csv', '-m', 'map.yaml'],
  ...['--concurrency', String(concurrency), '--limit', String(rowsFor(concurrency))],
];

async function bareRateAt(url: string, concurrency: number): Promise<number> {
  const path = () => '/api/scrm/5/user/save';
  return bareRate(url, { calls: rowsFor(concurrency), concurrency, path, body: bodyOf });
}

/** Seconds from the first call of an import until calls arrive at a rate; infinite if they never do. */
async function secondsUntil(url: string, concurrency: number, perSecond: number): Promise<number> {
  const seen: { readonly ms: number; readonly calls: number }[] = [];
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      const stats = (await (await fetch(`${url}/__sandbox/stats`)).json()) as { requests: number };
      seen.push({ ms: performance.now(), calls: stats.requests });
      await sleep(ADAPTIVE.pollMs);
    }
  };
  const watching = watch();
  await measureCli(argsFor(concurrency), folder, url);
  isOver = true;
  await watching;
  const start = seen.find(({ calls }) => calls > (seen[0]?.calls ?? 0));
  const reached = seen.find(({ ms, calls }) => {
    const earlier = seen.findLast((one) => one.ms <= ms - ADAPTIVE.windowMs);
    return earlier && ((calls - earlier.calls) * 1000) / (ms - earlier.ms) >= perSecond;
  });
  return start && reached ? (reached.ms - start.ms) / 1000 : Number.POSITIVE_INFINITY;
}

const sandbox = await serve('--latency', String(LATENCY_MS));
try {
  for (const [concurrency, share] of WANTED) {
    const ideal = (concurrency * 1000) / LATENCY_MS;
    const rates: number[] = [];
    const bares: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      bares.push(await bareRateAt(sandbox.url, concurrency));
      const args = [...argsFor(concurrency), '--rate', String(ideal * 2)];
      rates.push((await measureCli(args, folder, sandbox.url)).summary.rows_per_second);
    }
    const shares = rates.map((rate, round) => rate / (bares[round] ?? 0));
    print(
      `a bare client at ${LATENCY_MS} ms, concurrency ${concurrency}: ${whole(median(bares))} calls/s, ${percent(median(bares) / ideal)} of concurrency / latency`,
    );
    hold({
      what: `import of ${whole(rowsFor(concurrency))} rows at ${LATENCY_MS} ms, concurrency ${concurrency}, the slow first rows included`,
      measured: `${whole(median(rates))} rows/s, ${percent(median(shares))} of the bare client, ${percent(median(rates) / ideal)} of concurrency / latency`,
      target: `≥ ${percent(share)} of the bare client`,
      met: median(shares) >= share,
      series: { unit: '× the bare client', better: 'more', values: shares },
    });
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      seconds.push(await secondsUntil(sandbox.url, concurrency, median(bares) * ADAPTIVE.share));
    }
    hold({
      what: `an import without --rate, concurrency ${concurrency}, until it reaches ${percent(ADAPTIVE.share)} of the bare client`,
      measured: `${median(seconds).toFixed(1)} s`,
      target: `≤ ${ADAPTIVE.withinSeconds} s`,
      met: median(seconds) <= ADAPTIVE.withinSeconds,
      series: { unit: 's', better: 'less', values: seconds },
    });
  }
} finally {
  sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
}
