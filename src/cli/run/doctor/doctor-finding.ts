import { alignColumns } from '../../../words/align-columns.ts';

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

/** Findings are shown one by one, as they are made. */
const MIN_WIDTHS = [3, 12];

/** A finding as a line for people, with what to do below it. */
export function findingText({ check, status, detail, advice }: Finding): string {
  const rows = [[MARKS[status], check, detail], ...(advice === undefined ? [] : [['', '', advice]])];
  return alignColumns(rows, { gap: 1, minWidths: MIN_WIDTHS }).join('\n');
}
