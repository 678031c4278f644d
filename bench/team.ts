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
import { ChunkStore } from '../src/distributed/chunk-store.ts';
import { DistributedRuns } from '../src/distributed/distributed-runs.ts';
import { JobQueue } from '../src/distributed/job-queue.ts';
import { chunkFence } from '../src/distributed/row-fence.ts';
import { openLedger } from '../src/ledger/index.ts';
import { newRun } from '../test/ledger/new-run.ts';
import { startPostgres } from '../test/support/postgres-server.ts';
import { cliEnv, cliPath, measureCli, serve } from './cli.ts';
import { hold, median, percent, print, ROUNDS, whole } from './figures.ts';

const LATENCY_MS = 50;
const CONCURRENCY = 16;
const ROWS = Number(process.env['BENCH_ROWS'] ?? 5_000);
const WORKERS = [1, 2, 3] as const;
/** What passes through the queue to measure it alone: as many chunks, each with as many rows as a chunk usually has. */
const JOBS = 100;
const CHUNK_ROWS = 200;
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
  const jobTimes = await msPerJob();
  const jobMs = median(jobTimes);
  const growth = median(jobTimes.slice(-JOBS / 10)) / median(jobTimes.slice(0, JOBS / 10));
  hold({
    what: `a chunk's way through queue and ledger after ${whole(JOBS * CHUNK_ROWS)} rows of its run, beside the first ones`,
    measured: `${growth.toFixed(2)} ×`,
    target: '≤ 1.5 ×',
    met: growth <= 1.5,
    series: { unit: '×', better: 'less', values: [growth] },
  });
  print(
    `a chunk of ${CHUNK_ROWS} rows passes through queue and ledger, one after the other and without the API, in ${jobMs.toFixed(1)} ms: ` +
      `${whole(1000 / jobMs)} jobs a second, ${((1000 * jobMs) / CHUNK_ROWS).toFixed(0)} µs a row`,
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

/** For each chunk the time from its insertion to its end, with everything that one process writes and another reads. */
async function msPerJob(): Promise<readonly number[]> {
  const ledger = await openLedger({ home: join(folder, 'jobs'), url: await server.createDatabase() });
  const database = ledger.postgres;
  if (database === undefined) throw new Error('not PostgreSQL');
  const jobs = await JobQueue.open(database, { supervise: false });
  const queue = 'bench/import';
  await jobs.ensure(queue);
  const run = await newRun(ledger);
  const { generation } = await new DistributedRuns(database).open({
    run: run.seq,
    queue,
    facts: {},
    maxAgeMs: undefined,
  });
  const store = new ChunkStore(database, jobs);
  const times: number[] = [];
  for (let number = 1; number <= JOBS; number += 1) {
    const started = performance.now();
    const rows = Array.from({ length: CHUNK_ROWS }, (_, index) => {
      const row = number * CHUNK_ROWS + index;
      const payload = { partnerid: String(row), nick: `Person ${row}`, remark: `Note ${row}`, crm_status: 1 };
      return { row, unit: row, orderKey: undefined, nameHash: undefined, content: JSON.stringify({ row, payload }) };
    });
    await store.insert({ run: run.seq, queue, generation }, { chunk: number, predecessors: [], rows });
    const offer = await jobs.fetch(queue);
    const taken = offer && (await store.take(offer, 1, 60_000, offer.job));
    if (taken === undefined) throw new Error('the chunk is not offered');
    const log = await ledger.openRowLog(
      run,
      undefined,
      chunkFence(run.seq, () => taken),
    );
    for (const { content } of await store.rowsOf(taken)) {
      const { row } = JSON.parse(content) as { row: number };
      log.complete({ row, state: 'created', key: String(row), hash: 'x', remoteId: String(row) });
    }
    await log.flush();
    if ((await store.settle(taken, { sent: CHUNK_ROWS, retried: 0, throttled: 0 })) !== 'done') throw new Error('open');
    times.push(performance.now() - started);
  }
  await jobs.close();
  await ledger.close();
  return times;
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
