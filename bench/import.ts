/**
 * Measures an import over a slow connection after its first rows, which it sends slowly, compared with a bare client on the same
 * server that only sends: 50 ms latency, concurrency 16 and 64. Run it with: npm run build && node bench/import.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareRate } from './bare-client.ts';
import { measureCli, serve } from './cli.ts';
import { hold, median, percent, print, ROUNDS, whole } from './figures.ts';

const LATENCY_MS = 50;
const ROWS = Number(process.env['BENCH_ROWS'] ?? 5000);
/** The first rows, which an import sends slowly to see whether they succeed. */
const CANARY_ROWS = 20;
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

/** Seconds from the first request of an import to its last answer. */
async function secondsOf(url: string, concurrency: number, rows: number): Promise<number> {
  const args = ['import', 'in.csv', '-m', 'map.yaml', '--concurrency', String(concurrency), '--limit', String(rows)];
  return rows / (await measureCli(args, folder, url)).summary.rows_per_second;
}

const sandbox = await serve('--latency', String(LATENCY_MS));
try {
  for (const concurrency of [16, 64]) {
    const ideal = (concurrency * 1000) / LATENCY_MS;
    const imports: number[] = [];
    const wholes: number[] = [];
    const bares: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const path = () => '/api/scrm/5/user/save';
      bares.push(await bareRate(sandbox.url, { calls: ROWS, concurrency, path, body: bodyOf }));
      const canarySeconds = await secondsOf(sandbox.url, concurrency, CANARY_ROWS);
      const seconds = await secondsOf(sandbox.url, concurrency, ROWS);
      imports.push((ROWS - CANARY_ROWS) / (seconds - canarySeconds));
      wholes.push(ROWS / seconds);
    }
    const [ours, bare] = [median(imports), median(bares)];
    print(
      `a bare client at ${LATENCY_MS} ms, concurrency ${concurrency}: ${whole(bare)} calls/s, ${percent(bare / ideal)} of concurrency / latency`,
    );
    hold({
      what: `import of ${whole(ROWS)} rows at ${LATENCY_MS} ms, concurrency ${concurrency}`,
      measured: `${whole(ours)} rows/s, ${percent(ours / ideal)} of concurrency / latency, ${percent(ours / bare)} of the bare client; with the canary ${whole(median(wholes))} rows/s`,
      target: '≥ 99 % of concurrency / latency after the canary',
      met: ours >= ideal * 0.99,
    });
  }
} finally {
  sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
}
