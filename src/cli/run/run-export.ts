import { systemClock } from '../../dispatch/clock.ts';
import type { StoredRun } from '../../ledger/index.ts';
import { EXIT_OF_STAGE } from '../exit-code.ts';
import { openSession } from '../session.ts';
import { positive, resolveSettings } from '../settings.ts';
import { listenForStop } from '../stop-signals.ts';
import { createTerminal } from '../terminal.ts';
import { mergeChoice } from './export-choice.ts';
import { checkChoice, clockOf, type ExportFlags, findStream } from './export-flags.ts';
import { outputOf } from './export-output.ts';
import { type ExportSettings, requireSameScope } from './export-record.ts';
import { exportStream } from './export-stream.ts';
import { printExportSummary } from './export-summary.ts';

/** `export`: one stream into one file. `resumed`: a run of it that was cut short. */
export async function runExport(flags: ExportFlags, resumed?: StoredRun): Promise<number> {
  const terminal = createTerminal(flags);
  const stream = findStream(flags.stream);
  const output = outputOf(flags);
  const chosen = await mergeChoice(flags, (resumed?.settings as ExportSettings | undefined)?.fileText);
  checkChoice(stream, chosen, flags);
  clockOf(chosen.tz);
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
  try {
    if (resumed) requireSameScope(session, resumed);
    const request = { flags, stream, output, chosen, pageSize, resumed };
    const summary = await exportStream(request, session, signals, terminal);
    printExportSummary(terminal, summary, { json: flags.json, output: output.path });
    return EXIT_OF_STAGE[summary.status];
  } finally {
    signals.dispose();
    await session.close();
  }
}
