import { existsSync } from 'node:fs';
import { errorsWorkbookPath, runFilePaths } from '../../import/run-files.ts';
import { Ledger, RUN_STAGES, type StoredRun } from '../../ledger/index.ts';
import { commandLine } from '../command-line.ts';
import type { Environment } from '../connection.ts';
import { findRuns } from '../plan/plan-runs.ts';
import { homeFolder } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** A run to go on with. `onlyDoubts`: it has come to its end, and nothing but rows in doubt is left of it. */
export interface FoundRun {
  readonly run: StoredRun;
  readonly onlyInDoubt?: true;
}

/** The run that is to go on: the one that is named, or the newest. Errors: `UsageError`. */
export function findRun(
  {
    run: id,
    home,
    resendInDoubt,
  }: { readonly run?: string | undefined; readonly home?: string | undefined; readonly resendInDoubt: boolean },
  env: Environment,
): FoundRun {
  const ledger = new Ledger(homeFolder(home, env));
  try {
    return id === undefined ? newestIdle(ledger, resendInDoubt) : namedRun(ledger, id, { resendInDoubt, env });
  } finally {
    ledger.close();
  }
}

function newestIdle(ledger: Ledger, resendInDoubt: boolean): FoundRun {
  let live: StoredRun | undefined;
  for (const run of ledger.runs.resumable(resendInDoubt)) {
    if (!ledger.isLive(run.id)) return { run };
    live ??= run;
  }
  if (live) {
    throw new UsageError(
      `Run ${live.id} is still going on in another process, and no other run can be resumed. List them with: sobot-etl runs`,
    );
  }
  const [doubtful] = resendInDoubt ? [] : ledger.runs.resumable(true);
  if (doubtful) return { run: doubtful, onlyInDoubt: true };
  throw new UsageError(
    `No resumable run found${resendInDoubt ? ', and none has rows in doubt' : ''}. List them with: sobot-etl runs`,
  );
}

function namedRun(
  ledger: Ledger,
  id: string,
  { resendInDoubt, env }: { readonly resendInDoubt: boolean; readonly env: Environment },
): FoundRun {
  const found = findRuns(ledger, id);
  const doubtsOf = (each: StoredRun) => ledger.runs.counts(each).in_doubt ?? 0;
  // Of a plan any step will do that is not at its end, or that has rows in doubt.
  const run =
    found.find(({ stage }) => RUN_STAGES[stage].resumable) ??
    found.find((each) => doubtsOf(each) > 0) ??
    (found.at(-1) as StoredRun);
  if (RUN_STAGES[run.stage].resumable) return { run };
  if (run.command === 'export')
    throw new UsageError(`Run ${run.id} has ended (${run.stage.replaceAll('_', ' ')}); export again for a new file`);
  if (doubtsOf(run) > 0) return resendInDoubt ? { run } : { run, onlyInDoubt: true };
  const workbook = errorsWorkbookPath(run.outDir);
  const errors = existsSync(workbook) ? workbook : runFilePaths(run.outDir).errors;
  const left =
    run.stage === 'completed'
      ? 'nothing is left to do'
      : `to send its corrected rows: ${commandLine(['import', errors, '-m', run.mapping], env)}`;
  throw new UsageError(`Run ${run.id} has ended (${run.stage.replaceAll('_', ' ')}); ${left}`);
}
