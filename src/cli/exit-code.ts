import type { ImportSummary } from '../import/index.ts';
import type { RunStatus } from '../ledger/index.ts';

/** The exit codes of the contract. */
export const EXIT = { done: 0, someRowsFailed: 1, usage: 2, aborted: 3, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of a run by the status it ended with. */
export const EXIT_OF_STATUS: Readonly<Record<Exclude<RunStatus, 'running'>, ExitCode>> = {
  completed: EXIT.done,
  completed_with_errors: EXIT.someRowsFailed,
  aborted: EXIT.aborted,
  interrupted: EXIT.interrupted,
};

/** The exit code of an import. A file that turns out invalid before anything was sent is bad input, like one that cannot be opened. */
export function exitCodeOfImport({ status, bad_input, rows }: ImportSummary): ExitCode {
  const isSent = rows.created + rows.updated + rows.done + rows.failed + rows.in_doubt > 0;
  return bad_input && !isSent ? EXIT.usage : EXIT_OF_STATUS[status];
}
