/** The stages of a run and where each may lead. A run that says `running` and holds no lock was killed. */
export const RUN_STAGES = {
  running: { ended: false, resumable: true, next: ['completed', 'completed_with_errors', 'aborted', 'interrupted'] },
  interrupted: { ended: true, resumable: true, next: ['running'] },
  aborted: { ended: true, resumable: true, next: ['running'] },
  completed: { ended: true, resumable: false, next: [] },
  // Rows in doubt can be settled later: resume --resend-in-doubt.
  completed_with_errors: { ended: true, resumable: false, next: ['running'] },
} as const satisfies Record<string, { ended: boolean; resumable: boolean; next: readonly string[] }>;

export type RunStage = keyof typeof RUN_STAGES;
