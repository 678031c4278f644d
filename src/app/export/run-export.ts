import { EXIT_OF_STAGE } from '../../cli/exit-code.ts';
import { printExportSummary } from '../../cli/print/print-export-summary.ts';
import { listenForStop } from '../../cli/stop-signals.ts';
import { createTerminal } from '../../cli/terminal.ts';
import { systemClock } from '../../dispatch/clock.ts';
import type { ExportSummary } from '../../export/summary.ts';
import type { StoredRun } from '../../ledger/index.ts';
import { boundOldGeneration } from '../old-generation.ts';
import { RunWatch } from '../progress/run-watch.ts';
import type { Surroundings } from '../run-context.ts';
import { openSession } from '../session.ts';
import { eventsFor } from '../session-events.ts';
import { resolveSettings } from '../settings.ts';
import { enlargeYoungGeneration, giveThreadsYoungGeneration } from '../young-generation.ts';
import { mergeChoice } from './export-choice.ts';
import { checkChoice, clockOf, type ExportFlags, findStream } from './export-flags.ts';
import { outputOf } from './export-output.ts';
import { type ExportSettings, requireSameScope } from './export-record.ts';
import type { ExportRequest } from './export-request.ts';
import { exportStream } from './export-stream.ts';

/** Pages that wait for their turn die young in this much, where in less they would grow old first. */
const YOUNG_BYTES = 32_000_000;
/** The thread that writes holds about twenty pages, which as objects are some megabytes. */
const THREAD_YOUNG_MB = 16;

/** `export`: one stream into one file. `resumed`: a run of it that was cut short. */
export async function runExport(flags: ExportFlags, resumed?: StoredRun): Promise<number> {
  enlargeYoungGeneration(YOUNG_BYTES);
  giveThreadsYoungGeneration(THREAD_YOUNG_MB);
  boundOldGeneration();
  const terminal = createTerminal(flags);
  const request = await checkExport(flags, resumed);
  const settings = resolveSettings(flags, process.env);
  const signals = listenForStop(terminal);
  try {
    const summary = await exportWith(request, { settings, signals, terminal });
    printExportSummary(terminal, summary, { json: flags.json, output: request.output.path, home: flags.home });
    return EXIT_OF_STAGE[summary.status];
  } finally {
    signals.dispose();
  }
}

/** Checks what is asked for as far as it can be without asking the API. Errors: `UsageError`, `ExportError`. */
export async function checkExport(flags: ExportFlags, resumed?: StoredRun): Promise<ExportRequest> {
  const stream = findStream(flags.stream);
  const output = outputOf(flags);
  const chosen = await mergeChoice(flags, (resumed?.settings as ExportSettings | undefined)?.fileText);
  checkChoice(stream, chosen, flags);
  clockOf(chosen.tz);
  return { flags, stream, output, chosen, pageSize: flags.pageSize, resumed };
}

/** Does an export without the process around it: whoever calls says where credentials, signals and screen are. */
export async function exportWith(
  request: ExportRequest,
  { settings, signals, terminal }: Surroundings,
): Promise<ExportSummary> {
  const watch = new RunWatch(systemClock.now);
  const session = openSession(settings, systemClock, Math.random, {
    ...signals,
    ...eventsFor(terminal, watch),
  });
  try {
    if (request.resumed) requireSameScope(session, request.resumed);
    return await exportStream(request, session, signals, { terminal, watch });
  } finally {
    await session.close();
  }
}
