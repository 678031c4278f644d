import { join, resolve } from 'node:path';
import {
  fieldLabel,
  shownValue,
  type ValueContext,
  type VerifiedCell,
  type VerifiedRecord,
  verifyRecords,
  writeVerifyWorkbook,
} from '../../change/index.ts';
import type { StoredRun } from '../../ledger/index.ts';
import { Stopped, systemClock } from '../../resilience/index.ts';
import { phrase, t } from '../../words/index.ts';
import { type NextStep, shortPath } from '../import/next-step.ts';
import { findRuns } from '../plan/plan-runs.ts';
import { commandLine } from '../program.ts';
import { reportProgress, sessionEventsFor } from '../report-progress.ts';
import { RunMonitor } from '../reporter.ts';
import { type RunContext, type RunOptions, withContext } from '../run-context.ts';
import { openSession, type Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { openChangeContext } from './change-context.ts';
import type { VerifySummary } from './change-summary.ts';
import { mirrorOfAgents } from './mirror-of-agents.ts';
import { requireVerifyWorkbook } from './require-workbook.ts';
import { requireTenantOf } from './run-tenant.ts';
import { requireVerifiable, sentRecordsOf } from './sent-records.ts';

/** What `verifyRun` takes. */
export interface VerifyOptions extends RunOptions {
  /** The run's id, or part of it. */
  readonly run: string;
  /** Path of the workbook. Default: `verify.xlsx` in the folder of the run's files. */
  readonly output?: string | undefined;
}

/**
 * Reads every record that a run wrote again, and compares every cell that was sent, as values. Errors: `UsageError` for a run that
 * cannot be read back, `Stopped` and `SobotError` if it is cut short.
 *
 * @example
 * const { records, cells } = await verifyRun({ connection, run: '20261123-0412-7f3a' });
 */
export async function verifyRun(options: VerifyOptions): Promise<VerifySummary> {
  return withContext(options, async (context) => {
    const { settings, signals, reporter } = context;
    const watch = new RunMonitor(systemClock.elapsed);
    const { stop, cancel } = signals;
    const session = await openSession(settings, systemClock, Math.random, {
      ...sessionEventsFor(reporter, watch),
      stop,
      cancel,
    });
    try {
      const [run, second] = await findRuns(session.ledger, options.run);
      if (run === undefined || second !== undefined)
        throw new UsageError(
          second
            ? t`"${options.run}" names several runs; give the id of one. List them with: sobot-etl runs`
            : t`"${options.run}" names no run; give the id of one. List them with: sobot-etl runs`,
        );
      requireVerifiable(run);
      if (await session.ledger.isLive(run.id))
        throw new UsageError(t`Run ${run.id} is still running in another process. Verify it once it has ended.`);
      requireTenantOf(run, 'verify', session);
      const verified = await verify(session, run, { context, watch, output: options.output });
      const summary = { ...verified, ...session.gate.facts };
      const canUndo = (await session.ledger.changes(run).count()) > 0;
      return (await reporter.end({ kind: 'verify', summary, next: nextStepOf(summary, canUndo, context) })).summary;
    } finally {
      await session.close();
    }
  });
}

async function verify(
  session: Session,
  run: StoredRun,
  {
    context,
    watch,
    output,
  }: { readonly context: RunContext; readonly watch: RunMonitor; readonly output: string | undefined },
): Promise<VerifySummary> {
  const { reporter, signals } = context;
  const startedAt = systemClock.elapsed();
  const path = resolve(output ?? join(run.outDir, 'verify.xlsx'));
  await requireVerifyWorkbook({ path, output, input: run.input });
  reporter.message('info', [t`Verifying run ${run.id}: ${run.command} of ${shortPath(run.input)} as ${run.target}`]);
  const mirror = await mirrorOfAgents(session, run, context);
  const found = new Findings();
  const counts = () => ({ rows: found.checked, errors: found.different + found.missing, total: undefined });
  const requests = session.dispatcher.counts;
  const endProgress = reportProgress(
    reporter,
    { run: run.id, title: phrase('Verifying'), counts, requests, watch },
    systemClock,
  );
  try {
    const { definitions, values, reader } = await openChangeContext(session, {
      mirror,
      usesTags: true,
      listsAgents: true,
    });
    const endedAt = endOf(run, session);
    const sent = sentRecordsOf(session, run, { definitions, learnNames: values.learnNames, stop: signals.stop });
    for await (const verified of verifyRecords(sent, { reader, values })) found.add(verified, values, endedAt);
    if (signals.stop.aborted) throw new Stopped(t`the verification is stopping`);
    const records = { checked: found.checked, equal: found.equal, different: found.different, missing: found.missing };
    const cells = { compared: found.compared, different: found.differentCells };
    const { notices } = await writeVerifyWorkbook(path, {
      run: run.id,
      facts: [
        ['Records checked', records.checked],
        ['Equal', records.equal],
        ['Different', records.different],
        ['Missing', records.missing],
        ['Cells compared', cells.compared],
        ['Cells different', cells.different],
      ],
      ...found.lines,
    });
    return {
      verifies: run.id,
      command: 'verify',
      target: run.target,
      status: records.different + records.missing > 0 ? 'completed_with_errors' : 'completed',
      records,
      cells,
      requests,
      duration_ms: Math.round(systemClock.elapsed() - startedAt),
      notices: [...found.notices(), ...notices],
      files: { verify: path },
    };
  } finally {
    await endProgress();
    mirror?.close();
  }
}

/** Lines that are kept for the workbook. */
const MAX_LINES = 200_000;

/** Sums up what was read. */
class Findings {
  checked = 0;
  equal = 0;
  different = 0;
  missing = 0;
  compared = 0;
  differentCells = 0;
  readonly lines = {
    different: [] as VerifiedCell[],
    missing: [] as VerifiedCell[],
    changedByOthers: [] as VerifiedCell[],
  };
  #left = MAX_LINES;
  /** Records of which no cell could be compared. */
  #unread = 0;
  readonly #unreadLabels = new Set<string>();

  /** `endedAt`: when the run ended, in epoch seconds of the server: what changed later was changed by others. */
  add(
    { sent, isMissing, different, compared, unread, changedAt }: VerifiedRecord,
    values: ValueContext,
    endedAt: number,
  ): void {
    const { row, key, name, id } = sent;
    this.checked += 1;
    this.compared += compared;
    this.differentCells += different.length;
    const shownTime = changedAt === undefined ? '' : timeText(changedAt);
    if (isMissing) {
      this.missing += 1;
      this.#note('missing', [{ row, key, name, id, field: '', sent: '', now: '', changedAt: '' }]);
      return;
    }
    if (compared === 0 && unread.length > 0) {
      this.#unread += 1;
      for (const field of unread) this.#unreadLabels.add(fieldLabel(field, values));
      return;
    }
    if (different.length === 0) {
      this.equal += 1;
      return;
    }
    this.different += 1;
    const kind = changedAt !== undefined && changedAt > endedAt ? 'changedByOthers' : 'different';
    this.#note(
      kind,
      different.map(({ field, sent: was, now }) => ({
        row,
        key,
        name,
        id,
        field: fieldLabel(field, values),
        sent: shownValue(field, was, values),
        now: shownValue(field, now, values),
        changedAt: shownTime,
      })),
    );
  }

  notices(): string[] {
    const records = this.#unread === 1 ? '1 record' : `${this.#unread} records`;
    return [
      ...(this.#unread > 0
        ? [t`${records} could not be compared: the CRM does not show ${[...this.#unreadLabels].join(', ')}.`]
        : []),
      ...(this.#left > 0 ? [] : [t`verify.xlsx has only the first ${MAX_LINES} differences.`]),
    ];
  }

  #note(kind: keyof Findings['lines'], lines: readonly VerifiedCell[]): void {
    const kept = lines.slice(0, this.#left);
    this.lines[kind].push(...kept);
    this.#left -= kept.length;
  }
}

function timeText(epochSeconds: number): string {
  return new Date(epochSeconds * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** When the run ended, in epoch seconds of the server's clock. */
function endOf({ endedAt, startedAt }: StoredRun, { client }: Session): number {
  const serverMs = client.serverNow();
  const aheadMs = serverMs === undefined ? 0 : serverMs - Date.now();
  return Math.floor(((endedAt ?? startedAt) + (Math.abs(aheadMs) < MIN_CLOCK_DIFFERENCE_MS ? 0 : aheadMs)) / 1000);
}

/** The server's time comes in seconds, so that a smaller difference says nothing. */
const MIN_CLOCK_DIFFERENCE_MS = 1500;

function nextStepOf(
  { records, files, verifies }: VerifySummary,
  canUndo: boolean,
  { env }: RunContext,
): NextStep | undefined {
  if (records.different + records.missing === 0) return undefined;
  const text = t`look at ${shortPath(files.verify)}`;
  if (!canUndo) return { text };
  return {
    text: t`${text}; to take the whole run back where nobody has changed it since`,
    command: commandLine(['undo', verifies, '--dry-run'], env),
  };
}
