import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { systemClock } from '../../../dispatch/clock.ts';
import { nextWatermark } from '../../../export/next-watermark.ts';
import { mappingName } from '../../../export/round-trip/update-mapping.ts';
import { type FinishedExport, startExport } from '../../../export/run-export.ts';
import type { ExportSummary } from '../../../export/summary.ts';
import type { RunWatch } from '../../progress/run-watch.ts';
import { showExportProgress } from '../../progress/show-export-progress.ts';
import { newRunId } from '../../run-id.ts';
import type { Session } from '../../session.ts';
import { shellLine } from '../../shell-line.ts';
import type { StopSignals } from '../../stop-signals.ts';
import type { Terminal } from '../../terminal.ts';
import { clockOf } from './export-flags.ts';
import { openOutput, outputFile } from './export-output.ts';
import { type ExportSettings, lockExport, recordExport } from './export-record.ts';
import type { ExportRequest } from './export-request.ts';
import { type ChosenRows, chooseRows } from './export-selection.ts';

/** Does one export, under its run's lock and with its record in the ledger. Output to a stream is neither recorded nor resumable. */
export async function exportStream(
  request: ExportRequest,
  session: Session,
  signals: StopSignals,
  { terminal, watch }: { readonly terminal: Terminal; readonly watch: RunWatch },
): Promise<ExportSummary> {
  const { flags, stream, output, chosen, resumed } = request;
  const before = resumed && (resumed.settings as unknown as ExportSettings);
  const nowMs = before?.nowMs ?? Date.now();
  const clock = clockOf(chosen.tz);
  const { since, until } = flags;
  const rows = await chooseRows(
    session,
    stream,
    { where: chosen.where, since, until, nowMs, sinceLast: before?.sinceLast },
    clock,
  );
  if (since === 'last') {
    terminal.say(
      rows.since === undefined
        ? 'Nothing of this was exported before: exporting all of it.'
        : `Exporting what changed since ${clock(rows.since)}.`,
    );
  }
  const isRecorded = output.path !== '-';
  const id = resumed?.id ?? newRunId(nowMs, Math.random);
  const lock = isRecorded ? lockExport(session, id) : undefined;
  try {
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
      open: (columns, ids) => openOutput(output, stream, columns, ids, `${spoolPath}.merge`),
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
      moveWatermark(session, stream.name, rows, finished, Date.now() - nowMs);
      if (run) session.ledger.runs.move(run, summary.status, { at: Date.now(), reason: summary.reason, summary });
      return summary;
    } catch (error) {
      // What was wrong in what was asked for would be wrong again: there is nothing to go on with.
      const reason = error instanceof Error ? error.message : String(error);
      if (run) session.ledger.runs.move(run, 'completed_with_errors', { at: Date.now(), reason, summary: {} });
      throw error;
    }
  } finally {
    lock?.release();
  }
}

/** Leaves the mapping of an export for editing beside its file. */
function leaveMapping({ summary, mapping }: FinishedExport, path: string): string | undefined {
  if (!mapping || summary.files.output.length === 0) return undefined;
  const mappingPath = mappingName(path);
  writeFileSync(mappingPath, mapping(basename(path)));
  return mappingPath;
}

/** Only once the file is complete; what then changes is for the next export. */
function moveWatermark(
  { ledger, scope }: Session,
  stream: string,
  rows: ChosenRows,
  { summary, newest }: FinishedExport,
  durationMs: number,
): void {
  if (!rows.movesWatermark || !summary.complete) return;
  const watermarks = ledger.watermarks(scope);
  const next = nextWatermark(newest, durationMs, watermarks.get(stream, rows.filter));
  if (next !== undefined) watermarks.set(stream, rows.filter, next);
}
