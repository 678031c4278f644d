import { rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock } from '../../dispatch/clock.ts';
import { createDryLog } from '../../import/dry-log.ts';
import type { FateLog, ImportJob } from '../../import/import-job.ts';
import { renderReport } from '../../import/report-html.ts';
import { RunFiles } from '../../import/run-files.ts';
import { startImport } from '../../import/run-import.ts';
import type { ImportSummary } from '../../import/summary.ts';
import { LedgerError, type Lock, type RowOutcome, type StoredRun } from '../../ledger/index.ts';
import { compileMapping, createLookups, type LoadedMapping, type RowMapper } from '../../mapping/index.ts';
import { EXIT_OF_STAGE, type ExitCode } from '../exit-code.ts';
import { showProgress } from '../progress.ts';
import { newRunId } from '../run-id.ts';
import { openSession, type Session } from '../session.ts';
import { resolveSettings } from '../settings.ts';
import { listenForStop } from '../stop-signals.ts';
import type { Terminal } from '../terminal.ts';
import { type ImportFlags, parseErrorLimit } from './import-flags.ts';
import { type Input, openInput, requireSameInput } from './open-input.ts';
import { printSummary } from './print-summary.ts';

const LOOKUP_TTL_MS = 3_600_000;
const DEFAULT_IDENTIFIED_BY = ['tel', 'email'];

/** What an import, a check or a resumed run starts from. */
export interface ImportRequest {
  readonly command: 'import' | 'check';
  readonly flags: ImportFlags;
  readonly mapping: LoadedMapping;
  /** The run to go on with. */
  readonly resumed?: StoredRun;
  readonly resendInDoubt?: boolean;
}

/** Imports (or checks) a file from flags to summary; answers the exit code. Errors before anything is sent are thrown. */
export async function importFile(
  { command, flags, mapping, resumed, resendInDoubt = false }: ImportRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  const maxErrors = parseErrorLimit(flags.maxErrors);
  const input = await openInput(flags.file, mapping);
  const session = openSession(resolveSettings(flags, process.env), systemClock, Math.random, {
    onLine: (state, reason) =>
      terminal.say(
        state === 'down' ? `The server does not answer (${reason}); waiting for it.` : 'The server answers again.',
      ),
  });
  let lock: Lock | undefined;
  try {
    if (resumed) requireSameInput(input, resumed);
    const mapper = await compile(session, mapping, input);
    const id = resumed?.id ?? newRunId(Date.now(), Math.random);
    const dir = resumed?.outDir ?? resolve(flags.out ?? join('runs', id));
    const files = await RunFiles.open({ dir, header: input.table.header, keyColumn: keyColumnOf(mapping, mapper) });
    const isDry = command === 'check' || flags.dryRun;
    lock = isDry ? undefined : lockRun(session, id);
    const run = isDry
      ? undefined
      : (resumed && session.ledger.runs.move(resumed, 'running')) ||
        record(session, { id, dir, flags, mapping, input });
    const onOutcomes = (outcomes: readonly RowOutcome[]) => files.append(outcomes);
    const log: FateLog = run ? session.ledger.rows(run, onOutcomes) : createDryLog(onOutcomes);
    const keys = session.ledger.keys(session.scope);
    const signals = listenForStop(terminal);
    const job: ImportJob = {
      run: id,
      command,
      target: mapping.target,
      table: input.table,
      mapper,
      log,
      files,
      resumed: resumed !== undefined,
      keyField: keyFieldOf(mapping),
      clock: systemClock,
      ...(run && { dispatcher: session.dispatcher }),
      lastSent: (key) => keys.find(mapping.target.name, key, keyFieldOf(mapping)),
      stop: signals.stop,
      cancel: signals.cancel,
      settings: {
        concurrency: session.settings.concurrency,
        limit: flags.limit,
        maxErrors,
        identifiedBy: mapping.content.identifiedBy ?? DEFAULT_IDENTIFIED_BY,
        onDuplicate: flags.onDuplicate,
        changedOnly: flags.changedOnly,
        resendInDoubt,
      },
    };
    terminal.say(
      `${isDry ? 'Checking' : resumed ? 'Resuming' : 'Importing'} ${flags.file} as ${mapping.target.name}${isDry ? '' : `, run ${id}`}`,
    );
    const running = startImport(job);
    const endProgress = showProgress(terminal, running.tally, Date.now);
    const summary = await running.finished.finally(() => {
      endProgress();
      signals.dispose();
    });
    if (run) session.ledger.runs.move(run, summary.status, { at: Date.now(), reason: summary.reason, summary });
    await leaveSummary(summary, { input: flags.file, mapping: mapping.path, log });
    printSummary(terminal, summary, flags);
    return EXIT_OF_STAGE[summary.status];
  } finally {
    lock?.release();
    await input.table.close();
    await session.close();
  }
}

async function compile(session: Session, mapping: LoadedMapping, input: Input): Promise<RowMapper> {
  const { ledger, scope, settings } = session;
  const lookups = createLookups({
    read: (endpoint, request) => session.readList(endpoint, request),
    cache: ledger.lookups(scope),
    learned: (target, key, field) => ledger.keys(scope).find(target, key, field)?.id,
    ttlMs: LOOKUP_TTL_MS,
    offline: false,
    now: Date.now,
    language: settings.language === 'zh' ? 'zh' : 'en',
  });
  return compileMapping(mapping, { header: input.table.header, inputPath: input.path, lookups });
}

function lockRun(session: Session, id: string): Lock {
  const lock = session.ledger.lockRun(id);
  if (lock) return lock;
  throw new LedgerError(
    'run-locked',
    `another process is at run ${id}; wait until it ends, or stop it, then: sobot-etl resume ${id}`,
  );
}

function record(
  session: Session,
  at: { id: string; dir: string; flags: ImportFlags; mapping: LoadedMapping; input: Input },
): StoredRun {
  const { limit, maxErrors, changedOnly, onDuplicate } = at.flags;
  return session.ledger.runs.create({
    id: at.id,
    command: 'import',
    target: at.mapping.target.name,
    keyField: keyFieldOf(at.mapping) ?? '',
    scope: session.scope,
    input: resolve(at.input.path),
    inputBytes: at.input.bytes,
    inputSha256: at.input.sha256,
    mapping: resolve(at.mapping.path),
    mappingText: at.mapping.text,
    settings: { limit, maxErrors, changedOnly, onDuplicate },
    outDir: at.dir,
    startedAt: Date.now(),
  });
}

function keyFieldOf(mapping: LoadedMapping): string | undefined {
  const { key } = mapping.content;
  return typeof key === 'string' ? key : undefined;
}

function keyColumnOf(mapping: LoadedMapping, mapper: RowMapper): string | undefined {
  return mapper.keyColumn ?? keyFieldOf(mapping);
}

const REPORTED_ERRORS = 500;

async function leaveSummary(
  summary: ImportSummary,
  { input, mapping, log }: { input: string; mapping: string; log: FateLog },
): Promise<void> {
  const errors: RowOutcome[] = [];
  for (const outcome of log.outcomes('unsuccessful')) {
    if (errors.push(outcome) === REPORTED_ERRORS) break;
  }
  await replaceFile(summary.files.report, renderReport({ summary, input, mapping, errors }));
  await replaceFile(summary.files.summary, `${JSON.stringify(summary, null, 2)}\n`);
}

async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}
