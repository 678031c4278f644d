/**
 * What the ledger costs an import, and what a ledger of millions of rows costs those who open it: `node bench/ledger.ts`.
 * With and without it the same rows go to the same sandbox, which has a process of its own, at concurrency 64,
 * without latency unless BENCH_LATENCY says so, in turns; the median of the ratios counts.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/dispatch/clock.ts';
import { createDispatcher } from '../src/dispatch/dispatcher.ts';
import { Line } from '../src/dispatch/line.ts';
import type { Pace } from '../src/dispatch/pace.ts';
import { type InspectedTable, inspectDamage } from '../src/files/index.ts';
import type { Row } from '../src/files/row.ts';
import { createDryLog } from '../src/import/dry-log.ts';
import type { RowMapper } from '../src/import/import-job.ts';
import { RunFiles } from '../src/import/run-files.ts';
import { startImport } from '../src/import/run-import.ts';
import { Ledger, type NewRun, type StoredRun } from '../src/ledger/index.ts';
import { startSandbox } from '../src/sandbox/index.ts';
import { createClient } from '../src/sobot/client.ts';
import { createTransport } from '../src/sobot/transport.ts';
import { customer } from '../src/targets/customer.ts';
import { enterprise } from '../src/targets/enterprise.ts';

const ROWS = Number(process.env['BENCH_ROWS'] ?? 15_000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const LEDGER_ROWS = Number(process.env['BENCH_LEDGER_ROWS'] ?? 5_000_000);
/** How long the server takes for an answer. Without, the processor is the limit; with, the line. */
const LATENCY_MS = Number(process.env['BENCH_LATENCY'] ?? 0);
const CONCURRENCY = 64;
const BATCH = 500;

/** A pace of its own would be measured, too. */
const FREE: Pace = {
  take: async () => {},
  answered: () => {},
  throttled: () => {},
  timedOut: () => {},
  ratePerSecond: Number.POSITIVE_INFINITY,
};

const KINDS = {
  'customers, repeatable': {
    target: customer,
    payload: (key: string) => ({ nick: `Person ${key}`, partnerid: key, crm_status: 1, remark: `Notes about ${key}` }),
  },
  'enterprises, each with its intent on disk first': {
    target: enterprise,
    payload: (key: string) => ({ enterprise_name: `Company ${key}` }),
  },
} as const;

if (process.send) {
  const { url } = await startSandbox({ identifiedBy: ['partnerid'], latencyMs: LATENCY_MS });
  process.send(url);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
  const sandbox = fork(import.meta.filename);
  try {
    await measureImports(sandbox, folder);
    measureSize(folder);
  } finally {
    sandbox.kill();
    rmSync(folder, { recursive: true });
  }
}

async function measureImports(sandbox: ChildProcess, folder: string): Promise<void> {
  const [url] = (await once(sandbox, 'message')) as [string];
  for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    const figures: { on: Figures; off: Figures }[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const name = `${kind.slice(0, 4)}${round}`;
      // Whoever comes second has a warmer machine, so they take turns at it.
      const order = round % 2 === 0 ? [false, true] : [true, false];
      const measured = new Map<boolean, Figures>();
      for (const isOn of order) {
        measured.set(isOn, await importOnce(url, kind, join(folder, `${name}-${isOn ? 'on' : 'off'}`), isOn));
      }
      const [on, off] = [measured.get(true) as Figures, measured.get(false) as Figures];
      // The first round warms up.
      if (round > 0) figures.push({ on, off });
    }
    const share = median(figures.map(({ on, off }) => on.perSecond / off.perSecond));
    const cpu = median(figures.map(({ on, off }) => on.cpuMicros - off.cpuMicros));
    print(
      `${kind}: ${figure(median(figures.map(({ on }) => on.perSecond)))} rows/s with the ledger, ` +
        `${figure(median(figures.map(({ off }) => off.perSecond)))} without: ${(share * 100).toFixed(1)} % ` +
        `(at least 90 %: ${share >= 0.9 ? 'met' : 'not met'}); ${cpu.toFixed(0)} µs of processor a row, of ` +
        `${median(figures.map(({ off }) => off.cpuMicros)).toFixed(0)} without; pairs ${figures.map(({ on, off }) => (on.perSecond / off.perSecond).toFixed(2)).join(' ')}`,
    );
  }
}

interface Figures {
  readonly perSecond: number;
  /** Processor time a row, microseconds. */
  readonly cpuMicros: number;
}

async function importOnce(url: string, kind: keyof typeof KINDS, dir: string, isOn: boolean): Promise<Figures> {
  const { target, payload } = KINDS[kind];
  const ledger = new Ledger(dir);
  const transport = createTransport({ connections: CONCURRENCY, timeoutMs: 30_000 });
  const credentials = { baseUrl: url, appId: 'sandbox', appKey: 'sandbox-key', language: 'en' };
  const client = createClient({ ...credentials, transport, now: Date.now });
  const line = new Line({ probe: async () => {}, patienceMs: 1000, clock: systemClock, random: Math.random });
  const settings = { maxAttempts: 5, clock: systemClock, random: Math.random };
  const dispatcher = createDispatcher({ client, pace: FREE, line, concurrency: CONCURRENCY, ...settings });
  const run = ledger.runs.create(newRun(target.name, dir));
  const mapper: RowMapper = {
    map: ({ cells }) => ({ key: cells[0] as string, payload: payload(cells[0] as string), problems: [] }),
  };
  const cpuBefore = process.cpuUsage();
  const { finished } = startImport({
    run: run.id,
    runStartedAt: Date.now(),
    command: 'import',
    target,
    table: tableOf(ROWS, dir),
    mapper,
    openLog: (listener) => (isOn ? ledger.rows(run, listener) : createDryLog(listener)),
    files: await RunFiles.open({ dir, header: ['Id'], keyColumn: 'Id', resume: false }),
    resumed: false,
    dispatcher,
    clock: systemClock,
    random: Math.random,
    settings: {
      concurrency: CONCURRENCY,
      identifiedBy: ['partnerid'],
      onDuplicate: 'reject',
      changedOnly: false,
      resendInDoubt: false,
      outagePatienceMs: 1000,
      lateMs: 1000,
    },
  });
  const summary = await finished;
  const { user, system } = process.cpuUsage(cpuBefore);
  await transport.close();
  ledger.close();
  if (summary.rows.created !== ROWS) throw new Error(`not every row was created: ${JSON.stringify(summary.rows)}`);
  return { perSecond: summary.rows_per_second, cpuMicros: (user + system) / ROWS };
}

function tableOf(rows: number, dir: string): InspectedTable {
  return inspectDamage({
    path: dir,
    format: 'csv',
    header: ['Id'],
    headerRow: 1,
    detected: {},
    notices: [],
    async *batches() {
      for (let start = 0; start < rows; start += BATCH) {
        yield Array.from({ length: BATCH }, (_, index): Row => {
          const number = start + index + 2;
          return { number, cells: [`${dir.slice(-8)}-${number}`] };
        });
      }
    },
    close: async () => {},
  });
}

/** A ledger of millions of rows: what it takes on disk, and how long one waits for it. */
function measureSize(folder: string): void {
  const home = join(folder, 'large');
  const ledger = new Ledger(home);
  const run = ledger.runs.create(newRun('customer', home));
  const writing = performance.now();
  fill(ledger, run);
  const perSecond = (LEDGER_ROWS / (performance.now() - writing)) * 1000;
  ledger.runs.move(run, 'interrupted', { at: Date.now(), summary: {} });
  ledger.close();
  const bytes = statSync(join(home, 'ledger.db')).size;
  print(
    `a ledger of ${figure(LEDGER_ROWS)} rows: ${Math.round(bytes / 1e6)} MB, ${Math.round(bytes / LEDGER_ROWS)} bytes a row with its key; ` +
      `written at ${figure(perSecond)} rows/s`,
  );
  const times: Record<string, number> = {};
  const timed = <Result>(what: string, work: () => Result): Result => {
    const start = performance.now();
    const result = work();
    times[what] = performance.now() - start;
    return result;
  };
  const opened = timed('opening', () => new Ledger(home));
  timed('runs', () => opened.runs.list(20).map((one) => opened.runs.counts(one)));
  const log = timed('resume: what is done', () => opened.rows(run));
  timed('resume: the first rows', () => log.known(2, 500));
  timed('resume: rows in the middle', () => log.known(LEDGER_ROWS / 2, LEDGER_ROWS / 2 + 500));
  timed('the receipt at the end', () => log.count());
  opened.close();
  for (const [what, ms] of Object.entries(times)) print(`  ${what}: ${ms.toFixed(1)} ms`);
}

function fill(ledger: Ledger, run: StoredRun): void {
  const log = ledger.rows(run);
  for (let row = 2; row < LEDGER_ROWS + 2; row += 1) {
    const id = row.toString(16).padStart(32, '0');
    log.settle({ row, state: 'created', key: `K${row}`, hash: id.slice(16), remoteId: id, action: 'add', attempts: 1 });
  }
  log.flush();
}

function newRun(target: string, dir: string): NewRun {
  const file = { input: dir, inputBytes: 1, inputSha256: '', mapping: dir, mappingText: '' };
  const of = { id: dir.split('/').at(-1) ?? dir, command: 'import', target, keyField: 'partnerid', scope: 'bench' };
  return { ...of, ...file, settings: {}, outDir: dir, startedAt: Date.now() };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function figure(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
