import { systemClock } from '../../dispatch/clock.ts';
import { selectAll } from '../../export/reading/select-all.ts';
import { startExport } from '../../export/run-export.ts';
import { openWriter } from '../../files/index.ts';
import { EXIT_OF_STAGE } from '../exit-code.ts';
import { newRunId } from '../run-id.ts';
import { openSession } from '../session.ts';
import { positive, resolveSettings } from '../settings.ts';
import { listenForStop } from '../stop-signals.ts';
import { createTerminal } from '../terminal.ts';
import { type ExportFlags, findStream, nameList, outputFormat, shownTimes } from './export-flags.ts';
import { showExportProgress } from './export-progress.ts';
import { printExportSummary } from './export-summary.ts';

/** `export`: one stream into one file. */
export async function runExport(flags: ExportFlags): Promise<number> {
  const terminal = createTerminal(flags);
  const stream = findStream(flags.stream);
  const format = outputFormat(flags);
  const settings = resolveSettings(flags, process.env);
  const pageSize = positive('page-size', flags.pageSize, true);
  const show = shownTimes(flags);
  const signals = listenForStop(terminal);
  const session = openSession(settings, systemClock, Math.random, {
    ...signals,
    onLine: (state, reason) =>
      terminal.say(
        state === 'down' ? `The server does not answer (${reason}); waiting for it.` : 'The server answers again.',
      ),
  });
  try {
    const running = startExport({
      run: newRunId(Date.now(), Math.random),
      stream,
      selection: selectAll(stream),
      dispatcher: session.dispatcher,
      clock: systemClock,
      open: (columns) => openWriter(flags.output === '-' ? process.stdout : flags.output, { format, columns }),
      settings: {
        concurrency: settings.concurrency,
        pageSize,
        show,
        columns: nameList(flags.columns),
        details: flags.details,
        tags: flags.tags,
      },
      stop: signals.stop,
    });
    const endProgress = showExportProgress(terminal, running.progress, Date.now);
    const summary = await running.finished.finally(endProgress);
    printExportSummary(terminal, summary, flags);
    return EXIT_OF_STAGE[summary.status];
  } finally {
    signals.dispose();
    await session.close();
  }
}
