/**
 * What an export of customers reaches from a server 50 ms away, beside a bare client on the same server that only reads
 * pages; and what memory it takes for ten times the rows. Run it with: npm run build && node bench/export.ts
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { signTokenRequest } from '../src/sobot/token.ts';

const LATENCY_MS = 50;
const CONCURRENCY = 8;
const PAGE_SIZE = 100;
const ROWS = Number(process.env['BENCH_ROWS'] ?? 100_000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const IDEAL = (CONCURRENCY * PAGE_SIZE * 1000) / LATENCY_MS;
const cli = fileURLToPath(new URL('../dist/bin/sobot-etl.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));

interface Figure {
  readonly rowsPerSecond: number;
  readonly peakMb: number;
}

/** A sandbox in a process of its own. */
async function serve(customers: number): Promise<{ url: string; stop(): void }> {
  const args = [cli, 'sandbox', '--port', '0', '--latency', String(LATENCY_MS), '--customers', String(customers)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [announced] = (await once(child.stdout, 'data')) as [Buffer];
  return { url: /SOBOT_BASE_URL=(\S+)/.exec(String(announced))?.[1] ?? '', stop: () => child.kill() };
}

async function exportOnce(url: string, file: string): Promise<Figure> {
  const env = {
    ...process.env,
    SOBOT_BASE_URL: url,
    SOBOT_APP_ID: 'sandbox',
    SOBOT_APP_KEY: 'sandbox-key',
    SOBOT_ETL_HOME: join(folder, 'home'),
  };
  const args = [cli, 'export', 'customers', '-o', file, '--concurrency', String(CONCURRENCY)];
  const child = spawn(process.execPath, [...args, '--page-size', String(PAGE_SIZE), '--json', '--quiet'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const peak = watchPeak(child);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  await once(child, 'close');
  const summary = JSON.parse(output) as { complete: boolean; rows_per_second: number };
  if (!summary.complete) throw new Error('the export was not whole');
  return { rowsPerSecond: summary.rows_per_second, peakMb: peak() };
}

/** The most memory that a process has had, in MB; 0 where the platform does not tell. */
function watchPeak(child: ChildProcess): () => number {
  let peakMb = 0;
  const look = () => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakMb = Math.max(peakMb, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has ended, or this is no Linux.
    }
  };
  const timer = setInterval(look, 50);
  child.once('close', () => clearInterval(timer));
  return () => peakMb;
}

/** Rows a second that a bare loop over a pool reaches, which parses the pages and does nothing else. */
async function bareOnce(url: string, rows: number): Promise<number> {
  const dispatcher = new Agent({ connections: CONCURRENCY, pipelining: 1 });
  const createTime = String(Math.floor(Date.now() / 1000));
  const sign = signTokenRequest('sandbox', createTime, 'sandbox-key');
  const answer = await request(`${url}/api/get_token?appid=sandbox&create_time=${createTime}&sign=${sign}`, {
    dispatcher,
  });
  const { item } = (await answer.body.json()) as { item: { token: string } };
  const last = Math.ceil(rows / PAGE_SIZE);
  let next = 1;
  const startedAt = performance.now();
  const worker = async () => {
    while (next <= last) {
      const path = `${url}/api/scrm/5/user/list_by_page?page_no=${next++}&page_size=${PAGE_SIZE}`;
      const { body } = await request(path, { headers: { token: item.token }, dispatcher });
      await body.json();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const rate = rows / ((performance.now() - startedAt) / 1000);
  await dispatcher.close();
  return rate;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const say = (text: string) => process.stdout.write(`${text}\n`);

const many = await serve(ROWS);
const few = await serve(ROWS / 10);
try {
  const bare: number[] = [];
  const ours: Record<'csv' | 'xlsx', Figure[]> = { csv: [], xlsx: [] };
  const small: Record<'csv' | 'xlsx', Figure[]> = { csv: [], xlsx: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await bareOnce(many.url, ROWS));
    for (const format of ['csv', 'xlsx'] as const) {
      ours[format].push(await exportOnce(many.url, `many.${format}`));
      small[format].push(await exportOnce(few.url, `few.${format}`));
    }
  }
  say(
    `a bare client that reads ${ROWS} customers: ${median(bare).toFixed(0)} rows/s, ${percent(median(bare) / IDEAL)} of ${IDEAL} (medians of ${ROUNDS})`,
  );
  for (const format of ['csv', 'xlsx'] as const) {
    const rate = median(ours[format].map(({ rowsPerSecond }) => rowsPerSecond));
    const peak = median(ours[format].map(({ peakMb }) => peakMb));
    const peakOfFew = median(small[format].map(({ peakMb }) => peakMb));
    say(
      `export of ${ROWS} customers to ${format}: ${rate.toFixed(0)} rows/s, ${percent(rate / IDEAL)} of ${IDEAL}, ${(rate / median(bare)).toFixed(3)} of the bare client; ${peak.toFixed(0)} MB at most, ${(peak / peakOfFew).toFixed(2)} × that of ${ROWS / 10} rows`,
    );
  }
} finally {
  many.stop();
  few.stop();
  rmSync(folder, { recursive: true, force: true });
}
