/**
 * Measures an export of customers from a server 50 ms away, compared with a bare client on the same server that only reads pages; and
 * its memory for ten times the rows. Run it with: npm run build && node bench/export.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareRate } from './bare-client.ts';
import { type Measured, measureCli, serve } from './cli.ts';
import { hold, median, percent, print, ROUNDS, whole } from './figures.ts';

const LATENCY_MS = 50;
const CONCURRENCY = 8;
const PAGE_SIZE = 100;
const ROWS = Number(process.env['BENCH_ROWS'] ?? 100_000);
const IDEAL = (CONCURRENCY * PAGE_SIZE * 1000) / LATENCY_MS;
/** Of what the bare client reads. */
const WANTED = { csv: 0.98, xlsx: 0.96 } as const;
const FORMATS = ['csv', 'xlsx'] as const;

const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));

async function exportOnce(url: string, file: string): Promise<Measured> {
  const limits = ['--concurrency', String(CONCURRENCY), '--page-size', String(PAGE_SIZE)];
  const measured = await measureCli(['export', 'customers', '-o', file, ...limits], folder, url);
  if (!measured.summary.complete) throw new Error('the export was incomplete');
  return measured;
}

const served = (customers: number) => serve('--latency', String(LATENCY_MS), '--customers', String(customers));
const [many, few] = [await served(ROWS), await served(ROWS / 10)];
try {
  const bare: number[] = [];
  const ours: Record<'csv' | 'xlsx', Measured[]> = { csv: [], xlsx: [] };
  const small: Record<'csv' | 'xlsx', Measured[]> = { csv: [], xlsx: [] };
  const path = (index: number) => `/api/scrm/5/user/list_by_page?page_no=${index + 1}&page_size=${PAGE_SIZE}`;
  for (let round = 0; round < ROUNDS; round += 1) {
    const calls = Math.ceil(ROWS / PAGE_SIZE);
    bare.push(PAGE_SIZE * (await bareRate(many.url, { calls, concurrency: CONCURRENCY, path })));
    for (const format of FORMATS) {
      ours[format].push(await exportOnce(many.url, `many.${format}`));
      small[format].push(await exportOnce(few.url, `few.${format}`));
    }
  }
  print(
    `a bare client that reads ${whole(ROWS)} customers: ${whole(median(bare))} rows/s, ${percent(median(bare) / IDEAL)} of concurrency × 100 / latency`,
  );
  for (const format of FORMATS) {
    const rate = median(ours[format].map(({ summary }) => summary.rows_per_second));
    const shares = ours[format].map(({ summary }, round) => summary.rows_per_second / (bare[round] ?? 0));
    const peak = median(ours[format].map(({ peakMb }) => peakMb));
    const growth = peak / median(small[format].map(({ peakMb }) => peakMb));
    hold({
      what: `export of ${whole(ROWS)} customers to ${format} at ${LATENCY_MS} ms, concurrency ${CONCURRENCY}`,
      measured: `${whole(rate)} rows/s, ${percent(rate / IDEAL)} of concurrency × 100 / latency, ${percent(median(shares))} of the bare client`,
      target: `≥ ${percent(WANTED[format])} of the bare client`,
      met: median(shares) >= WANTED[format],
      series: { unit: '× the bare client', better: 'more', values: shares },
    });
    hold({
      what: `memory of an export to ${format}, ${whole(ROWS)} rows against ${whole(ROWS / 10)}`,
      measured: `${peak.toFixed(0)} MB, ${growth.toFixed(2)} ×`,
      target: '≤ 1.2 ×',
      met: growth <= 1.2,
      series: { unit: 'MB', better: 'less', values: ours[format].map(({ peakMb }) => peakMb) },
    });
  }
} finally {
  many.stop();
  few.stop();
  rmSync(folder, { recursive: true, force: true });
}
