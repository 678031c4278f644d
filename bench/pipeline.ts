import { createApiClient } from '../src/api/client.ts';
import type { Transport } from '../src/api/http-messages.ts';
import { type InspectedTable, inspectTable } from '../src/files/index.ts';
import type { Row } from '../src/files/row.ts';
import { startImport } from '../src/import/import-pipeline.ts';
import { createInMemoryRowLog } from '../src/import/record/import-row-log.ts';
import { RunFiles } from '../src/import/run-files.ts';
import { type NewRun, openLedger } from '../src/ledger/index.ts';
import type { RowMapper } from '../src/mapping/row-mapper.ts';
import { CircuitBreaker } from '../src/resilience/circuit-breaker.ts';
import { systemClock } from '../src/resilience/clock.ts';
import type { RateLimiter } from '../src/resilience/rate-limiter.ts';
import { createRetryingDispatcher } from '../src/resilience/retrying-dispatcher.ts';
import type { Payload, Target } from '../src/targets/target.ts';

const BATCH = 500;

/** Limits nothing, since a real rate limiter would be measured, too. */
const FREE: RateLimiter = {
  acquire: async () => {},
  answered: () => {},
  throttled: async () => {},
  pausedElsewhere: () => {},
  timedOut: () => {},
  ratePerSecond: Number.POSITIVE_INFINITY,
};

/** What is sent, and how. */
export interface Sending {
  readonly url: string;
  /** Folder of the run's files and of its ledger. */
  readonly dir: string;
  readonly rows: number;
  readonly concurrency: number;
  readonly target: Target;
  payload(key: string): Payload;
  readonly transport: Transport;
  readonly ledger: 'on' | 'off';
}

export interface Figures {
  readonly perSecond: number;
  /** Processor time per row, in microseconds. */
  readonly cpuMicros: number;
}

/** Runs the import pipeline in this process, from generated rows to the last answer; every row must be created. */
export async function sendRows({
  url,
  dir,
  rows,
  concurrency,
  target,
  payload,
  transport,
  ledger: mode,
}: Sending): Promise<Figures> {
  const ledger = await openLedger({ home: dir });
  const credentials = { baseUrl: url, appId: 'sandbox', appKey: 'sandbox-key', language: 'en' };
  const client = createApiClient({ ...credentials, transport, now: Date.now });
  const breaker = new CircuitBreaker({
    probe: async () => {},
    maxOutageMs: 1000,
    clock: systemClock,
    random: Math.random,
  });
  const settings = { maxAttempts: 5, clock: systemClock, random: Math.random };
  const dispatcher = createRetryingDispatcher({ client, rateLimiter: FREE, breaker, concurrency, ...settings });
  const run = await ledger.runs.create(newRun(target.name, dir));
  const mapper: RowMapper = {
    map: ({ cells }) => ({ key: cells[0] as string, payload: payload(cells[0] as string), problems: [] }),
  };
  const cpuBefore = process.cpuUsage();
  const { finished } = await startImport({
    run: { id: run.id, command: 'import', target, startedAt: Date.now(), isResumed: false },
    source: { table: tableOf(rows, dir), mapper },
    rules: {
      identifiedBy: ['partnerid'],
      duplicates: { policy: 'reject' },
      changedOnly: false,
      again: false,
      resendInDoubt: false,
    },
    limits: { concurrency },
    ledger: {
      openLog: async (listener) => (mode === 'on' ? ledger.openRowLog(run, listener) : createInMemoryRowLog(listener)),
    },
    files: await RunFiles.open({ dir, header: ['Id'], keyColumn: 'Id', resume: false }),
    delivery: { dispatcher, breaker, lateMs: 1000 },
    control: { clock: systemClock },
  });
  const summary = await finished;
  const { user, system } = process.cpuUsage(cpuBefore);
  await transport.close();
  await ledger.close();
  if (summary.rows.created !== rows) throw new Error(`not every row was created: ${JSON.stringify(summary)}`);
  return { perSecond: summary.rows_per_second, cpuMicros: (user + system) / rows };
}

function tableOf(rows: number, dir: string): InspectedTable {
  return inspectTable({
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

/** A run as it is stored in a ledger. */
export function newRun(target: string, dir: string): NewRun {
  const file = { input: dir, inputBytes: 1, inputSha256: '', mapping: dir, mappingText: '' };
  const of = { id: dir.split('/').at(-1) ?? dir, command: 'import', target, keyField: 'partnerid', scope: 'bench' };
  return { ...of, ...file, settings: {}, outDir: dir, startedAt: Date.now() };
}
