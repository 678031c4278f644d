import type { Ledger, StoredRun } from '../../ledger/index.ts';
import { phrase, t, translated } from '../../words/index.ts';
import { shortPath } from '../import/next-step.ts';
import { findRuns } from '../plan/plan-runs.ts';
import { UsageError } from '../usage-error.ts';

/** Commands whose runs send nothing. */
const READING_COMMANDS: readonly string[] = ['export', 'plan', 'check', 'verify'];

/** What can be done about a run that kept no before-images, by its target. */
const INSTEAD: Readonly<Record<string, string>> = {
  enterprise: phrase('The API can neither read nor delete enterprises: correct them in the CRM.'),
  'follow-up': phrase('The API can neither change nor delete follow-up records: correct them in the CRM.'),
  recycle: phrase('To give customers back to their agents, import them with the target assignment.'),
  assignment: phrase(
    'To give customers back to their agents, import a list of both with the target assignment. Next time: import --undoable',
  ),
};
const INSTEAD_OF_CUSTOMERS = phrase(
  'Compare the customers with an earlier export, and import what they had before with the target customer-update. Next time: plan and apply, or import --undoable',
);
const INSTEAD_OF_TAGS = phrase('The API restores no tags: create or rename them again in the CRM.');

/** The run that an id names, if it can be undone. Errors: `UsageError` that says what could be done instead. */
export async function undoableRun(ledger: Ledger, id: string): Promise<StoredRun> {
  const runs = await findRuns(ledger, id);
  const [run, second] = runs;
  if (run === undefined) throw new UsageError(t`There is no run "${id}". List them with: sobot-etl runs`);
  if (second !== undefined)
    throw new UsageError(
      t`"${id}" names several runs; undo one after the other, the last first: ${runs
        .map((each) => each.id)
        .reverse()
        .join(', ')}`,
    );
  if (READING_COMMANDS.includes(run.command))
    throw new UsageError(t`Run ${run.id} (${run.command}) changed nothing in the CRM, so there is nothing to undo.`);
  if (await ledger.isLive(run.id))
    throw new UsageError(t`Run ${run.id} is still running in another process. Stop it with Ctrl-C first.`);
  if ((await ledger.changes(run).count()) > 0) return run;
  const counts = await ledger.runs.counts(run);
  const sent =
    (counts.created ?? 0) + (counts.updated ?? 0) + (counts.done ?? 0) + (counts.failed ?? 0) + (counts.in_doubt ?? 0);
  if (sent === 0) throw new UsageError(t`Run ${run.id} sent nothing, so there is nothing to undo.`);
  const instead =
    translated(INSTEAD[run.target] ?? '') ||
    (run.target.startsWith('tag') ? translated(INSTEAD_OF_TAGS) : translated(INSTEAD_OF_CUSTOMERS));
  throw new UsageError(
    t`Run ${run.id} (${run.command} of ${shortPath(run.input)} as ${run.target}) kept no before-images, so it cannot be undone. ${instead}`,
  );
}
