import { z } from 'zod';
import { jobCause } from './jobs.ts';

/** A run, as the list shows it. */
const runView = z.strictObject({
  run: z.string(),
  command: z.string(),
  target: z.string(),
  /** `running`, `completed`, `completed_with_errors`, `aborted`, `interrupted`, or `killed`. */
  status: z.string(),
  reason: z.string().nullable(),
  rows: z.record(z.string(), z.number()),
  /** ISO times. */
  started: z.string(),
  ended: z.string().nullable(),
  /** The name of the input, without its folder. */
  input: z.string(),
  /** What the page offers for it now. */
  offers: z.array(z.string()),
  /** The job of this page that runs it, if one does. */
  job: z.string().nullable(),
});
export type PageRun = z.infer<typeof runView>;

/** `GET /api/runs`: newest first. */
export const runViews = z.array(runView);

/** `GET /api/runs/:run`. */
export const runDetails = runView.extend({
  summary: z.record(z.string(), z.unknown()).nullable(),
  causes: z.array(jobCause),
  /** The names of the files that it left and that can be downloaded. */
  files: z.array(z.string()),
});
export type RunDetails = z.infer<typeof runDetails>;

const failedRow = z.strictObject({
  row: z.number(),
  cells: z.array(z.string()),
  status: z.string(),
  problems: z.array(
    z.strictObject({
      column: z.string().nullable(),
      field: z.string().nullable(),
      code: z.string(),
      message: z.string(),
    }),
  ),
  edited: z.array(z.string()),
});

/** `GET /api/runs/:run/rows?status=error`: the rows that did not succeed. */
export const failedRows = z.strictObject({ total: z.number(), header: z.array(z.string()), rows: z.array(failedRow) });
export type FailedRows = z.infer<typeof failedRows>;

/** `PATCH /api/runs/:run/rows/:row`. */
export const editedFailedRow = z.strictObject({ row: failedRow, edits: z.number() });

export const changeQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  kind: z.enum(['changes', 'new', 'ambiguous', 'rejected']).default('changes'),
});

/** `GET /api/plans/:plan/changes`. A row of the plan with its cells; `problem` for those that would not be sent. */
export const planChanges = z.strictObject({
  total: z.number(),
  rows: z.array(
    z.strictObject({
      row: z.number(),
      key: z.string().nullable(),
      id: z.string().nullable(),
      name: z.string().nullable(),
      cells: z.array(
        z.strictObject({
          field: z.string(),
          label: z.string(),
          before: z.string(),
          after: z.string(),
          leftOut: z.boolean(),
        }),
      ),
      problem: z.string().nullable(),
      leftOut: z.boolean(),
    }),
  ),
});
export type PlanChanges = z.infer<typeof planChanges>;

/** `PATCH /api/plans/:plan/left-out`: whether an apply from this page leaves a cell out, or without a field its whole row. */
export const leftOutChange = z.strictObject({ row: z.number(), field: z.string().optional(), isOut: z.boolean() });
export type LeftOutChange = z.input<typeof leftOutChange>;
