import { systemClock } from '../../dispatch/clock.ts';
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
  const session = openSession(settings, systemClock, Math.random, {
    onLine: (state, reason) =>
      terminal.say(
        state === 'down' ? `The server does not answer (${reason}); waiting for it.` : 'The server answers again.',
      ),
  });
  const signals = listenForStop(terminal);
  try {
    const running = startExport({
      run: newRunId(Date.now(), Math.random),
      stream,
      dispatcher: session.dispatcher,
      clock: systemClock,
      open: (columns) => openWriter(flags.output === '-' ? process.stdout : flags.output, { format, columns }),
      settings: { concurrency: settings.concurrency, pageSize, filter: {}, show, columns: nameList(flags.columns) },
      stop: signals.stop,
      cancel: signals.cancel,
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
