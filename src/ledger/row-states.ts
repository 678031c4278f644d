/**
 * The fate of a row. `sending` is the intent that is on disk before a request that may not be repeated leaves; `saved`
 * is a customer whose further calls (tags, stage, …) are not done; every other state is final for the run. A row that
 * is not in the ledger has not been touched.
 */
export const ROW_STATES = {
  sending: { final: false, next: ['saved', 'created', 'updated', 'done', 'failed', 'in_doubt'] },
  saved: { final: false, next: ['sending', 'saved', 'created', 'updated', 'done', 'failed', 'in_doubt'] },
  created: { final: true, next: [] },
  updated: { final: true, next: [] },
  done: { final: true, next: [] },
  rejected: { final: true, next: [] },
  failed: { final: true, next: [] },
  skipped: { final: true, next: [] },
  // Whoever knows more, or dares to resend, may settle a doubt. While it is resent it stays in doubt.
  in_doubt: { final: true, next: ['saved', 'created', 'updated', 'done', 'failed', 'in_doubt'] },
} as const satisfies Record<string, { final: boolean; next: readonly string[] }>;

export type RowState = keyof typeof ROW_STATES;
export type FinalState = Exclude<RowState, 'sending' | 'saved'>;

/** The states that say that a row succeeded. */
export const SUCCESS_STATES: readonly RowState[] = ['created', 'updated', 'done'];
/** The states that people have to look at: what `errors.csv` holds. */
export const ERROR_STATES = ['rejected', 'failed', 'in_doubt'] as const satisfies readonly FinalState[];

/** The code of a row that succeeded, but as the customer that another row is, too: people have to look at it as well. */
export const MERGED_CODE = 'merged-with';

/** May a row go from one state to another? A row without a state may go to any. */
export function mayBecome(from: RowState | undefined, to: RowState): boolean {
  return from === undefined || (ROW_STATES[from].next as readonly string[]).includes(to);
}

/** May a row in this state still become another? */
export function isOpen(state: RowState): boolean {
  return ROW_STATES[state].next.length > 0;
}
