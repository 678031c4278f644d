/**
 * Measures how an import grows: ten million rows of CSV that are made while they are read, against a sandbox that keeps nothing. After
 * each tenth: rows a second, memory and the size of the ledger; near the end it is killed and resumed. Takes about an hour, so that it
 * runs only by its name: npm run build && npm run bench -- growth
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../src/sandbox/index.ts';
import { cliPath } from './cli.ts';
import { hold, percent, print, whole } from './figures.ts';
import { growthChart } from './growth-chart.ts';

const ROWS = Number(process.env['BENCH_ROWS'] ?? 10_000_000);
const TENTHS = 10;
/** The run is killed when this share of the rows has been sent. */
const KILLED_AT = 0.95;
const POLL_MS = 200;
const LINES_AT_ONCE = 2000;
/** The last tenth may be this much slower than the first, and the memory grow by so much for each further million rows. */
const WANTED = { share: 0.9, mbPerMillion: 30 };

const MAPPING = `version: 1
target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  partnerid: Id
  nick: Name
  email: Email
  remark: Note
  crm_status: { const: 1 }
`;

interface Sample {
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly mb: number;
  readonly ledgerMb: number;
}

if (process.argv[2] === 'serve') {
  // Rows are customers of their own, since nothing is kept by which they could be one.
  const { url } = await startSandbox({ discard: true });
  process.send?.(url);
} else await measure();

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
  const sandbox = fork(import.meta.filename, ['serve']);
  try {
    const [url] = (await once(sandbox, 'message')) as [string];
    writeFileSync(join(folder, 'map.yaml'), MAPPING);
    const samples = await firstRun(folder, url);
    const resumed = await resumedRun(folder, url);
    report(samples, resumed);
  } finally {
    sandbox.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstRun(folder: string, url: string): Promise<readonly Sample[]> {
  const child = start(folder, url, ['import', '-', '-m', 'map.yaml', '--concurrency', '32', '--quiet']);
  // Ends with the process that reads it.
  const input = pipeline(Readable.from(csv()), child.stdin as NodeJS.WritableStream).catch(() => {});
  const samples: Sample[] = [];
  let startedAt: number | undefined;
  while (child.exitCode === null) {
    const rows = await savedRows(url);
    if (rows > 0) startedAt ??= performance.now();
    if (rows >= (ROWS / TENTHS) * (samples.length + 1)) {
      const sample = {
        rows,
        seconds: (performance.now() - (startedAt ?? 0)) / 1000,
        ...usageOf(child),
        ledgerMb: ledgerMb(folder),
      };
      samples.push(sample);
      print(
        `after ${whole(rows)} rows: ${whole(rate(samples))} rows/s, ${sample.mb.toFixed(0)} MB, ledger ${sample.ledgerMb.toFixed(0)} MB`,
      );
    }
    if (rows >= ROWS * KILLED_AT) break;
    await sleep(POLL_MS);
  }
  child.kill('SIGKILL');
  await Promise.all([child.exitCode === null ? once(child, 'close') : undefined, input]);
  if (samples.length < TENTHS - 1) throw new Error(`the import ended after ${samples.length} tenths`);
  return samples;
}

/** Rows a second of the last tenth. */
function rate(samples: readonly Sample[]): number {
  const [now, before] = [samples.at(-1), samples.at(-2)];
  if (!now) return 0;
  return (now.rows - (before?.rows ?? 0)) / (now.seconds - (before?.seconds ?? 0));
}

async function resumedRun(folder: string, url: string): Promise<{ readonly secondsToFirst: number }> {
  const before = await savedRows(url);
  const startedAt = performance.now();
  const child = start(folder, url, ['resume', '--json', '--quiet']);
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
  });
  const closed = once(child, 'close');
  let secondsToFirst: number | undefined;
  while (child.exitCode === null && secondsToFirst === undefined) {
    if ((await savedRows(url)) > before) secondsToFirst = (performance.now() - startedAt) / 1000;
    else await sleep(POLL_MS / 10);
  }
  await closed;
  const { rows } = JSON.parse(output) as { rows: Readonly<Record<string, number>> };
  // The input was cut off with its process, at whatever row had been read.
  if ((rows['created'] ?? 0) + (rows['updated'] ?? 0) !== rows['read']) throw new Error(JSON.stringify(rows));
  return { secondsToFirst: secondsToFirst ?? (performance.now() - startedAt) / 1000 };
}

function start(folder: string, url: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [cliPath, ...args], {
    cwd: folder,
    env: {
      ...process.env,
      SOBOT_BASE_URL: url,
      SOBOT_APP_ID: 'sandbox',
      SOBOT_APP_KEY: 'sandbox-key',
      SOBOT_ETL_HOME: join(folder, 'home'),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

function* csv(): Generator<string> {
  yield 'Id,Name,Email,Note\n';
  for (let from = 0; from < ROWS; from += LINES_AT_ONCE) {
    const lines = Array.from({ length: Math.min(LINES_AT_ONCE, ROWS - from) }, (_, index) => {
      const id = from + index;
      return `P${id},Person ${id},p${id}@example.com,A note about ${id}\n`;
    });
    yield lines.join('');
  }
}

async function savedRows(url: string): Promise<number> {
  const stats = (await (await fetch(`${url}/__sandbox/stats`)).json()) as { succeeded: { saveCustomer?: number } };
  return stats.succeeded.saveCustomer ?? 0;
}

/** The processor time and the memory of a process, by Linux's own account. */
function usageOf({ pid }: ChildProcess): { readonly cpuSeconds: number; readonly mb: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ticks = Number(fields[11]) + Number(fields[12]);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { cpuSeconds: ticks / 100, mb: Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024 };
}

function ledgerMb(folder: string): number {
  return statSync(join(folder, 'home', 'ledger.db')).size / 1e6;
}

function report(samples: readonly Sample[], { secondsToFirst }: { readonly secondsToFirst: number }): void {
  const rates = samples.map((_, index) => rate(samples.slice(0, index + 1)));
  const [first, last] = [samples[0] as Sample, samples.at(-1) as Sample];
  const share = (rates.at(-1) ?? 0) / (rates[0] ?? 1);
  hold({
    what: `an import of ${whole(ROWS)} rows, the last tenth beside the first`,
    measured: `${whole(rates.at(-1) ?? 0)} rows/s, ${percent(share)}; ${((last.cpuSeconds / last.rows) * 1e6).toFixed(0)} µs of processor a row`,
    target: `≥ ${percent(WANTED.share)}`,
    met: share >= WANTED.share,
    series: { unit: '×', better: 'more', values: [share] },
  });
  const growth = (last.mb - first.mb) / ((last.rows - first.rows) / 1e6);
  hold({
    what: `memory of an import of ${whole(ROWS)} rows`,
    measured: `${last.mb.toFixed(0)} MB, ${growth.toFixed(0)} MB more for each million`,
    target: `≤ ${WANTED.mbPerMillion} MB for each million`,
    met: growth <= WANTED.mbPerMillion,
    series: { unit: 'MB', better: 'less', values: [last.mb] },
  });
  print(
    `the ledger has ${((last.ledgerMb * 1e6) / last.rows).toFixed(0)} bytes a row; after kill -9 the resumed run sent its first row in ${secondsToFirst.toFixed(1)} s`,
  );
  const svg = growthChart(
    samples.map(({ rows }) => rows),
    [
      { name: 'rows a second', colour: '#1f5fbf', values: rates },
      { name: 'memory, MB', colour: '#b3541e', values: samples.map(({ mb }) => mb) },
    ],
  );
  writeFileSync(fileURLToPath(new URL('../docs/images/growth.svg', import.meta.url)), svg);
}
