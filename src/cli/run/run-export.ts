import { systemClock } from '../../dispatch/clock.ts';
import { nextWatermark } from '../../export/next-watermark.ts';
import { type FinishedExport, startExport } from '../../export/run-export.ts';
import { openWriter } from '../../files/index.ts';
import type { Lock, StoredRun } from '../../ledger/index.ts';
import { EXIT_OF_STAGE } from '../exit-code.ts';
import { newRunId } from '../run-id.ts';
import { openSession, type Session } from '../session.ts';
import { positive, resolveSettings } from '../settings.ts';
import { listenForStop } from '../stop-signals.ts';
import { createTerminal } from '../terminal.ts';
import { checkChoice, clockOf, columnList, type ExportFlags, findStream, outputFormat } from './export-flags.ts';
import { showExportProgress } from './export-progress.ts';
import { type ExportSettings, lockExport, recordExport, requireSameScope } from './export-record.ts';
import { type ChosenRows, chooseRows } from './export-selection.ts';
import { printExportSummary } from './export-summary.ts';

/** `export`: one stream into one file. `resumed`: a run of it that was cut short. */
export async function runExport(flags: ExportFlags, resumed?: StoredRun): Promise<number> {
  const terminal = createTerminal(flags);
  const stream = findStream(flags.stream);
  checkChoice(stream, flags);
  const format = outputFormat(flags);
  const columns = columnList(flags.columns);
  const clock = clockOf(flags.tz);
  const pageSize = positive('page-size', flags.pageSize, true);
  const settings = resolveSettings(flags, process.env);
  const signals = listenForStop(terminal);
  const session = openSession(settings, systemClock, Math.random, {
    ...signals,
    onLine: (state, reason) =>
      terminal.say(
        state === 'down' ? `The server does not answer (${reason}); waiting for it.` : 'The server answers again.',
      ),
  });
  let lock: Lock | undefined;
  try {
    const before = resumed && (resumed.settings as unknown as ExportSettings);
    if (resumed) requireSameScope(session, resumed);
    const nowMs = before?.nowMs ?? Date.now();
    const where = [flags.where ?? []].flat();
    const rows = await chooseRows(
      session,
      stream,
      { where, since: flags.since, until: flags.until, nowMs, sinceLast: before?.sinceLast },
      clock,
    );
    if (flags.since === 'last')
      terminal.say(
        rows.since === undefined
          ? 'Nothing was exported before: exporting all.'
          : `Exporting what changed since ${clock(rows.since)}.`,
      );
    const id = resumed?.id ?? newRunId(nowMs, Math.random);
    const isKept = flags.output !== '-';
    lock = isKept ? lockExport(session, id) : undefined;
    const run = resumed
      ? session.ledger.runs.move(resumed, 'running')
      : isKept
        ? recordExport(session, { id, flags, nowMs, sinceLast: rows.since })
        : undefined;
    const running = startExport({
      run: id,
      stream,
      selection: rows.selection,
      dispatcher: session.dispatcher,
      clock: systemClock,
      open: (out) => openWriter(isKept ? flags.output : process.stdout, { format, columns: out }),
      settings: {
        concurrency: settings.concurrency,
        pageSize,
        show: flags.raw ? 'raw' : clock,
        columns,
        details: flags.details,
        tags: flags.tags,
      },
      spool: isKept ? { path: session.ledger.spoolPath(id), resume: resumed !== undefined } : undefined,
      stop: signals.stop,
    });
    const endProgress = showExportProgress(terminal, running.progress, Date.now);
    const finished = await running.finished.finally(endProgress).catch((error: unknown) => {
      // What was wrong in what was asked for would be wrong again: there is nothing to go on with.
      const reason = error instanceof Error ? error.message : String(error);
      if (run) session.ledger.runs.move(run, 'completed_with_errors', { at: Date.now(), reason, summary: {} });
      throw error;
    });
    const { summary } = finished;
    moveWatermark(session, stream.name, rows, finished, Date.now() - nowMs);
    if (run) session.ledger.runs.move(run, summary.status, { at: Date.now(), reason: summary.reason, summary });
    printExportSummary(terminal, summary, flags);
    return EXIT_OF_STAGE[summary.status];
  } finally {
    lock?.release();
    signals.dispose();
    await session.close();
  }
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
