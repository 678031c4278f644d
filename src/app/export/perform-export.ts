import { basename } from 'node:path';
import {
  datedAheadText,
  type ExportSummary,
  type FinishedExport,
  isDatedAhead,
  mappingName,
  nextCursor,
  readTimes,
  startExport,
} from '../../export/index.ts';
import { READABLE, removePartialFiles, replaceFile } from '../../files/index.ts';
import type { Lock, StoredRun } from '../../ledger/index.ts';
import { systemClock } from '../../resilience/index.ts';
import type { Stream } from '../../streams/index.ts';
import { phrase, shellLine, t } from '../../words/index.ts';
import type { ConnectionOptions, Environment } from '../connection.ts';
import type { NextStep } from '../import/next-step.ts';
import { lockRun, newRunId } from '../import/run-record.ts';
import { ledgerWords } from '../open-ledger.ts';
import { EXPORT_OPTIONS } from '../options/export-options.ts';
import { reportProgress } from '../report-progress.ts';
import type { RunMonitor } from '../reporter.ts';
import type { RunContext } from '../run-context.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { clockOf, type ExportChoice } from './export-choice.ts';
import { withMaskSecret } from './export-masks.ts';
import { confirmReplace, type Output, openOutput, outputFile, writtenStates } from './export-output.ts';
import { type ExportSettings, lockOutputFile, recordExport } from './export-record.ts';
import {
  type MergeTarget,
  type ResolvedChoice,
  readMergeTarget,
  type SelectedRows,
  saveCursor,
  selectRows,
} from './export-selection.ts';

/** One export, checked as far as possible without the API. */
export interface ExportRequest {
  readonly choice: ExportChoice;
  readonly connection: ConnectionOptions;
  readonly stream: Stream;
  readonly output: Output;
  readonly chosen: ResolvedChoice;
  /** May files be replaced that no export wrote? */
  readonly agreed: boolean;
  /** The run to resume. */
  readonly resumed?: StoredRun | undefined;
}

/** Runs one export with a lock and a record in the ledger. Output to a stream is neither recorded nor resumable. */
export async function performExport(
  request: ExportRequest,
  session: Session,
  { env, signals, reporter, streams }: RunContext,
  watch: RunMonitor,
): Promise<ExportSummary> {
  const { choice, stream, output, chosen, resumed } = request;
  const before = resumed && (resumed.settings as unknown as ExportSettings);
  // An earlier process may have read records that changed since, so the export began when that process did.
  const nowMs = before?.nowMs ?? Date.now();
  const clock = clockOf(chosen.tz);
  const { since, until } = choice;
  const master = output.isMerge ? await readMergeTarget(output.path, shownOf(chosen)) : undefined;
  if (resumed && master) requireSameMergeTarget(master, resumed);
  const rows = await selectRows(
    session,
    stream,
    {
      where: chosen.where,
      since,
      until,
      nowMs,
      resumed: before,
      masks: chosen.masks,
      master,
    },
    clock,
  );
  if (since === 'last') {
    reporter.message(
      'info',
      rows.since === undefined ? nothingBefore(output, master) : t`Exporting what changed since ${clock(rows.since)}.`,
    );
  }
  if (master && chosen.masks) await requireMasked(session, stream, { master, key: master.key(rows.filter) });
  const isRecorded = output.path !== '-';
  const outputs =
    !isRecorded || output.isMerge ? [] : [output.path, ...(choice.forUpdate ? [mappingName(output.path)] : [])];
  await confirmReplace(session, outputs, { isAgreed: request.agreed, reporter, agreed: before?.replaces });
  const id = resumed?.id ?? newRunId(nowMs, Math.random);
  const locks: Lock[] = [];
  try {
    if (isRecorded) {
      locks.push(await lockRun(session.ledger, id));
      locks.push(await lockOutputFile(session, output.path));
      removePartialFiles(output.path);
    }
    const run = resumed
      ? await session.ledger.runs.move(resumed, 'running')
      : isRecorded
        ? await recordExport(session, {
            id,
            request,
            nowMs,
            start: {
              sinceLast: rows.isSinceLast ? rows.since : undefined,
              masterDigest: master?.digest,
              replaces: writtenStates(outputs),
            },
          })
        : undefined;
    const masks = chosen.masks && (await withMaskSecret(chosen.masks, session.settings.home));
    const stagingPath = session.ledger.stagingPath(id);
    const running = startExport({
      run: id,
      stream,
      selection: rows.selection,
      dispatcher: session.dispatcher,
      clock: systemClock,
      file: outputFile(output),
      open: (columns, ids) =>
        openOutput(output, stream, columns, ids, {
          storePath: `${stagingPath}.merge`,
          stop: signals.stop,
          master,
          stdout: streams.stdout,
        }),
      settings: {
        concurrency: session.settings.concurrency,
        pageSize: choice.pageSize ?? EXPORT_OPTIONS['page-size'].default,
        show: chosen.raw ? 'raw' : clock,
        columns: chosen.columns,
        details: chosen.details,
        tags: chosen.tags,
        forUpdate: choice.forUpdate ?? false,
        masks,
      },
      staging: isRecorded ? { path: stagingPath, resume: resumed !== undefined } : undefined,
      stop: signals.stop,
    });
    const { progress } = running;
    const requests = session.dispatcher.counts;
    const counts = () => ({ rows: progress.written, errors: 0, total: progress.expected });
    const endProgress = reportProgress(
      reporter,
      { run: id, title: phrase('Exporting'), counts, requests, watch },
      systemClock,
    );
    try {
      const finished = await running.finished.finally(endProgress);
      const summary = { ...finished.summary, ...session.gate.facts };
      const mappingPath = await writeRoundTripMapping(finished, output.path);
      if (mappingPath)
        reporter.message(
          'info',
          t`Edit ${output.path}, then: ${shellLine(['sobot-etl', 'import', output.path, '-m', mappingPath, '--changed-only'])}`,
        );
      const notice = await advanceCursor(session, { request, rows, finished, startedMs: nowMs });
      if (notice !== undefined) reporter.message('info', notice);
      const written = writtenStates(mappingPath ? [...summary.files.output, mappingPath] : summary.files.output);
      const end = { at: Date.now(), reason: summary.reason, summary: { ...summary, written } };
      if (run) await session.ledger.runs.move(run, summary.status, end);
      const next = resumeStep(summary, request, env);
      return (await reporter.end({ kind: 'export', summary, next, isStreamed: !isRecorded })).summary;
    } catch (error) {
      // A wrong request would fail again, so there is nothing to resume.
      const reason = error instanceof Error ? error.message : String(error);
      if (run) await session.ledger.runs.move(run, 'completed_with_errors', { at: Date.now(), reason, summary: {} });
      throw error;
    }
  } finally {
    for (const lock of locks) await lock.release();
  }
}

/** The command that resumes an unfinished export; an export to standard output cannot be resumed. */
function resumeStep(
  { status, run }: ExportSummary,
  { output, connection }: ExportRequest,
  env: Environment,
): NextStep | undefined {
  const isCutShort = status === 'aborted' || status === 'interrupted';
  if (!isCutShort || output.path === '-') return undefined;
  const command = shellLine(['sobot-etl', 'resume', run, ...ledgerWords({ ...connection, env })]);
  return { text: t`resume the export`, command };
}

/** Checks that the file to update was written with the same masks: rows that the export does not replace would stay as they are. Errors: `UsageError`. */
async function requireMasked(
  { ledger, scope }: Session,
  stream: Stream,
  { master, key }: { readonly master: MergeTarget; readonly key: string | undefined },
): Promise<void> {
  if (key === undefined || (await ledger.exportCursors(scope).get(stream.name, key)) !== undefined) return;
  throw new UsageError(
    t`No complete export with these rows, columns and masks left ${master.path} as it is now, so it may hold values that are not masked. Nothing was exported: write a new file with -o, or give --merge-into a file that does not exist yet`,
  );
}

function nothingBefore({ path }: Output, master: MergeTarget | undefined): string {
  if (!master) return t`No earlier export found: exporting everything.`;
  return master.digest === undefined
    ? t`${path} does not exist yet: exporting everything.`
    : t`No export of these rows and columns left ${path} as it is now: exporting everything.`;
}

/** Writes the mapping of an export for editing beside its file. */
async function writeRoundTripMapping({ summary, mapping }: FinishedExport, path: string): Promise<string | undefined> {
  if (!mapping || summary.files.output.length === 0) return undefined;
  const mappingPath = mappingName(path);
  await replaceFile(mappingPath, mapping(basename(path)), READABLE);
  return mappingPath;
}

/** The columns and their form, which must be the same in all rows of a file. */
function shownOf({ columns, raw, tz, details, tags }: ResolvedChoice): readonly unknown[] {
  const times = raw ? 'raw' : (tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  return [columns ?? null, times, details, tags];
}

/** Checks that a resumed export merges into the same file: another one would lack earlier rows. Errors: `UsageError`. */
function requireSameMergeTarget({ path, digest }: MergeTarget, { id, settings }: StoredRun): void {
  const { sinceLast, masterDigest } = settings as unknown as ExportSettings;
  if (sinceLast === undefined || masterDigest === digest) return;
  const what = digest === undefined ? 'removed' : 'changed';
  throw new UsageError(
    t`${path} was ${what} after run ${id} began, and the run holds only what the file lacked then. Nothing was written. Instead of resuming, run the same export again; it reads everything that ${path} lacks now`,
  );
}

/**
 * Moves the cursor once the file is complete; the next export reads later changes. An updated file has a cursor of its own;
 * other exports move the cursor of the stream. Returns a notice if a record is dated in the future.
 */
async function advanceCursor(
  session: Session,
  done: {
    readonly request: ExportRequest;
    readonly rows: SelectedRows;
    readonly finished: FinishedExport;
    readonly startedMs: number;
  },
): Promise<string | undefined> {
  const { request, rows, finished, startedMs } = done;
  const { stream, output, chosen } = request;
  const { summary, newest, newestId } = finished;
  if (!rows.advancesCursor || !summary.complete) return undefined;
  const serverMs = session.client.serverNow();
  const times = readTimes({ newest, durationMs: summary.duration_ms, startedMs, nowMs: Date.now(), serverMs });
  if (!output.isMerge) {
    const before = await session.ledger.exportCursors(session.scope).get(stream.name, rows.filter);
    const next = nextCursor(times, before);
    if (next !== undefined) await saveCursor(session, stream, rows.filter, next);
  }
  const isWhole = output.isMerge || !rows.isSinceLast;
  const master = isWhole && output.path !== '-' ? await readMergeTarget(output.path, shownOf(chosen)) : undefined;
  const key = master?.key(rows.filter);
  const own = nextCursor(times, rows.since) ?? rows.since;
  if (key !== undefined && own !== undefined) await saveCursor(session, stream, key, own);
  return isDatedAhead(newest, times) ? datedAhead(newest, newestId) : undefined;
}

function datedAhead(newest: number, id: string | undefined): string {
  return t`${datedAheadText(newest, id)}. --since last uses the time of the export instead and reads further back while such a record exists.`;
}
