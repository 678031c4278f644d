import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { openSession, type Session } from '../../src/app/session.ts';
import type { ExportJob, ExportSummary } from '../../src/export/export-job.ts';
import { makeSelection, readWhere } from '../../src/export/make-selection.ts';
import { startExport } from '../../src/export/run-export.ts';
import { wallClock } from '../../src/export/wall-clock.ts';
import { openWriter } from '../../src/files/index.ts';
import { createLookups } from '../../src/mapping/index.ts';
import { systemClock } from '../../src/resilience/clock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { streams } from '../../src/streams/index.ts';
import type { Stream } from '../../src/streams/stream.ts';
import { type Alteration, alterServer } from './altered-server.ts';

/** A finished export: its summary, and its file as records. */
export interface Exported {
  readonly summary: ExportSummary;
  readonly newest: number;
  readonly header: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

export interface ExportOptions extends Partial<ExportJob['settings']> {
  readonly where?: readonly string[];
  readonly since?: number;
  readonly until?: number;
  readonly staging?: ExportJob['staging'];
  readonly stop?: AbortSignal;
}

/** A sandbox, and exports from it through the real client, into real files. */
export interface Exporting {
  readonly sandbox: Sandbox;
  readonly session: Session;
  readonly folder: string;
  export(stream: string, options?: ExportOptions): Promise<Exported>;
  [Symbol.asyncDispose](): Promise<void>;
}

export const utc = wallClock('UTC');

/** Starts a sandbox and a session with it. */
export async function startExporting(options: SandboxOptions = {}, alteration: Alteration = {}): Promise<Exporting> {
  const sandbox = await startSandbox(options);
  const isAltered = Object.keys(alteration).length > 0;
  const server = await alterServer(sandbox.url, alteration);
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  const session = await sessionWith(sandbox, isAltered ? server.url : sandbox.url, join(folder, 'home'));
  let files = 0;
  return {
    sandbox,
    session,
    folder,
    async export(name, options = {}) {
      files += 1;
      return exportTo(session, findStream(name), join(folder, `${name}-${files}.csv`), options);
    },
    async [Symbol.asyncDispose]() {
      await session.close();
      await server[Symbol.asyncDispose]();
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function sessionWith(sandbox: Sandbox, baseUrl: string, home: string): Promise<Session> {
  const settings = {
    home,
    ledger: undefined,
    profile: undefined,
    baseUrl,
    appId: sandbox.appId,
    appKey: sandbox.appKey,
    keyIn: 'environment' as const,
    language: 'en',
    concurrency: 8,
    // High enough not to limit the tests.
    rate: 5000,
    maxRate: undefined,
    maxAttempts: 8,
    timeoutMs: 5000,
    outagePatienceMs: 20_000,
    lateMs: 20_000,
    leaseMs: 30_000,
    lookupTtlMs: 0,
    offline: false,
    nights: { window: undefined, budget: undefined, timeZone: 'UTC' },
    proxy: {},
  };
  // No waiting between retries.
  return openSession(settings, systemClock, () => 0);
}

async function exportTo(session: Session, stream: Stream, path: string, options: ExportOptions): Promise<Exported> {
  const { where: conditions = [], since, until, staging, stop, ...settings } = options;
  const nowMs = Date.now();
  const lookups = createLookups({
    read: (endpoint, input) => session.readList(endpoint, { ...input }),
    ttlMs: 0,
    offline: false,
    now: Date.now,
  });
  const findId = async (lookup: string, name: string) => (await lookups.resolver(lookup))(name);
  const where = await readWhere(stream, conditions, { clock: utc, nowMs, findId });
  const running = startExport({
    run: 'test',
    stream,
    selection: makeSelection(stream, { where, since, until, clock: utc, nowMs, language: 'en' }),
    dispatcher: session.dispatcher,
    clock: systemClock,
    open: (columns) => openWriter(path, { format: 'csv', columns, guard: false }),
    settings: { concurrency: 8, pageSize: 100, show: utc, details: false, tags: false, ...settings },
    staging,
    stop,
  });
  const { summary, newest } = await running.finished;
  const text = summary.files.output.length > 0 ? readFileSync(path, 'utf8') : '';
  const [header = [], ...lines] = parse(text) as string[][];
  const rows = lines.map((line) => Object.fromEntries(header.map((name, index) => [name, line[index] ?? ''])));
  return { summary, newest, header, rows };
}

export function findStream(name: string): Stream {
  const stream = streams.get(name);
  if (!stream) throw new Error(`There is no stream ${name}`);
  return stream;
}
