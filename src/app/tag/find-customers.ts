import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startExport } from '../../export/run-export.ts';
import { openWriter } from '../../files/index.ts';
import type { Lock } from '../../ledger/index.ts';
import { systemClock } from '../../resilience/clock.ts';
import { customers } from '../../streams/customers.ts';
import { counted } from '../../words/counted.ts';
import { clockOf } from '../export/export-choice.ts';
import { selectRows } from '../export/export-selection.ts';
import { lockRun } from '../import/run-locks.ts';
import { RunMonitor } from '../progress/run-watch.ts';
import { reportProgress } from '../progress/watch-progress.ts';
import type { RunContext } from '../run-context.ts';
import { openSession } from '../session.ts';
import { sessionEventsFor } from '../session-events.ts';
import { UsageError } from '../usage-error.ts';
import { ID_COLUMN } from './tag-choice.ts';

const FOUND_COLUMNS = [ID_COLUMN, 'nick', 'tel', 'email'].map((name) => ({ name }));
const FIND_PAGE_SIZE = 100;

/**
 * Writes the customers that a query finds into the file that keeps a run's input, so that the run can be resumed though
 * its own tagging changes what the query would find. Answers the file's path. Errors: `UsageError`, `ExportError`, `SobotError`.
 */
export async function findCustomers(
  run: string,
  where: readonly string[],
  { settings, signals, reporter }: RunContext,
): Promise<{ readonly path: string; readonly lock: Lock }> {
  const watch = new RunMonitor(systemClock.elapsed);
  const { stop, cancel } = signals;
  const session = openSession(settings, systemClock, Math.random, {
    ...sessionEventsFor(reporter, watch),
    stop,
    cancel,
  });
  const path = session.ledger.stagingPath(run);
  // What is found belongs to a run that is not in the ledger yet: nobody else may take it for left behind.
  const lock = lockRun(session.ledger, run);
  try {
    const clock = clockOf(undefined);
    const { selection } = await selectRows(session, customers, { where, nowMs: Date.now() }, clock);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const running = startExport({
      run,
      stream: customers,
      selection,
      dispatcher: session.dispatcher,
      clock: systemClock,
      open: (columns) => openWriter(path, { format: 'csv', columns, guard: false }),
      settings: {
        concurrency: settings.concurrency,
        pageSize: FIND_PAGE_SIZE,
        show: 'raw',
        columns: FOUND_COLUMNS,
        details: false,
        tags: false,
      },
      stop: signals.stop,
    });
    const { progress } = running;
    const requests = session.dispatcher.counts;
    const counts = () => ({ rows: progress.written, errors: 0, total: progress.expected });
    const endProgress = reportProgress(reporter, { run, title: 'Finding', counts, requests, watch }, systemClock);
    const { summary } = await running.finished.finally(endProgress);
    if (summary.status === 'completed' && summary.rows.written > 0) {
      reporter.message('info', `${counted(summary.rows.written, 'customer')} found.`);
      return { path, lock };
    }
    await rm(path, { force: true });
    throw new UsageError(
      summary.status === 'completed'
        ? `No customer meets --where ${where.join(' --where ')}. Nothing was sent.`
        : `The customers could not all be found: ${summary.reason ?? summary.status}. Nothing was sent.`,
    );
  } finally {
    await session.close();
  }
}
