import { basename, resolve } from 'node:path';
import { cellWords } from '../change/index.ts';
import type { ImportSummary } from '../import/index.ts';
import type { Ledger, RowOutcome, StoredRun } from '../ledger/index.ts';
import { t } from '../words/index.ts';
import { reportedChanges, writeRunReport } from './import/run-outputs.ts';
import type { RunSettings } from './import/run-record.ts';
import { type LedgerLocation, ledgerSettings, withLedger } from './open-ledger.ts';
import { IMPORT_OPTIONS } from './options/import-options.ts';
import { reportedValues } from './options/option.ts';
import { findRuns } from './plan/plan-runs.ts';
import { version } from './program.ts';
import { UsageError } from './usage-error.ts';

const MAX_REPORTED_ERRORS = 500;

/** What `writeMaskedReport` takes. */
interface MaskedReportOptions extends LedgerLocation {
  /** The run's id, or part of it. Default: the newest run that has a report; exports have none. */
  readonly run?: string | undefined;
  /** Path of the report; an existing report is replaced. */
  readonly output: string;
}

/**
 * Writes the report of a run that has ended once more, without anything that comes from cells or records. Returns its path.
 * Errors: `UsageError` if the run has none.
 */
export async function writeMaskedReport({ run: id, output, ...location }: MaskedReportOptions): Promise<string> {
  const path = resolve(output);
  if (!/\.html?$/i.test(path)) throw new UsageError(t`--report takes the name of an HTML file, such as masked.html`);
  return withLedger(ledgerSettings(location), async (ledger) => {
    const [run, ...steps] = id === undefined ? await newestWithReport(ledger) : await findRuns(ledger, id);
    if (run === undefined) throw new UsageError(t`No run has a report yet.`);
    if (steps.length > 0) {
      const ids = [run, ...steps].map((step) => step.id).join(', ');
      throw new UsageError(t`Run ${id} has a report for each of its files; name one of ${ids}`);
    }
    const summary = run.summary as ImportSummary | undefined;
    if (run.command === 'export') throw new UsageError(t`Run ${run.id} is an export, which has no report`);
    if (summary?.rows === undefined || run.endedAt === undefined)
      throw new UsageError(t`Run ${run.id} has no report yet; to finish it: sobot-etl resume ${run.id}`);
    const errors: RowOutcome[] = [];
    const log = await ledger.openRowLog(run);
    for await (const outcome of log.outcomes('unsuccessful')) {
      if (errors.push(outcome) === MAX_REPORTED_ERRORS) break;
    }
    const { baseUrl = '', undoneRun, ...kept } = run.settings as RunSettings;
    const words = cellWords({ definitions: new Map(), nameOf: () => undefined });
    const isPiped = run.input === ledger.stagingPath(run.id);
    await writeRunReport(
      {
        summary,
        input: undoneRun ? t`the changes of run ${undoneRun}` : isPiped ? t`piped rows` : basename(run.input),
        mapping: { path: basename(run.mapping), text: '' },
        startedAt: run.startedAt,
        endedAt: run.endedAt,
        errors,
        header: [],
        samples: [],
        settings: [['API', baseUrl], ...reportedValues(IMPORT_OPTIONS, kept), ['sobot-etl', version()]],
        changes: await reportedChanges(ledger, run, { ...words, label: (field) => labelOf(field, words.label(field)) }),
        tagging: summary.tagging,
      },
      { mask: true, path },
    );
    return path;
  });
}

const NEWEST_RUNS = 1000;

async function newestWithReport(ledger: Ledger): Promise<StoredRun[]> {
  const run = (await ledger.runs.list(NEWEST_RUNS)).find(({ command }) => command !== 'export');
  return run === undefined ? [] : [run];
}

/** Names of custom fields are in the CRM, which is not asked here. */
function labelOf(field: string, label: string): string {
  return /^[0-9a-f]{20,}$/i.test(label) ? t`Custom field` : label || field;
}
