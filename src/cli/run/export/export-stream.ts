import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { systemClock } from '../../../dispatch/clock.ts';
import { isDatedAhead, nextWatermark } from '../../../export/next-watermark.ts';
import { mappingName } from '../../../export/round-trip/update-mapping.ts';
import { type FinishedExport, startExport } from '../../../export/run-export.ts';
import type { ExportSummary } from '../../../export/summary.ts';
import { removeLeftoverParts } from '../../../files/index.ts';
import type { Stream } from '../../../streams/stream.ts';
import type { RunWatch } from '../../progress/run-watch.ts';
import { showExportProgress } from '../../progress/show-export-progress.ts';
import { newRunId } from '../../run-id.ts';
import type { Session } from '../../session.ts';
import { shellLine } from '../../shell-line.ts';
import type { StopSignals } from '../../stop-signals.ts';
import type { Terminal } from '../../terminal.ts';
import { clockOf } from './export-flags.ts';
import { type Output, openOutput, outputFile } from './export-output.ts';
import { type ExportSettings, lockExport, lockOutput, recordExport } from './export-record.ts';
import type { ExportRequest } from './export-request.ts';
import { type ChosenRows, chooseRows } from './export-selection.ts';
import { masterKey } from './master-file.ts';
import { askToReplace, writtenStates } from './replace-output.ts';

/** Does one export, under its run's lock and with its record in the ledger. Output to a stream is neither recorded nor resumable. */
export async function exportStream(
  request: ExportRequest,
  session: Session,
  signals: StopSignals,
  { terminal, watch }: { readonly terminal: Terminal; readonly watch: RunWatch },
): Promise<ExportSummary> {
  const { flags, stream, output, chosen, resumed } = request;
  const before = resumed && (resumed.settings as unknown as ExportSettings);
  const startedMs = Date.now();
  const nowMs = before?.nowMs ?? startedMs;
  const clock = clockOf(chosen.tz);
  const { since, until } = flags;
  const rows = await chooseRows(
    session,
    stream,
    {
      where: chosen.where,
      since,
      until,
      nowMs,
      sinceLast: before?.sinceLast,
      master: output.isMerge ? output.path : undefined,
    },
    clock,
  );
  if (since === 'last') {
    terminal.say(
      rows.since === undefined ? nothingBefore(output) : `Exporting what changed since ${clock(rows.since)}.`,
    );
  }
  const isRecorded = output.path !== '-';
  if (isRecorded && !output.isMerge && !resumed) {
    const outputs = flags.forUpdate ? [output.path, mappingName(output.path)] : [output.path];
    await askToReplace(session, outputs, { yes: flags.yes, terminal });
  }
  const id = resumed?.id ?? newRunId(nowMs, Math.random);
  const lock = isRecorded ? lockExport(session, id) : undefined;
  const fileLock = isRecorded ? lockOutput(session, output.path) : undefined;
  try {
    if (isRecorded) removeLeftoverParts(output.path);
    const run = resumed
      ? session.ledger.runs.move(resumed, 'running')
      : isRecorded
        ? recordExport(session, { id, request, nowMs, sinceLast: rows.since })
        : undefined;
    const spoolPath = session.ledger.spoolPath(id);
    const running = startExport({
      run: id,
      stream,
      selection: rows.selection,
      dispatcher: session.dispatcher,
      clock: systemClock,
      file: outputFile(output),
      open: (columns, ids) =>
        openOutput(output, stream, columns, ids, { storePath: `${spoolPath}.merge`, stop: signals.stop }),
      settings: {
        concurrency: session.settings.concurrency,
        pageSize: request.pageSize,
        show: chosen.raw ? 'raw' : clock,
        columns: chosen.columns,
        details: chosen.details,
        tags: chosen.tags,
        forUpdate: flags.forUpdate,
      },
      spool: isRecorded ? { path: spoolPath, resume: resumed !== undefined } : undefined,
      stop: signals.stop,
    });
    const { progress } = running;
    const requests = session.dispatcher.counts;
    const endProgress = showExportProgress(
      terminal,
      { run: id, title: 'Exporting', progress, requests, watch },
      Date.now,
    );
    try {
      const finished = await running.finished.finally(endProgress);
      const { summary } = finished;
      const mappingPath = leaveMapping(finished, output.path);
      if (mappingPath)
        terminal.say(
          `Edit ${output.path}, then: ${shellLine(['sobot-etl', 'import', output.path, '-m', mappingPath, '--changed-only'])}`,
        );
      const notice = await moveWatermark(session, { stream, rows, output, finished, startedMs });
      if (notice !== undefined) terminal.say(notice);
      const written = writtenStates(mappingPath ? [...summary.files.output, mappingPath] : summary.files.output);
      const end = { at: Date.now(), reason: summary.reason, summary: { ...summary, written } };
      if (run) session.ledger.runs.move(run, summary.status, end);
      return summary;
    } catch (error) {
      // What was wrong in what was asked for would be wrong again: there is nothing to go on with.
      const reason = error instanceof Error ? error.message : String(error);
      if (run) session.ledger.runs.move(run, 'completed_with_errors', { at: Date.now(), reason, summary: {} });
      throw error;
    }
  } finally {
    fileLock?.release();
    lock?.release();
  }
}

function nothingBefore({ isMerge, path }: Output): string {
  return isMerge
    ? `No export is known that left ${path} as it is: exporting all of it.`
    : 'Nothing of this was exported before: exporting all of it.';
}

/** Leaves the mapping of an export for editing beside its file. */
function leaveMapping({ summary, mapping }: FinishedExport, path: string): string | undefined {
  if (!mapping || summary.files.output.length === 0) return undefined;
  const mappingPath = mappingName(path);
  writeFileSync(mappingPath, mapping(basename(path)));
  return mappingPath;
}

/**
 * Only once the file is complete; what then changes is for the next export. The cursor of a file that is brought up to date belongs
 * to that file; other exports move that of the stream. Answers what is worth saying of the times that records bear.
 */
async function moveWatermark(
  { ledger, scope, client }: Session,
  done: {
    readonly stream: Stream;
    readonly rows: ChosenRows;
    readonly output: Output;
    readonly finished: FinishedExport;
    readonly startedMs: number;
  },
): Promise<string | undefined> {
  const { stream, rows, output, finished, startedMs } = done;
  const { summary, newest, newestId } = finished;
  if (!rows.movesWatermark || !summary.complete) return undefined;
  const durationMs = Date.now() - startedMs;
  const startedAt = ((client.serverNow() ?? Date.now()) - durationMs) / 1000;
  const times = { newest, startedAt, durationMs };
  const watermarks = ledger.watermarks(scope);
  if (!output.isMerge) {
    const next = nextWatermark(times, watermarks.get(stream.name, rows.filter));
    if (next !== undefined) watermarks.set(stream.name, rows.filter, next);
  }
  const isWhole = output.isMerge || !rows.isSinceLast;
  const key = isWhole && output.path !== '-' ? await masterKey(output.path, rows.filter) : undefined;
  const own = key && (nextWatermark(times, rows.since) ?? rows.since);
  if (key && own) watermarks.set(stream.name, key, own);
  if (!isDatedAhead(newest, times)) return undefined;
  const date = new Date(newest * 1000).toISOString().slice(0, 10);
  return `${newestId ? `Record ${newestId}` : 'A record'} is dated in the future (${date}). --since last goes by the time of the export instead, and reads further back while there is such a record.`;
}
