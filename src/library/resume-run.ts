import { importWith } from '../app/import/import-file.ts';
import { planOf } from '../app/plan/plan-runs.ts';
import { findRun, resumedRequest } from '../app/resume/resume-run.ts';
import { UsageError } from '../app/usage-error.ts';
import type { ImportSummary } from '../import/summary.ts';
import { type RunOptions, surrounded } from './run-options.ts';

/** What `resumeRun` takes. */
export interface ResumeOptions extends RunOptions {
  /** The run's id, or a part of it. Default: the newest that can be resumed. */
  readonly run?: string;
  /** Send rows whose outcome is unknown again, at the risk of doubles. */
  readonly resendInDoubt?: boolean;
  /** Stop when more rows than this fail: `100`, or `5%`. Default: as when the run began. */
  readonly maxErrors?: number | `${number}%`;
}

/**
 * Goes on with an import or a tagging that was cut short: same file, the mapping as it was; what is done is not sent again.
 * Errors: `UsageError` where there is no such run, or its file has changed; `LedgerError` where another process is at it.
 *
 * @example
 * if (summary.status === 'interrupted') await resumeRun({ connection, run: summary.run });
 */
export async function resumeRun(options: ResumeOptions): Promise<ImportSummary> {
  const { connection, run: id, resendInDoubt = false, maxErrors } = options;
  const flags = {
    run: id,
    resendInDoubt,
    maxErrors: maxErrors === undefined ? undefined : String(maxErrors),
    home: connection.home,
    baseUrl: connection.baseUrl,
    json: false,
    quiet: true,
    verbose: false,
    yes: true,
  };
  const { run, onlyDoubts } = findRun(flags, {});
  if (onlyDoubts) {
    throw new UsageError(`run ${run.id} has only rows in doubt left; to send those again, give resendInDoubt: true`);
  }
  if (run.command === 'export' || planOf(run)) {
    throw new UsageError(
      `run ${run.id} is ${planOf(run) ? 'a step of a plan' : 'an export'}: go on with it by sobot-etl resume`,
    );
  }
  const request = await resumedRequest(run, flags, {});
  return surrounded(options, (surroundings) => importWith(request, surroundings));
}
