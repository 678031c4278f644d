import type { ExportSummary } from '../../export/index.ts';
import type { StoredRun } from '../../ledger/index.ts';
import { systemClock } from '../../resilience/index.ts';
import type { MaskMethod, StreamName } from '../../streams/index.ts';
import { splitConnection } from '../connection.ts';
import { sessionEventsFor } from '../report-progress.ts';
import { RunMonitor } from '../reporter.ts';
import { type RunContext, type RunOptions, withContext } from '../run-context.ts';
import { openSession } from '../session.ts';
import { checkChoice, clockOf, type ExportChoice, findStream } from './export-choice.ts';
import { outputOf } from './export-output.ts';
import { type ExportSettings, requireSameScope } from './export-record.ts';
import { resolveChoice } from './export-selection.ts';
import { type ExportRequest, performExport } from './perform-export.ts';

/** The options of `exportStream`. */
export interface ExportOptions extends RunOptions, Omit<ExportChoice, 'where' | 'mask'> {
  /** `customers`, `tags`, `agents`, … */
  readonly stream: StreamName;
  /** Filters by the API's parameters, as `{ liable_serviceid: '…' }` or as conditions such as `liable_serviceid=…`. */
  readonly where?: Readonly<Record<string, string | number>> | readonly string[] | undefined;
  /** Masked columns with their methods, as `{ email: 'hash' }` or as `email=hash`; `personal` stands for all that are personal. */
  readonly mask?: Readonly<Record<string, MaskMethod>> | readonly string[] | undefined;
  /** Replace a file that no export wrote, or that was edited since; otherwise such a file is a `UsageError`. Default: false. */
  readonly replace?: boolean;
}

/**
 * Exports one list of the CRM to a spreadsheet; returns the summary, whose `complete` says whether the list is complete.
 * Errors: `ExportError`, `UsageError`, `LedgerError`, and `SobotError` before the first row.
 *
 * @example
 * const { complete, rows } = await exportStream({ connection, stream: 'customers', output: 'customers.xlsx' });
 */
export function exportStream(options: ExportOptions): Promise<ExportSummary> {
  const { stream, output, mergeInto, format, where = [], since, until, columns, tz, raw, details, tags } = options;
  const { forUpdate, pageSize, bom, delimiter, encoding, guard, mapping, mask = [] } = options;
  const choice: ExportChoice = {
    ...{ stream, output, mergeInto, format, where: conditionsOf(where), since, until, columns, tz, raw, details, tags },
    ...{ forUpdate, pageSize, bom, delimiter, encoding, guard, mapping, mask: conditionsOf(mask) },
  };
  return exportChosen(choice, options);
}

/** Conditions in the form of the command line: `name=value`. */
function conditionsOf(given: Readonly<Record<string, string | number>> | readonly string[]): readonly string[] {
  return isList(given) ? given : Object.entries(given).map(([name, value]) => `${name}=${value}`);
}

function isList(given: object): given is readonly string[] {
  return Array.isArray(given);
}

/** Exports with the given options. `resumed`: the unfinished run to resume. */
export async function exportChosen(
  choice: ExportChoice,
  options: RunOptions & { readonly replace?: boolean },
  resumed?: StoredRun,
): Promise<ExportSummary> {
  const stream = findStream(choice.stream);
  const output = outputOf(choice);
  const chosen = await resolveChoice(choice, (resumed?.settings as ExportSettings | undefined)?.fileText);
  checkChoice(stream, chosen, choice);
  clockOf(chosen.tz);
  const { options: connection } = splitConnection(options.connection);
  const agreed = options.replace ?? false;
  const request: ExportRequest = { choice, connection, stream, output, chosen, agreed, resumed };
  return withContext(options, (context) => exportWith(request, context));
}

async function exportWith(request: ExportRequest, context: RunContext): Promise<ExportSummary> {
  const watch = new RunMonitor(systemClock.elapsed);
  const { settings, signals, reporter } = context;
  const session = await openSession(settings, systemClock, Math.random, {
    ...signals,
    ...sessionEventsFor(reporter, watch),
  });
  try {
    if (request.resumed) requireSameScope(session, request.resumed);
    return await performExport(request, session, context, watch);
  } finally {
    await session.close();
  }
}
