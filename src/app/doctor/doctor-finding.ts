/** One thing that `doctor` looked at. */
export interface DoctorFinding {
  /** `node`, `ledger`, `disk`, `credentials`, `proxy`, `reach`, `clock`, `access`, `identity`. */
  readonly check: string;
  /** `warning`: works, but may not for long. `unknown`: could not be looked at. */
  readonly status: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What was found. */
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}
