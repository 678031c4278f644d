/**
 * Measures imports whose ledger is in PostgreSQL, beside the same import with a ledger of its own: alone, and with one to three workers
 * that send all rows; 50 ms latency, each process with concurrency 16. Server, workers and database share this machine. Run it with:
 * npm run build && node bench/team.ts
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/support/postgres-server.ts';
import { cliEnv, cliPath, measureCli, serve } from './cli.ts';
import { hold, median, percent, print, ROUNDS, whole } from './figures.ts';

const LATENCY_MS = 50;
const CONCURRENCY = 16;
const ROWS = Number(process.env['BENCH_ROWS'] ?? 5_000);
const WORKERS = [1, 2, 3] as const;
const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));

writeFileSync(
  join(folder, 'map.yaml'),
  'version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nfields:\n  partnerid: Id\n  nick: Name\n  remark: Note\n  crm_status: { const: 1 }\n',
);
const lines = Array.from({ length: ROWS }, (_, index) => `${index},Person ${index},Note ${index}`);
writeFileSync(join(folder, 'in.csv'), `Id,Name,Note\n${lines.join('\n')}\n`);

const sandbox = await serve('--latency', String(LATENCY_MS));
const server = await startPostgres({ settings: { fsync: 'on' } });
try {
  const alone: number[] = [];
  const shared: number[] = [];
  const byWorkers = WORKERS.map(() => [] as number[]);
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push(await rateOf(undefined, []));
    const ledger = await server.createDatabase();
    shared.push(await rateOf(ledger, []));
    bytes = await sizeOf(ledger);
    for (const [index, count] of WORKERS.entries()) byWorkers[index]?.push(await rateWithWorkers(count));
  }
  const ideal = (CONCURRENCY * 1000) / LATENCY_MS;
  print(
    `with a ledger in a file: ${whole(median(alone))} rows/s, ${percent(median(alone) / ideal)} of concurrency / latency`,
  );
  print(`a ledger in PostgreSQL has ${whole(bytes / ROWS)} bytes a row`);
  const shares = shared.map((rate, round) => rate / (alone[round] ?? 0));
  hold({
    what: `import with its ledger in PostgreSQL, beside the same with one in a file, at ${LATENCY_MS} ms`,
    measured: `${percent(median(shares))}: ${whole(median(shared))} rows/s`,
    target: '≥ 90 %',
    met: median(shares) >= 0.9,
    series: { unit: '×', better: 'more', values: shares },
  });
  for (const [index, count] of WORKERS.entries()) {
    const rates = byWorkers[index] ?? [];
    const ratios = rates.map((rate, round) => rate / (alone[round] ?? 0));
    hold({
      what: `import whose rows ${count} worker${count === 1 ? '' : 's'} send${count === 1 ? 's' : ''}, beside one process alone, at ${LATENCY_MS} ms`,
      measured: `${median(ratios).toFixed(2)} ×: ${whole(median(rates))} rows/s`,
      target: `≥ ${(0.8 * count).toFixed(1)} ×`,
      met: median(ratios) >= 0.8 * count,
      series: { unit: '×', better: 'more', values: ratios },
    });
  }
} finally {
  sandbox.stop();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Rows per second of an import. */
async function rateOf(ledger: string | undefined, flags: readonly string[]): Promise<number> {
  const args = ['import', 'in.csv', '-m', 'map.yaml', '--concurrency', String(CONCURRENCY), '--rate', '2000', ...flags];
  const { summary } = await measureCli(args, folder, sandbox.url, envOf(ledger));
  return summary.rows_per_second;
}

async function rateWithWorkers(count: number): Promise<number> {
  const ledger = await server.createDatabase();
  const workers: ChildProcess[] = [];
  try {
    for (let each = 1; each <= count; each += 1) workers.push(await startWorker(ledger, `worker-${each}`));
    return await rateOf(ledger, ['--no-local']);
  } finally {
    await Promise.all(workers.map((worker) => endOf(worker)));
  }
}

async function startWorker(ledger: string, name: string): Promise<ChildProcess> {
  const args = ['worker', '--name', name, '--concurrency', String(CONCURRENCY), '--rate', '2000'];
  const worker = spawn(process.execPath, [cliPath, ...args], {
    cwd: folder,
    env: envOf(ledger),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Its first line says that it takes part.
  await once(worker.stdout as NodeJS.ReadableStream, 'data');
  worker.stdout?.resume();
  return worker;
}

async function endOf(worker: ChildProcess): Promise<void> {
  worker.kill('SIGINT');
  if (worker.exitCode === null) await once(worker, 'exit');
}

function envOf(ledger: string | undefined): NodeJS.ProcessEnv {
  return { ...cliEnv(sandbox.url, folder), SOBOT_ETL_LEDGER: ledger };
}

async function sizeOf(ledger: string): Promise<number> {
  const [size] = await server.query(
    "SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class WHERE relnamespace = 'sobot_etl'::regnamespace AND relkind = 'r'",
    ledger,
  );
  return Number(size?.['bytes']);
}
