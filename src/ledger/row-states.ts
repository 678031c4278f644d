/**
 * The fate of a row. `sending` is the intent that is on disk before a request that may not be repeated leaves;
 * every other state here is final for the run. A row that is not in the ledger has not been touched.
 */
export const ROW_STATES = {
  sending: { final: false, success: false, next: ['created', 'updated', 'done', 'failed', 'in_doubt', 'sending'] },
  created: { final: true, success: true, next: [] },
  updated: { final: true, success: true, next: [] },
  done: { final: true, success: true, next: [] },
  rejected: { final: true, success: false, next: [] },
  failed: { final: true, success: false, next: [] },
  skipped: { final: true, success: false, next: [] },
  // Whoever knows more, or dares to resend, may settle a doubt.
  in_doubt: { final: true, success: false, next: ['created', 'updated', 'done', 'failed', 'sending', 'in_doubt'] },
} as const satisfies Record<string, { final: boolean; success: boolean; next: readonly string[] }>;

export type RowState = keyof typeof ROW_STATES;
export type FinalState = Exclude<RowState, 'sending'>;

/** May a row go from one state to another? A row without a state may go to any. */
export function mayBecome(from: RowState | undefined, to: RowState): boolean {
  return from === undefined || (ROW_STATES[from].next as readonly string[]).includes(to);
}
