/**
 * Measures what the ledger costs an import, and what opening a ledger of millions of rows costs: `node bench/ledger.ts`.
 * With and without it the same rows go to the same sandbox, which has a process of its own, at concurrency 64 and without latency
 * unless BENCH_LATENCY sets one, in alternation; the median of the ratios counts.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from '../src/api/transport.ts';
import { type Ledger, openLedger, type StoredRun } from '../src/ledger/index.ts';
import { startSandbox } from '../src/sandbox/index.ts';
import { customer, enterprise } from '../src/targets/customers.ts';
import { hold, median, percent, print, ROUNDS, whole } from './figures.ts';
import { type Figures, newRun, type Sending, sendRows } from './pipeline.ts';

const ROWS = Number(process.env['BENCH_ROWS'] ?? 15_000);
const LEDGER_ROWS = Number(process.env['BENCH_LEDGER_ROWS'] ?? 5_000_000);
/** The latency of the server. Without latency the processor is the limit; with it, the connection. */
const LATENCY_MS = Number(process.env['BENCH_LATENCY'] ?? 0);
const CONCURRENCY = 64;
/** Rows of the large ledger that wait to be written at most. */
const WAITING_ROWS = 10_000;

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

if (process.argv[2] === 'serve') {
  const { url } = await startSandbox({ identifiedBy: ['partnerid'], latencyMs: LATENCY_MS });
  process.send?.(url);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
  const sandbox = fork(import.meta.filename, ['serve']);
  try {
    await measureImports(sandbox, folder);
    await measureSize(folder);
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
      // The second measurement profits from a warm machine, so the order alternates.
      const order = round % 2 === 0 ? [false, true] : [true, false];
      const measured = new Map<boolean, Figures>();
      for (const isOn of order) {
        const ledger = isOn ? 'on' : 'off';
        const transport = createTransport({ connections: CONCURRENCY, timeoutMs: 30_000 });
        const sending = {
          url,
          dir: join(folder, `${name}-${ledger}`),
          rows: ROWS,
          concurrency: CONCURRENCY,
          transport,
        };
        measured.set(isOn, await sendRows({ ...sending, ...KINDS[kind], ledger } as Sending));
      }
      const [on, off] = [measured.get(true) as Figures, measured.get(false) as Figures];
      // The first round warms up.
      if (round > 0) figures.push({ on, off });
    }
    const share = median(figures.map(({ on, off }) => on.perSecond / off.perSecond));
    const cpu = median(figures.map(({ on, off }) => on.cpuMicros - off.cpuMicros));
    print(
      `${kind}: ${cpu.toFixed(0)} µs of processor a row for the ledger, ${median(figures.map(({ off }) => off.cpuMicros)).toFixed(0)} for the rest; ` +
        `pairs ${figures.map(({ on, off }) => (on.perSecond / off.perSecond).toFixed(2)).join(' ')}`,
    );
    hold({
      what: `import at concurrency ${CONCURRENCY} with the ledger, beside the same without: ${kind}`,
      measured: `${percent(share)}: ${whole(median(figures.map(({ on }) => on.perSecond)))} rows/s and ${whole(median(figures.map(({ off }) => off.perSecond)))}`,
      target: '≥ 90 %',
      met: share >= 0.9,
      series: { unit: '×', better: 'more', values: figures.map(({ on, off }) => on.perSecond / off.perSecond) },
    });
  }
}

/** A ledger of millions of rows: its size on disk, and how long its operations take. */
async function measureSize(folder: string): Promise<void> {
  const home = join(folder, 'large');
  const ledger = await openLedger({ home });
  const run = await ledger.runs.create(newRun('customer', home));
  const writing = performance.now();
  await fill(ledger, run);
  const perSecond = (LEDGER_ROWS / (performance.now() - writing)) * 1000;
  await ledger.runs.move(run, 'interrupted', { at: Date.now(), summary: {} });
  await ledger.close();
  const bytes = statSync(join(home, 'ledger.db')).size;
  print(
    `a ledger of ${whole(LEDGER_ROWS)} rows: ${Math.round(bytes / 1e6)} MB, ${Math.round(bytes / LEDGER_ROWS)} bytes a row with its key; ` +
      `written at ${whole(perSecond)} rows/s`,
  );
  const times: Record<string, number> = {};
  const timed = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
    const start = performance.now();
    const result = await work();
    times[what] = performance.now() - start;
    return result;
  };
  const opened = await timed('opening', () => openLedger({ home }));
  await timed('runs', async () => Promise.all((await opened.runs.list(20)).map((one) => opened.runs.counts(one))));
  const log = await timed('resume: what is done', () => opened.openRowLog(run));
  await timed('resume: the first rows', () => log.known(2, 500));
  await timed('resume: rows in the middle', () => log.known(LEDGER_ROWS / 2, LEDGER_ROWS / 2 + 500));
  await timed('the row count check at the end', () => log.count());
  await opened.close();
  for (const [what, ms] of Object.entries(times)) print(`${what}: ${ms.toFixed(1)} ms`);
  const { 'the row count check at the end': _, ...waited } = times;
  const longest = Math.max(...Object.values(waited));
  hold({
    what: `a ledger of ${whole(LEDGER_ROWS)} rows: opening, runs, resume`,
    measured: `${longest.toFixed(0)} ms at most`,
    target: '≤ 1 s',
    met: longest <= 1000,
    series: { unit: 'ms', better: 'less', values: [longest] },
  });
}

async function fill(ledger: Ledger, run: StoredRun): Promise<void> {
  const log = await ledger.openRowLog(run);
  for (let row = 2; row < LEDGER_ROWS + 2; row += 1) {
    const id = row.toString(16).padStart(32, '0');
    log.complete({
      row,
      state: 'created',
      key: `K${row}`,
      hash: id.slice(16),
      remoteId: id,
      action: 'add',
      attempts: 1,
    });
    if (row % WAITING_ROWS === 0) await log.flush();
  }
  await log.flush();
}
