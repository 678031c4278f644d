/** One thing that `doctor` looked at. */
export interface Finding {
  /** `node`, `ledger`, `disk`, `credentials`, `proxy`, `reach`, `clock`, `access`, `identity`. */
  readonly check: string;
  /** `warning`: works, but may not for long. `unknown`: could not be looked at. */
  readonly status: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What was found. */
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}

const MARKS: Readonly<Record<Finding['status'], string>> = { ok: 'ok', warning: '!', failed: 'x', unknown: '?' };

/** A finding as a line for people, with what to do below it. */
export function findingText({ check, status, detail, advice }: Finding): string {
  const line = `${MARKS[status].padEnd(3)} ${check.padEnd(12)} ${detail}`;
  return advice === undefined ? line : `${line}\n${' '.repeat(17)}${advice}`;
}
